package io.cdmaa.autodiff;

import io.cdmaa.autodiff.InputRule.Formula;
import io.cdmaa.autodiff.InputRule.NotSupported;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Quantisation with the straight-through estimator (Bengio et al. 2013, section 4): rounding counts
 * as the identity, so the gradient passes wherever the value is not clipped. Between the two
 * operators the gradient is taken with respect to the integer.
 */
final class QuantizationRules {
  /** The range of each type. */
  private static final Map<ElementType, double[]> BOUNDS =
      Map.of(
          ElementType.INT8, new double[] {-128, 127},
          ElementType.UINT8, new double[] {0, 255},
          ElementType.INT16, new double[] {-32768, 32767},
          ElementType.UINT16, new double[] {0, 65535});

  private static final NotSupported COMPUTED_SCALE =
      new NotSupported(
          "its scale depends on the image",
          "take the float model that it was quantised from, or quantise it statically");

  private QuantizationRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("QuantizeLinear")
            .input("x", new Formula(QuantizationRules::quantize, QuantizationRules::blocks))
            .input("y_scale", COMPUTED_SCALE)
            .zero("y_zero_point", "an integer")
            .where(
                "rounding counts as the identity (straight-through estimator), derivative 0"
                    + " where clipped"),
        OperatorRule.of("DequantizeLinear")
            .input("x", new Formula(QuantizationRules::dequantize, QuantizationRules::blocks))
            .input("x_scale", COMPUTED_SCALE)
            .zero("x_zero_point", "an integer"));
  }

  /** Returns whether a type holds quantised real numbers. */
  static boolean isQuantized(ElementType type) {
    return BOUNDS.containsKey(type);
  }

  private static Optional<NotSupported> blocks(NodeView node) {
    return node.attributes().integer("block_size", 0) == 0
        ? Optional.empty()
        : Optional.of(
            new NotSupported(
                "it quantises in blocks", "take the float model that it was quantised from"));
  }

  private static String quantize(Backward b) {
    ElementType type = b.node().hasInput(2) ? b.xType(2).elementType() : target(b);
    double[] bounds = BOUNDS.get(type);
    String scale = along(b, b.x(1), b.xDims(1));
    String low = b.scalar(bounds[0]);
    String high = b.scalar(bounds[1]);
    if (b.node().hasInput(2)) {
      String zero = b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), b.x(2));
      zero = along(b, zero, b.xDims(2));
      low = b.op("Sub", low, zero);
      high = b.op("Sub", high, zero);
    }
    String inside =
        b.op(
            "And",
            b.op("GreaterOrEqual", b.x(0), b.op("Mul", low, scale)),
            b.op("LessOrEqual", b.x(0), b.op("Mul", high, scale)));
    return b.where(inside, b.op("Div", b.g(), scale), b.scalar(0));
  }

  /** Returns the type of the result if there is no zero point: uint8 by default. */
  private static ElementType target(Backward b) {
    int code = (int) b.attributes().integer("output_dtype", 0);
    return code == 0 ? ElementType.UINT8 : ElementType.of(code);
  }

  private static String dequantize(Backward b) {
    return b.op("Mul", b.g(), along(b, b.x(1), b.xDims(1)));
  }

  /** Returns a scale per channel, followed by axes of size 1. */
  private static String along(Backward b, String vector, long[] dims) {
    if (dims.length == 0 || dims[0] == 1) {
      return b.emit().reshape(vector);
    }
    int rank = b.xDims(0).length;
    long[] shape = new long[rank - ShapeRules.axis(b, 1, rank)];
    Arrays.fill(shape, 1);
    shape[0] = dims[0];
    return b.emit().reshape(vector, shape);
  }
}
