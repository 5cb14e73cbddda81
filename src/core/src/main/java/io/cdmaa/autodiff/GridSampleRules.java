package io.cdmaa.autodiff;

import io.cdmaa.autodiff.InputRule.NotSupported;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Sampling of an image at the positions of a grid (Jaderberg et al., Spatial Transformer Networks,
 * 2015, equations 5 to 7), over any number of spatial axes. Every sample is a weighted sum of the
 * pixels at the corners of its cell. The image's gradient is therefore accumulated at these
 * corners, and the grid's gradient is that of the weights.
 */
final class GridSampleRules {
  private GridSampleRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("GridSample")
            .input(
                "X",
                new InputRule.Formula(
                    b -> new Sampling(b).imageGradient(), GridSampleRules::obstacle))
            .input(
                "grid",
                new InputRule.Formula(
                    b -> new Sampling(b).gridGradient(), GridSampleRules::obstacle))
            .where(
                "with respect to the grid: at pixel centres that of the following cell, 0 where"
                    + " clamped to the border, 0 in mode nearest"));
  }

  private static Optional<NotSupported> obstacle(NodeView node) {
    return mode(node).equals("cubic")
        ? Optional.of(
            new NotSupported(
                "its mode is cubic", "re-export with bilinear sampling (mode='bilinear')"))
        : Optional.empty();
  }

  private static String mode(NodeView node) {
    return node.attributes().string("mode", "linear");
  }

  /**
   * A corner of the cell along one axis.
   *
   * @param index int64, inside the image
   * @param weight of the pixel there
   * @param slope derivative of the weight with respect to the position
   */
  private record End(String index, String weight, String slope) {}

  /** The cells of one node; positions are [N,P], where P is the number of samples per image. */
  private static final class Sampling {
    private final Backward b;
    private final long[] image;
    private final int axes;
    private final long rows;
    private final long samples;
    private final long pixels;
    private final boolean corners;
    private final String padding;

    Sampling(Backward b) {
      this.b = b;
      image = b.xDims(0);
      axes = image.length - 2;
      rows = image[0];
      samples = product(b.xDims(1)) / (rows * axes);
      pixels = product(image) / (rows * image[1]);
      corners = b.attributes().integer("align_corners", 0) != 0;
      padding = b.attributes().string("padding_mode", "zeros");
    }

    private static long product(long[] dims) {
      return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    String imageGradient() {
      List<List<End>> cells = cells();
      int count = cells.size();
      String weights = stacked(cells.stream().map(this::weight).toList());
      String g = b.emit().reshape(b.g(), rows, image[1], 1, samples);
      String parts = b.op("Mul", g, b.emit().reshape(weights, rows, 1, count, samples));
      String sum =
          b.op(
              "ScatterElements",
              Attributes.of("axis", 2, "reduction", "add"),
              b.zeros(rows, image[1], pixels),
              indices(cells),
              b.emit().reshape(parts, rows, image[1], count * samples));
      return b.emit().reshape(sum, image);
    }

    String gridGradient() {
      if (mode(b).equals("nearest")) {
        return b.zeros(b.dims());
      }
      List<List<End>> cells = cells();
      int count = cells.size();
      String flat = b.emit().reshape(b.x(0), rows, image[1], pixels);
      String values = b.op("GatherElements", Attributes.of("axis", 2), flat, indices(cells));
      String g = b.emit().reshape(b.g(), rows, image[1], 1, samples);
      String each = b.op("Mul", g, b.emit().reshape(values, rows, image[1], count, samples));
      String perCorner = b.emit().reduce("ReduceSum", each, false, 1);
      List<String> components = new ArrayList<>();
      for (int component = 0; component < axes; component++) {
        int axis = axes - 1 - component;
        String slopes = stacked(cells.stream().map(ends -> slope(ends, axis)).toList());
        String byPosition = b.emit().reduce("ReduceSum", b.op("Mul", perCorner, slopes), false, 1);
        String held = b.op("Mul", byPosition, movement(axis));
        components.add(b.emit().reshape(b.emit().scale(held, scale(axis)), rows, samples, 1));
      }
      String joined = b.op("Concat", Attributes.of("axis", 2), components.toArray(String[]::new));
      return b.emit().reshape(joined, b.dims());
    }

    /** Returns all corners of the cells: one end per axis. */
    private List<List<End>> cells() {
      List<List<End>> cells = List.of(List.of());
      for (int axis = 0; axis < axes; axis++) {
        List<List<End>> longer = new ArrayList<>();
        for (List<End> cell : cells) {
          for (End end : ends(axis)) {
            List<End> more = new ArrayList<>(cell);
            more.add(end);
            longer.add(more);
          }
        }
        cells = longer;
      }
      return cells;
    }

    private List<End> ends(int axis) {
      String position = position(axis);
      String one = b.scalar(1);
      if (mode(b).equals("nearest")) {
        return List.of(end(axis, b.op("Round", position), one, b.scalar(0)));
      }
      String low = b.op("Floor", position);
      String fraction = b.op("Sub", position, low);
      return List.of(
          end(axis, low, b.op("Sub", one, fraction), b.scalar(-1)),
          end(axis, b.op("Add", low, one), fraction, one));
    }

    /** Outside the image the weight is zero, or the pixel is that of the border. */
    private End end(int axis, String at, String weight, String slope) {
      String last = b.scalar(last(axis));
      String inside = b.op("Clip", at, b.scalar(0), last);
      String index = b.op("Cast", Attributes.of("to", ElementType.INT64.code()), inside);
      if (!padding.equals("zeros")) {
        return new End(index, weight, slope);
      }
      String there =
          b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), b.op("Equal", at, inside));
      return new End(index, b.op("Mul", weight, there), b.op("Mul", slope, there));
    }

    private double last(int axis) {
      return Math.toIntExact(size(axis)) - 1;
    }

    private long size(int axis) {
      return image[axis + 2];
    }

    /** Returns the pixels per unit of the grid. */
    private double scale(int axis) {
      return (corners ? last(axis) : last(axis) + 1) / 2.0;
    }

    /** Emits the position in pixels as given by the grid. */
    private String raw(int axis) {
      String grid = b.emit().reshape(b.x(1), rows, samples, axes);
      String component = b.emit().slice(grid, 2, axes - 1 - axis, axes - axis);
      String flat = b.emit().reshape(component, rows, samples);
      return b.op("Add", b.emit().scale(flat, scale(axis)), b.scalar(last(axis) / 2));
    }

    /** Emits the position moved into the image according to the padding mode. */
    private String position(int axis) {
      return switch (padding) {
        case "border" -> b.op("Clip", raw(axis), b.scalar(0), b.scalar(last(axis)));
        case "reflection" -> {
          if (span(axis) == 0) {
            yield b.op("Mul", raw(axis), b.scalar(0));
          }
          String within = within(axis);
          String back = b.op("Sub", b.scalar(2 * span(axis)), within);
          yield b.op("Add", b.op("Min", within, back), b.scalar(low()));
        }
        default -> raw(axis);
      };
    }

    /** Returns the position of the lower mirror: the first pixel, or its outer edge. */
    private double low() {
      return corners ? 0 : -0.5;
    }

    private double span(int axis) {
      return corners ? last(axis) : last(axis) + 1;
    }

    /** Emits the distance from the lower mirror, modulo the length of the way there and back. */
    private String within(int axis) {
      String distance = b.op("Abs", b.op("Sub", raw(axis), b.scalar(low())));
      return b.op("Mod", Attributes.of("fmod", 1), distance, b.scalar(2 * span(axis)));
    }

    /** Emits the derivative of {@link #position} with respect to the raw position. */
    private String movement(int axis) {
      return switch (padding) {
        case "border" -> {
          String above = b.op("Greater", raw(axis), b.scalar(0));
          String below = b.op("Less", raw(axis), b.scalar(last(axis)));
          yield b.where(b.op("And", above, below), b.scalar(1), b.scalar(0));
        }
        case "reflection" -> {
          if (span(axis) == 0) {
            yield b.scalar(0);
          }
          String back = b.op("Greater", within(axis), b.scalar(span(axis)));
          String side = b.op("Sign", b.op("Sub", raw(axis), b.scalar(low())));
          yield b.op("Mul", side, b.where(back, b.scalar(-1), b.scalar(1)));
        }
        default -> b.scalar(1);
      };
    }

    private String weight(List<End> ends) {
      String weight = ends.get(0).weight();
      for (int axis = 1; axis < axes; axis++) {
        weight = b.op("Mul", weight, ends.get(axis).weight());
      }
      return b.emit().expand(weight, rows, samples);
    }

    private String slope(List<End> ends, int by) {
      String slope = ends.get(by).slope();
      for (int axis = 0; axis < axes; axis++) {
        if (axis != by) {
          slope = b.op("Mul", slope, ends.get(axis).weight());
        }
      }
      return b.emit().expand(slope, rows, samples);
    }

    /** Emits the indices in the flattened image, [N,C,corners * P]. */
    private String indices(List<List<End>> cells) {
      List<String> places = new ArrayList<>();
      for (List<End> ends : cells) {
        String place = ends.get(0).index();
        for (int axis = 1; axis < axes; axis++) {
          place = b.op("Mul", place, whole(size(axis)));
          place = b.op("Add", place, ends.get(axis).index());
        }
        places.add(place);
      }
      long each = cells.size() * samples;
      String flat = b.emit().reshape(stacked(places), rows, 1, each);
      return b.emit().expand(flat, rows, image[1], each);
    }

    private String whole(long value) {
      return b.emit().constant(TensorData.ofLongs(new long[] {value}));
    }

    /** Stacks several values of [N,P] into one of [N,count,P]. */
    private String stacked(List<String> values) {
      List<String> rowsOfOne =
          values.stream().map(v -> b.emit().reshape(v, rows, 1, samples)).toList();
      return rowsOfOne.size() == 1
          ? rowsOfOne.get(0)
          : b.op("Concat", Attributes.of("axis", 1), rowsOfOne.toArray(String[]::new));
    }
  }
}
