package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Operators that compare or accumulate along one axis. */
final class Orders {
  static final Table TABLE =
      new Table()
          .one("ArgMax", arg(true))
          .one("ArgMin", arg(false))
          .several("TopK", Orders::topK)
          .one("CumSum", Orders::cumSum);

  private Orders() {}

  /** Returns the first index of the largest (or smallest) element. */
  static int first(double[] line, boolean largest) {
    int best = 0;
    for (int i = 1; i < line.length; i++) {
      if (largest ? line[i] > line[best] : line[i] < line[best]) {
        best = i;
      }
    }
    return best;
  }

  private static int last(double[] line, boolean largest) {
    int best = 0;
    for (int i = 1; i < line.length; i++) {
      if (largest ? line[i] >= line[best] : line[i] <= line[best]) {
        best = i;
      }
    }
    return best;
  }

  private static Function<Call, Tensor64> arg(boolean largest) {
    return call -> {
      int[] axis = {call.integer("axis", 0)};
      boolean lastIndex = call.flag("select_last_index");
      Tensor64 found =
          Lines.reduce(
              call.in(0),
              axis,
              ElementType.INT64,
              line -> lastIndex ? last(line, largest) : first(line, largest));
      return call.integer("keepdims", 1) != 0 ? found : Lines.drop(found, axis);
    };
  }

  private static List<Tensor64> topK(Call call) {
    int k = call.has(1) ? (int) call.in(1).scalar() : call.integer("k", 1);
    int axis = call.integer("axis", -1);
    boolean largest = call.integer("largest", 1) != 0;
    Tensor64 x = call.in(0);
    Tensor64 indices = Lines.transform(x, axis, ElementType.INT64, line -> order(line, largest, k));
    Tensor64 values =
        Lines.transform(
            x,
            axis,
            x.type(),
            line -> {
              double[] order = order(line, largest, k);
              return IntStream.range(0, k).mapToDouble(i -> line[(int) order[i]]).toArray();
            });
    return List.of(values, indices);
  }

  /** Returns the indices of the k first elements; equal elements are ordered by index. */
  private static double[] order(double[] line, boolean largest, int k) {
    Comparator<Integer> byValue = Comparator.comparingDouble(i -> line[i]);
    return IntStream.range(0, line.length)
        .boxed()
        .sorted(largest ? byValue.reversed() : byValue)
        .limit(k)
        .mapToDouble(i -> i)
        .toArray();
  }

  private static Tensor64 cumSum(Call call) {
    boolean exclusive = call.flag("exclusive");
    boolean reverse = call.flag("reverse");
    return Lines.transform(
        call.in(0),
        (int) call.in(1).scalar(),
        call.in(0).type(),
        line -> {
          double[] sums = new double[line.length];
          double sum = 0;
          for (int step = 0; step < line.length; step++) {
            int i = reverse ? line.length - 1 - step : step;
            sums[i] = exclusive ? sum : sum + line[i];
            sum += line[i];
          }
          return sums;
        });
  }
}
