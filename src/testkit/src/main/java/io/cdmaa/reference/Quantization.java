package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.Map;

/** Quantisation of real numbers to integers with a scale and a zero point. */
final class Quantization {
  static final Table TABLE =
      new Table()
          .one("QuantizeLinear", Quantization::quantize)
          .one("DequantizeLinear", Quantization::dequantize);

  private static final Map<ElementType, double[]> RANGES =
      Map.of(
          ElementType.INT8, new double[] {-128, 127},
          ElementType.UINT8, new double[] {0, 255},
          ElementType.INT16, new double[] {-32768, 32767},
          ElementType.UINT16, new double[] {0, 65535});

  private Quantization() {}

  /** Float16 values are rounded to the even neighbour. */
  private static Tensor64 quantize(Call call) {
    Tensor64 x = call.in(0);
    int code = call.integer("output_dtype", 0);
    ElementType byDefault = code == 0 ? ElementType.UINT8 : ElementType.of(code);
    ElementType type = call.optional(2).map(Tensor64::type).orElse(byDefault);
    double[] range = RANGES.get(type);
    return Tensor64.generate(
        type,
        x.shape(),
        index -> {
          double whole = Math.rint(x.at(index) / parameter(call, 1, index, 1));
          double shifted = whole + parameter(call, 2, index, 0);
          return Math.max(range[0], Math.min(range[1], shifted));
        });
  }

  private static Tensor64 dequantize(Call call) {
    Tensor64 x = call.in(0);
    return Tensor64.generate(
        call.in(1).type(),
        x.shape(),
        index -> (x.at(index) - parameter(call, 2, index, 0)) * parameter(call, 1, index, 1));
  }

  /**
   * Returns the parameter of an element: one for all, one per index along the axis, or one per
   * block along it.
   */
  private static double parameter(Call call, int input, int[] index, double byDefault) {
    if (!call.has(input)) {
      return byDefault;
    }
    Tensor64 values = call.in(input);
    if (values.size() == 1) {
      return values.get(0);
    }
    int axis = Call.axis(call.integer("axis", 1), index.length);
    if (values.rank() == 1) {
      return values.at(index[axis]);
    }
    int[] block = index.clone();
    block[axis] /= call.integer("block_size", 1);
    return values.at(block);
  }
}
