package io.cdmaa.reference;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Resize and its predecessor Upsample, axis by axis: all their kernels are separable. */
final class Resizing {
  static final Table TABLE =
      new Table().one("Resize", Resizing::resize).one("Upsample", Resizing::upsample);

  private Resizing() {}

  /**
   * The parameters of one axis.
   *
   * @param in the length before
   * @param out the length after
   * @param scale their exact ratio, which the lengths only approximate
   * @param start where the region of interest starts, from 0 to 1
   * @param end where it ends
   */
  private record Axis(int in, int out, double scale, double start, double end) {

    /** Returns the position in the input of an output index. */
    double position(String mode, double x) {
      return switch (mode) {
        case "half_pixel" -> (x + 0.5) / scale - 0.5;
        case "half_pixel_symmetric" -> {
          double adjustment = out / (scale * in);
          yield in / 2.0 * (1 - adjustment) + (x + 0.5) / scale - 0.5;
        }
        case "pytorch_half_pixel" -> out > 1 ? (x + 0.5) / scale - 0.5 : 0;
        case "align_corners" -> out > 1 ? x * (in - 1) / (out - 1) : 0;
        case "asymmetric" -> x / scale;
        case "tf_half_pixel_for_nn" -> (x + 0.5) / scale;
        case "tf_crop_and_resize" ->
            out > 1
                ? start * (in - 1) + x * (end - start) * (in - 1) / (out - 1)
                : 0.5 * (start + end) * (in - 1);
        default -> throw new IllegalArgumentException("coordinate mode " + mode);
      };
    }

    boolean keepsAll(String mode) {
      return in == out && scale == 1 && !mode.equals("tf_crop_and_resize");
    }
  }

  /**
   * Before opset 10: scales as an attribute (7) or an input (9), otherwise as Resize of opset 10.
   */
  private static Tensor64 upsample(Call call) {
    double[] scales =
        call.reals("scales")
            .map(f -> IntStream.range(0, f.length).mapToDouble(i -> f[i]).toArray())
            .orElseGet(() -> call.in(1).data());
    return first(call, scales);
  }

  /** Opset 10: asymmetric; nearest rounds down when growing and up when shrinking. */
  private static Tensor64 first(Call call, double[] scales) {
    boolean linear = !call.string("mode", "nearest").equals("nearest");
    Tensor64 x = call.in(0);
    for (int a = 0; a < scales.length; a++) {
      Axis axis = byScale(x.dim(a), scales[a]);
      String rounding = scales[a] < 1 ? "ceil" : "floor";
      x =
          linear
              ? interpolated(
                  x, a, axis, "asymmetric", Resizing::triangle, 1, Optional.empty(), false, 1)
              : nearest(x, a, axis, "asymmetric", rounding, Optional.empty());
    }
    return x;
  }

  private static Axis byScale(int in, double scale) {
    return new Axis(in, (int) Math.floor((float) scale * in), scale, 0, 1);
  }

  private static Tensor64 resize(Call call) {
    if (call.opset() < 11) {
      return first(call, call.in(1).data());
    }
    String mode = call.string("mode", "nearest");
    String coordinates = call.string("coordinate_transformation_mode", "half_pixel");
    Optional<Double> outside =
        coordinates.equals("tf_crop_and_resize")
            ? Optional.of(call.real("extrapolation_value", 0))
            : Optional.empty();
    boolean antialias = call.flag("antialias");
    boolean excludes = call.flag("exclude_outside");
    double a = call.real("cubic_coeff_a", -0.75);
    Tensor64 x = call.in(0);
    Axis[] plan = plan(call);
    for (int at = 0; at < plan.length; at++) {
      Axis axis = plan[at];
      if (axis.keepsAll(coordinates)) {
        continue;
      }
      double narrow = antialias ? Math.min(1, axis.scale()) : 1;
      x =
          switch (mode) {
            case "nearest" ->
                nearest(
                    x,
                    at,
                    axis,
                    coordinates,
                    call.string("nearest_mode", "round_prefer_floor"),
                    outside);
            case "linear" ->
                interpolated(
                    x, at, axis, coordinates, Resizing::triangle, 1, outside, excludes, narrow);
            case "cubic" ->
                interpolated(
                    x, at, axis, coordinates, d -> cubic(d, a), 2, outside, excludes, narrow);
            default -> throw call.unsupported("mode " + mode);
          };
    }
    return x;
  }

