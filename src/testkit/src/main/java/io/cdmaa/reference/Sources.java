package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;

/** Constants, and operators that depend only on a tensor's shape. */
final class Sources {
  static final Table TABLE =
      new Table()
          .one("Constant", Sources::constant)
          .one("ConstantOfShape", Sources::constantOfShape)
          .one("Shape", Sources::shape)
          .one("Size", call -> Tensor64.of(ElementType.INT64, new int[0], call.in(0).size()))
          .one("Range", Sources::range)
          .one("EyeLike", Sources::eyeLike);

  private Sources() {}

  private static Tensor64 constant(Call call) {
    if (call.given("value")) {
      return Tensor64.of(call.tensor("value").orElseThrow());
    }
    if (call.given("value_float")) {
      return Tensor64.of(ElementType.FLOAT, new int[0], call.real("value_float", 0));
    }
    if (call.given("value_int")) {
      return Tensor64.of(ElementType.INT64, new int[0], call.integer("value_int", 0));
    }
    if (call.given("value_ints")) {
      int[] ints = call.integers("value_ints").orElseThrow();
      return Tensor64.vector(Arrays.stream(ints).asLongStream().toArray());
    }
    if (call.given("value_floats")) {
      float[] floats = call.reals("value_floats").orElseThrow();
      return Tensor64.of(TensorData.ofFloats(floats, floats.length));
    }
    throw call.unsupported("the attributes " + call.node().attributes());
  }

  private static Tensor64 constantOfShape(Call call) {
    Tensor64 value =
        call.tensor("value")
            .map(Tensor64::of)
            .orElse(Tensor64.of(ElementType.FLOAT, new int[] {1}, 0));
    return Tensor64.generate(value.type(), call.in(0).ints(), index -> value.get(0));
  }

  private static Tensor64 shape(Call call) {
    int[] shape = call.in(0).shape();
    int start = bound(call.integer("start", 0), shape.length);
    int end = bound(call.integer("end", shape.length), shape.length);
    int[] cut = Arrays.copyOfRange(shape, start, Math.max(start, end));
    return Tensor64.vector(Arrays.stream(cut).asLongStream().toArray());
  }

  private static int bound(int given, int rank) {
    return Math.max(0, Math.min(rank, given < 0 ? given + rank : given));
  }

  private static Tensor64 range(Call call) {
    double start = call.in(0).scalar();
    double limit = call.in(1).scalar();
    double delta = call.in(2).scalar();
    int count = (int) Math.max(0, Math.ceil((limit - start) / delta));
    return Tensor64.generate(
        call.in(0).type(), new int[] {count}, index -> start + index[0] * delta);
  }

  private static Tensor64 eyeLike(Call call) {
    Tensor64 x = call.in(0);
    int k = call.integer("k", 0);
    ElementType type = call.given("dtype") ? ElementType.of(call.integer("dtype", 1)) : x.type();
    return Tensor64.generate(type, x.shape(), index -> index[1] - index[0] == k ? 1 : 0);
  }
}
