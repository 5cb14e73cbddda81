package io.cdmaa.reference;

import java.util.function.DoubleUnaryOperator;

/** GridSample over any number of spatial axes. */
final class GridSampling {
  static final Table TABLE = new Table().one("GridSample", GridSampling::gridSample);

  private GridSampling() {}

  private static Tensor64 gridSample(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 grid = call.in(1);
    String mode = call.string("mode", call.opset() < 20 ? "bilinear" : "linear");
    String padding = call.string("padding_mode", "zeros");
    boolean corners = call.flag("align_corners");
    int rank = x.rank() - 2;
    int[] shape = grid.shape();
    int[] out =
        Convolutions.join(x.dim(0), x.dim(1), java.util.Arrays.copyOfRange(shape, 1, rank + 1));
    return Tensor64.generate(
        x.type(),
        out,
        index -> {
          double[] position = new double[rank];
          int[] at = new int[rank + 2];
          at[0] = index[0];
          System.arraycopy(index, 2, at, 1, rank);
          for (int axis = 0; axis < rank; axis++) {
            at[rank + 1] = rank - 1 - axis;
            int length = x.dim(axis + 2);
            double g = grid.at(at);
            position[axis] = corners ? (g + 1) / 2 * (length - 1) : ((g + 1) * length - 1) / 2;
            if (!mode.contains("cubic")) {
              position[axis] = padded(padding, position[axis], length, corners);
            }
          }
          return switch (mode) {
            case "nearest" -> nearest(x, index, position, padding, corners);
            case "linear", "bilinear" ->
                weighted(
                    x, index, position, padding, corners, d -> Math.max(0, 1 - Math.abs(d)), 1);
            case "cubic", "bicubic" ->
                weighted(x, index, position, padding, corners, d -> Resizing.cubic(d, -0.75), 2);
            default -> throw call.unsupported("mode " + mode);
          };
        });
  }

  /** Returns a position moved into the image according to the padding mode. */
  private static double padded(String padding, double at, int length, boolean corners) {
    double low = corners ? 0 : -0.5;
    double high = corners ? length - 1 : length - 0.5;
    return switch (padding) {
      case "zeros" -> at;
      case "border" -> Math.max(0, Math.min(length - 1, at));
      case "reflection" -> {
        if (at >= low && at <= high) {
          yield at;
        }
        double span = high - low;
        if (span == 0) {
          yield low;
        }
        double within = Math.abs(at - low) % (2 * span);
        yield low + (within > span ? 2 * span - within : within);
      }
      default -> throw new IllegalArgumentException("padding mode " + padding);
    };
  }

  private static double nearest(
      Tensor64 x, int[] index, double[] position, String padding, boolean corners) {
    int[] at = index.clone();
    for (int axis = 0; axis < position.length; axis++) {
      at[axis + 2] = (int) Math.rint(position[axis]);
    }
    return pixel(x, at, padding, corners);
  }

  /** Returns the weighted sum over the neighbours in a box around the position. */
  private static double weighted(
      Tensor64 x,
      int[] index,
      double[] position,
      String padding,
      boolean corners,
      DoubleUnaryOperator kernel,
      int reach) {
    int[] box = new int[position.length];
    java.util.Arrays.fill(box, 2 * reach);
    int[] step = new int[box.length];
    double sum = 0;
    do {
      int[] at = index.clone();
      double weight = 1;
      for (int axis = 0; axis < box.length; axis++) {
        at[axis + 2] = (int) Math.floor(position[axis]) - reach + 1 + step[axis];
        weight *= kernel.applyAsDouble(at[axis + 2] - position[axis]);
      }
      sum += weight * pixel(x, at, padding, corners);
    } while (Tensor64.advance(step, box));
    return sum;
  }

  private static double pixel(Tensor64 x, int[] at, String padding, boolean corners) {
    int[] inside = at.clone();
    for (int axis = 2; axis < at.length; axis++) {
      int length = x.dim(axis);
      if (at[axis] < 0 || at[axis] >= length) {
        if (padding.equals("zeros")) {
          return 0;
        }
        double moved = padded(padding, at[axis], length, corners);
        inside[axis] = Math.max(0, Math.min(length - 1, (int) Math.rint(moved)));
      }
    }
    return x.at(inside);
  }
}