  /** Returns the lengths and scales of every axis, from scales or sizes and their axes. */
  private static Axis[] plan(Call call) {
    Tensor64 x = call.in(0);
    int[] axes =
        Arrays.stream(call.integers("axes").orElse(IntStream.range(0, x.rank()).toArray()))
            .map(axis -> Call.axis(axis, x.rank()))
            .toArray();
    Axis[] plan = new Axis[x.rank()];
    Arrays.setAll(plan, axis -> new Axis(x.dim(axis), x.dim(axis), 1, 0, 1));
    double[] roi = call.optional(1).map(Tensor64::data).orElse(new double[0]);
    boolean bySize = call.optional(3).filter(t -> t.size() > 0).isPresent();
    double[] sizes = bySize ? call.in(3).data() : new double[0];
    double[] scales = bySize ? new double[0] : call.in(2).data();
    String policy = call.string("keep_aspect_ratio_policy", "stretch");
    double common = bySize && !policy.equals("stretch") ? commonScale(policy, sizes, axes, x) : 0;
    for (int i = 0; i < axes.length; i++) {
      int in = x.dim(axes[i]);
      Axis axis =
          !bySize
              ? byScale(in, scales[i])
              : common > 0
                  ? new Axis(in, (int) Math.floor(common * in + 0.5), common, 0, 1)
                  : new Axis(in, (int) sizes[i], sizes[i] / in, 0, 1);
      plan[axes[i]] =
          roi.length == 2 * axes.length
              ? new Axis(in, axis.out(), axis.scale(), roi[i], roi[i + axes.length])
              : axis;
    }
    return plan;
  }

  private static double commonScale(String policy, double[] sizes, int[] axes, Tensor64 x) {
    var ratios = IntStream.range(0, axes.length).mapToDouble(i -> sizes[i] / x.dim(axes[i]));
    return switch (policy) {
      case "not_larger" -> ratios.min().orElseThrow();
      case "not_smaller" -> ratios.max().orElseThrow();
      default -> throw new IllegalArgumentException("policy " + policy);
    };
  }

  private static int rounded(String mode, double x) {
    double result =
        switch (mode) {
          case "round_prefer_floor" -> Math.ceil(x - 0.5);
          case "round_prefer_ceil" -> Math.floor(x + 0.5);
          case "floor" -> Math.floor(x);
          case "ceil" -> Math.ceil(x);
          default -> throw new IllegalArgumentException("nearest mode " + mode);
        };
    return (int) result;
  }

  private static int clamped(int at, int length) {
    return Math.max(0, Math.min(length - 1, at));
  }

  private static Tensor64 nearest(
      Tensor64 x, int at, Axis axis, String mode, String rounding, Optional<Double> outside) {
    return Lines.transform(
        x,
        at,
        x.type(),
        line -> {
          double[] result = new double[axis.out()];
          for (int i = 0; i < result.length; i++) {
            double position = axis.position(mode, i);
            result[i] =
                outside.isPresent() && (position < 0 || position > line.length - 1)
                    ? outside.get()
                    : line[clamped(rounded(rounding, position), line.length)];
          }
          return result;
        });
  }

  /**
   * Computes each output as the weighted mean of the inputs around its position.
   *
   * @param kernel weight by distance
   * @param reach the distance at which the kernel ends
   * @param outside the value outside a region of interest
   * @param excludes whether weights beyond the border are dropped instead of added to the border's
   * @param narrow the factor by which antialiasing shrinks distances
   */
  private static Tensor64 interpolated(
      Tensor64 x,
      int at,
      Axis axis,
      String mode,
      DoubleUnaryOperator kernel,
      double reach,
      Optional<Double> outside,
      boolean excludes,
      double narrow) {
    return Lines.transform(
        x,
        at,
        x.type(),
        line -> {
          double[] result = new double[axis.out()];
          for (int i = 0; i < result.length; i++) {
            double position = axis.position(mode, i);
            if (outside.isPresent() && (position < 0 || position > line.length - 1)) {
              result[i] = outside.get();
              continue;
            }
            double sum = 0;
            double weights = 0;
            int last = (int) Math.floor(position + reach / narrow);
            for (int j = (int) Math.ceil(position - reach / narrow); j <= last; j++) {
              boolean inside = j >= 0 && j < line.length;
              double weight =
                  excludes && !inside ? 0 : kernel.applyAsDouble((j - position) * narrow);
              sum += weight * line[clamped(j, line.length)];
              weights += weight;
            }
            result[i] = sum / weights;
          }
          return result;
        });
  }

  private static double triangle(double distance) {
    return Math.max(0, 1 - Math.abs(distance));
  }

  /** Keys' cubic convolution kernel. */
  static double cubic(double distance, double a) {
    double d = Math.abs(distance);
    if (d <= 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }
}
