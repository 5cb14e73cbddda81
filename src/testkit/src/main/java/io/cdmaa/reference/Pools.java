package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Pooling over windows and over whole images. */
final class Pools {
  static final Table TABLE =
      new Table()
          .several("MaxPool", Pools::maxPool)
          .one("AveragePool", Pools::averagePool)
          .one("LpPool", Pools::lpPool)
          .one("GlobalAveragePool", global(Reductions::mean))
          .one("GlobalMaxPool", global(v -> v[Orders.first(v, true)]))
          .one("GlobalLpPool", Pools::globalLpPool);

  private Pools() {}

  private interface Visitor {
    void visit(int[] at, boolean inside);
  }

  private static Windows windows(Call call) {
    return Windows.of(
        call, call.integers("kernel_shape").orElseThrow(), Convolutions.spatial(call.in(0)));
  }

  private static int[] shape(Call call, Windows windows) {
    Tensor64 x = call.in(0);
    int[] count = windows.count(Convolutions.spatial(x), call.flag("ceil_mode"));
    return Convolutions.join(x.dim(0), x.dim(1), count);
  }

  /** Visits the input index of each tap of an output element's window. */
  private static void taps(Windows windows, int[] spatial, int[] out, Visitor visitor) {
    int[] taps = windows.kernel();
    int[] tap = new int[taps.length];
    do {
      int[] at = out.clone();
      boolean inside = true;
      for (int axis = 0; axis < taps.length; axis++) {
        at[axis + 2] = windows.position(axis, out[axis + 2], tap[axis]);
        inside &= at[axis + 2] >= 0 && at[axis + 2] < spatial[axis];
      }
      visitor.visit(at, inside);
    } while (Tensor64.advance(tap, taps));
  }

  private static List<Tensor64> maxPool(Call call) {
    Tensor64 x = call.in(0);
    Windows windows = windows(call);
    int[] spatial = Convolutions.spatial(x);
    boolean columnMajor = call.flag("storage_order");
    Tensor64 places =
        Tensor64.generate(
            ElementType.INT64,
            shape(call, windows),
            out -> {
              int[] best = {-1};
              taps(
                  windows,
                  spatial,
                  out,
                  (at, inside) -> {
                    if (inside && (best[0] < 0 || x.at(at) > x.get(best[0]))) {
                      best[0] = x.offset(at);
                    }
                  });
              return best[0];
            });
    Tensor64 values =
        places.map(i -> i < 0 ? Double.NEGATIVE_INFINITY : x.get((int) i)).as(x.type());
    Tensor64 indices = columnMajor ? places.map(i -> columnMajor((int) i, spatial)) : places;
    return List.of(values, indices);
  }

  /**
   * Returns the index within an image in column-major order, with the first spatial axis fastest.
   */
  private static double columnMajor(int flat, int[] spatial) {
    int image = Tensor64.size(spatial);
    int[] index = Convolutions.unravel(flat % image, spatial);
    int place = 0;
    for (int axis = spatial.length - 1; axis >= 0; axis--) {
      place = place * spatial[axis] + index[axis];
    }
    return flat - flat % image + place;
  }

  private static Tensor64 averagePool(Call call) {
    Tensor64 x = call.in(0);
    Windows windows = windows(call);
    int[] spatial = Convolutions.spatial(x);
    boolean countPads = call.flag("count_include_pad");
    return Tensor64.generate(
        x.type(),
        shape(call, windows),
        out -> {
          double[] sumAndCount = new double[2];
          taps(
              windows,
              spatial,
              out,
              (at, inside) -> {
                if (inside) {
                  sumAndCount[0] += x.at(at);
                }
                if (inside || (countPads && padded(windows, at, spatial))) {
                  sumAndCount[1]++;
                }
              });
          return sumAndCount[0] / sumAndCount[1];
        });
  }

  /** Returns whether a position is in the padded image; a rounded-up window may exceed it. */
  private static boolean padded(Windows windows, int[] at, int[] spatial) {
    return IntStream.range(0, spatial.length)
        .allMatch(
            axis ->
                at[axis + 2] >= -windows.begin()[axis]
                    && at[axis + 2] < spatial[axis] + windows.end()[axis]);
  }

  private static Tensor64 lpPool(Call call) {
    Tensor64 x = call.in(0);
    Windows windows = windows(call);
    int[] spatial = Convolutions.spatial(x);
    double p = call.integer("p", 2);
    return Tensor64.generate(
        x.type(),
        shape(call, windows),
        out -> {
          double[] sum = new double[1];
          taps(
              windows,
              spatial,
              out,
              (at, inside) -> sum[0] += inside ? Math.pow(Math.abs(x.at(at)), p) : 0);
          return Math.pow(sum[0], 1 / p);
        });
  }

  private static Function<Call, Tensor64> global(ToDoubleFunction<double[]> function) {
    return call -> {
      Tensor64 x = call.in(0);
      return Lines.reduce(x, IntStream.range(2, x.rank()).toArray(), x.type(), function);
    };
  }

  private static Tensor64 globalLpPool(Call call) {
    double p = call.integer("p", 2);
    return global(v -> Math.pow(Arrays.stream(v).map(a -> Math.pow(Math.abs(a), p)).sum(), 1 / p))
        .apply(call);
  }
}
