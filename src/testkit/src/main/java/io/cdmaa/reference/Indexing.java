package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/** Operators that pick or place elements by index. */
final class Indexing {
  static final Table TABLE =
      new Table()
          .one("Gather", Indexing::gather)
          .one("GatherElements", Indexing::gatherElements)
          .one("GatherND", Indexing::gatherNd)
          .one("Scatter", Indexing::scatterElements)
          .one("ScatterElements", Indexing::scatterElements)
          .one("ScatterND", Indexing::scatterNd)
          .one("Compress", Indexing::compress)
          .one("NonZero", Indexing::nonZero)
          .one("OneHot", Indexing::oneHot)
          .one("ReverseSequence", Indexing::reverseSequence)
          .one("Trilu", Indexing::trilu);

  private Indexing() {}

  private static int wrapped(double index, int dim) {
    int at = (int) index;
    return at < 0 ? at + dim : at;
  }

  private static int[] concat(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }

  private static int[] part(int[] array, int from, int to) {
    return Arrays.copyOfRange(array, from, to);
  }

  private static Tensor64 gather(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 indices = call.in(1);
    int axis = Call.axis(call.integer("axis", 0), x.rank());
    int[] shape =
        concat(part(x.shape(), 0, axis), indices.shape(), part(x.shape(), axis + 1, x.rank()));
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] which = part(index, axis, axis + indices.rank());
          int[] at = {wrapped(indices.at(which), x.dim(axis))};
          return x.at(
              concat(part(index, 0, axis), at, part(index, axis + indices.rank(), index.length)));
        });
  }

  private static Tensor64 gatherElements(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 indices = call.in(1);
    int axis = Call.axis(call.integer("axis", 0), x.rank());
    return Tensor64.generate(
        x.type(),
        indices.shape(),
        index -> {
          int[] from = index.clone();
          from[axis] = wrapped(indices.at(index), x.dim(axis));
          return x.at(from);
        });
  }

  private static Tensor64 gatherNd(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 indices = call.in(1);
    int batch = call.integer("batch_dims", 0);
    int last = indices.rank() - 1;
    int depth = indices.dim(last);
    int[] shape = concat(part(indices.shape(), 0, last), part(x.shape(), batch + depth, x.rank()));
    return Tensor64.generate(
        x.type(),
        shape,
        index -> {
          int[] tuple = new int[depth];
          for (int i = 0; i < depth; i++) {
            int[] which = concat(part(index, 0, last), new int[] {i});
            tuple[i] = wrapped(indices.at(which), x.dim(batch + i));
          }
          return x.at(concat(part(index, 0, batch), tuple, part(index, last, index.length)));
        });
  }

  private static DoubleBinaryOperator reduction(Call call) {
    String name = call.string("reduction", "none");
    return switch (name) {
      case "none" -> (old, update) -> update;
      case "add" -> Double::sum;
      case "mul" -> (old, update) -> old * update;
      case "max" -> Math::max;
      case "min" -> Math::min;
      default -> throw call.unsupported("reduction " + name);
    };
  }

  private static Tensor64 scatterElements(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 indices = call.in(1);
    Tensor64 updates = call.in(2);
    int axis = Call.axis(call.integer("axis", 0), x.rank());
    DoubleBinaryOperator reduction = reduction(call);
    double[] data = x.data();
    int[] index = new int[x.rank()];
    for (int i = 0; i < updates.size(); i++, Tensor64.advance(index, updates.shape())) {
      int[] to = index.clone();
      to[axis] = wrapped(indices.get(i), x.dim(axis));
      int at = x.offset(to);
      data[at] = reduction.applyAsDouble(data[at], updates.get(i));
    }
    return Tensor64.of(x.type(), x.shape(), data);
  }

  private static Tensor64 scatterNd(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 indices = call.in(1);
    Tensor64 updates = call.in(2);
    int last = indices.rank() - 1;
    int depth = indices.dim(last);
    DoubleBinaryOperator reduction = reduction(call);
    double[] data = x.data();
    int[] index = new int[updates.rank()];
    for (int i = 0; i < updates.size(); i++, Tensor64.advance(index, updates.shape())) {
      int[] tuple = new int[depth];
      for (int k = 0; k < depth; k++) {
        int[] which = concat(part(index, 0, last), new int[] {k});
        tuple[k] = wrapped(indices.at(which), x.dim(k));
      }
      int at = x.offset(concat(tuple, part(index, last, index.length)));
      data[at] = reduction.applyAsDouble(data[at], updates.get(i));
    }
    return Tensor64.of(x.type(), x.shape(), data);
  }

  private static Tensor64 compress(Call call) {
    boolean flat = !call.given("axis");
    Tensor64 x = flat ? call.in(0).reshaped(call.in(0).size()) : call.in(0);
    Tensor64 condition = call.in(1);
    return Lines.transform(
        x,
        call.integer("axis", 0),
        x.type(),
        line ->
            IntStream.range(0, Math.min(line.length, condition.size()))
                .filter(i -> condition.get(i) != 0)
                .mapToDouble(i -> line[i])
                .toArray());
  }

  private static Tensor64 nonZero(Call call) {
    Tensor64 x = call.in(0);
    int[] places = IntStream.range(0, x.size()).filter(i -> x.get(i) != 0).toArray();
    return Tensor64.generate(
        ElementType.INT64,
        new int[] {x.rank(), places.length},
        at -> Convolutions.unravel(places[at[1]], x.shape())[at[0]]);
  }

  private static Tensor64 oneHot(Call call) {
    Tensor64 indices = call.in(0);
    int depth = (int) call.in(1).get(0);
    Tensor64 values = call.in(2);
    int axis = Call.axis(call.integer("axis", -1), indices.rank() + 1);
    int[] shape =
        concat(
            part(indices.shape(), 0, axis),
            new int[] {depth},
            part(indices.shape(), axis, indices.rank()));
    return Tensor64.generate(
        values.type(),
        shape,
        index -> {
          int[] which = concat(part(index, 0, axis), part(index, axis + 1, index.length));
          return values.get(wrapped(indices.at(which), depth) == index[axis] ? 1 : 0);
        });
  }

  private static Tensor64 reverseSequence(Call call) {
    Tensor64 x = call.in(0);
    int[] lengths = call.in(1).ints();
    int batch = call.integer("batch_axis", 1);
    int time = call.integer("time_axis", 0);
    return Tensor64.generate(
        x.type(),
        x.shape(),
        index -> {
          int[] from = index.clone();
          int length = lengths[index[batch]];
          if (index[time] < length) {
            from[time] = length - 1 - index[time];
          }
          return x.at(from);
        });
  }

  private static Tensor64 trilu(Call call) {
    Tensor64 x = call.in(0);
    int k = call.optional(1).map(t -> (int) t.scalar()).orElse(0);
    boolean upper = call.integer("upper", 1) != 0;
    return Tensor64.generate(
        x.type(),
        x.shape(),
        index -> {
          int diagonal = index[index.length - 1] - index[index.length - 2];
          return (upper ? diagonal >= k : diagonal <= k) ? x.at(index) : 0;
        });
  }
}
