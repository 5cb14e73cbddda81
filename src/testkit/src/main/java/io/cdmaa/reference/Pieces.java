package io.cdmaa.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that split and join tensors. */
final class Pieces {
  static final Table TABLE =
      new Table()
          .one("Concat", Pieces::concat)
          .several("Split", Pieces::split)
          .one("Slice", Pieces::slice);

  private Pieces() {}

  private static Tensor64 concat(Call call) {
    List<Tensor64> parts = call.present();
    int axis = Call.axis(call.integer("axis", 1), parts.get(0).rank());
    int[] shape = parts.get(0).shape();
    shape[axis] = parts.stream().mapToInt(p -> p.dim(axis)).sum();
    return Tensor64.generate(
        parts.get(0).type(),
        shape,
        index -> {
          int[] from = index.clone();
          int part = 0;
          while (from[axis] >= parts.get(part).dim(axis)) {
            from[axis] -= parts.get(part++).dim(axis);
          }
          return parts.get(part).at(from);
        });
  }

  private static List<Tensor64> split(Call call) {
    Tensor64 x = call.in(0);
    int axis = Call.axis(call.integer("axis", 0), x.rank());
    int count = call.node().outputs().size();
    int whole = x.dim(axis);
    int chunk = (whole + count - 1) / count;
    int[] even = IntStream.range(0, count).map(i -> Math.min(chunk, whole - i * chunk)).toArray();
    int[] sizes = call.integers("split", 1).orElse(even);
    List<Tensor64> parts = new ArrayList<>();
    int start = 0;
    for (int size : sizes) {
      int[] shape = x.shape();
      shape[axis] = size;
      int from = start;
      parts.add(
          Tensor64.generate(
              x.type(),
              shape,
              index -> {
                int[] at = index.clone();
                at[axis] += from;
                return x.at(at);
              }));
      start += size;
    }
    return parts;
  }

  /** Bounds beyond the ends are clamped, as in numpy; before opset 10 they are attributes. */
  private static Tensor64 slice(Call call) {
    Tensor64 x = call.in(0);
    int[] starts = call.integers("starts", 1).orElseThrow();
    int[] ends = call.integers("ends", 2).orElseThrow();
    int[] axes = call.integers("axes", 3).orElse(IntStream.range(0, starts.length).toArray());
    int[] ones = IntStream.range(0, starts.length).map(i -> 1).toArray();
    int[] steps = call.integers("steps", 4).orElse(ones);
    int[] shape = x.shape();
    int[] first = new int[shape.length];
    int[] step = new int[shape.length];
    Arrays.fill(step, 1);
    for (int i = 0; i < axes.length; i++) {
      int axis = Call.axis(axes[i], x.rank());
      int dim = x.dim(axis);
      boolean forward = steps[i] > 0;
      int start = cut(starts[i], dim, 0, forward ? dim : dim - 1);
      int end = cut(ends[i], dim, forward ? 0 : -1, forward ? dim : dim - 1);
      long span = forward ? end - start : start - end;
      long stride = Math.abs((long) steps[i]);
      first[axis] = start;
      step[axis] = steps[i];
      shape[axis] = (int) Math.max(0, (span + stride - 1) / stride);
    }
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] from = index.clone();
          Arrays.setAll(from, axis -> first[axis] + index[axis] * step[axis]);
          return x.at(from);
        });
  }

  private static int cut(int bound, int dim, int low, int high) {
    int counted = bound < 0 ? bound + dim : bound;
    return Math.max(low, Math.min(high, counted));
  }
}
