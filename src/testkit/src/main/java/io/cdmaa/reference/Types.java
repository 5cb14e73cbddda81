package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.List;

/** Identity and changes of the element type. */
final class Types {
  static final Table TABLE =
      new Table()
          .one("Identity", call -> call.in(0))
          .one("Cast", call -> cast(call.in(0), ElementType.of(call.integer("to", 1))))
          .one("CastLike", call -> cast(call.in(0), call.in(1).type()))
          .several("Dropout", Types::dropout);

  private Types() {}

  /** Casts between floating-point types do not round, so that differences stay smooth. */
  static Tensor64 cast(Tensor64 x, ElementType to) {
    return switch (to) {
      case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> x.as(to);
      case BOOL -> x.map(v -> v != 0 ? 1 : 0).as(to);
      case INT64, UINT64 -> x.map(v -> (double) (long) v).as(to);
      case INT32 -> x.map(v -> (int) (long) v).as(to);
      case UINT32 -> x.map(v -> (long) v & 0xffffffffL).as(to);
      case INT16 -> x.map(v -> (short) (long) v).as(to);
      case UINT16 -> x.map(v -> (long) v & 0xffff).as(to);
      case INT8 -> x.map(v -> (byte) (long) v).as(to);
      case UINT8 -> x.map(v -> (long) v & 0xff).as(to);
      case STRING -> throw new UnsupportedOperationException("Cast to strings is not evaluated");
    };
  }

  /** Inference mode only: random results have no reference. */
  private static List<Tensor64> dropout(Call call) {
    boolean training = call.optional(2).map(t -> t.scalar() != 0).orElse(false);
    double ratio = call.optional(1).map(Tensor64::scalar).orElse(0.5);
    if (training && ratio != 0) {
      throw call.unsupported("training mode is random");
    }
    return List.of(call.in(0), call.in(0).map(x -> 1).as(ElementType.BOOL));
  }
}
