package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators that are replaced by another operator or by a constant. */
final class OperatorReplacements {
  private OperatorReplacements() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    table.put("Constant", OperatorReplacements::constant);
    table.put("CastLike", OperatorReplacements::castLike);
    table.put("Dropout", OperatorReplacements::dropout);
    table.put("Scatter", OperatorReplacements::scatter);
    table.put("GridSample", OperatorReplacements::gridSample);
    table.put("QuantizeLinear", OperatorReplacements::quantize);
    table.put("DequantizeLinear", OperatorReplacements::quantize);
  }

  private static void constant(ConversionContext site) {
    Attributes given = site.attributes();
    TensorData data;
    if (given.has("value")) {
      data = given.tensor("value").orElseThrow();
    } else if (given.has("value_float")) {
      data = TensorData.scalar(given.real("value_float", 0));
    } else if (given.has("value_int")) {
      data = TensorData.ofLongs(new long[] {given.integer("value_int", 0)});
    } else if (given.has("value_floats")) {
      float[] floats = given.reals("value_floats").orElseThrow();
      data = TensorData.ofFloats(floats, floats.length);
    } else if (given.has("value_ints")) {
      data = TensorData.vector(given.integers("value_ints").orElseThrow());
    } else {
      throw site.refused("holds no numbers", "export the model without strings");
    }
    site.finishConstant(site.node().output(), data);
  }

  private static void castLike(ConversionContext site) {
    site.finish(
        "Cast", Attributes.of("to", site.inputType(1).elementType().code()), site.node().input(0));
  }

  /** Dropout does nothing in inference mode; if its mask is used, all its elements are true. */
  private static void dropout(ConversionContext site) {
    Node node = site.node();
    if (node.hasInput(2)) {
      boolean training = site.demandConstant(2, "mode").doubles()[0] != 0;
      boolean drops = !node.hasInput(1) || site.demandConstant(1, "ratio").doubles()[0] != 0;
      if (training && drops) {
        throw site.refused(
            "is in training mode, so that its output is random",
            "export the generator in evaluation mode");
      }
    }
    if (node.hasOutput(1)) {
      TensorType type = site.inputType(0);
      byte[] ones = new byte[Math.toIntExact(type.size())];
      Arrays.fill(ones, (byte) 1);
      site.finishConstant(
          node.outputs().get(1),
          new TensorData(
              new TensorType(ElementType.BOOL, type.dims()),
              com.google.protobuf.ByteString.copyFrom(ones)));
    }
    site.finish("Identity", Attributes.none(), List.of(node.output()), node.input(0));
  }

  /** The operator's name before opset 11. */
  private static void scatter(ConversionContext site) {
    site.finish("ScatterElements", site.attributes(), site.node().inputs().toArray(String[]::new));
  }

  /** Before opset 20 the modes were named for two dimensions. */
  private static void gridSample(ConversionContext site) {
    String mode = site.attributes().string("mode", "linear");
    String newName =
        switch (mode) {
          case "bilinear" -> "linear";
          case "bicubic" -> "cubic";
          default -> mode;
        };
    site.finish(
        "GridSample",
        site.attributes().with("mode", newName),
        site.node().inputs().toArray(String[]::new));
  }

  /** Since opset 23 these operators can choose the precision of their arithmetic. */
  private static void quantize(ConversionContext site) {
    boolean newer =
        site.attributes().has("precision")
            || (site.node().opType().equals("DequantizeLinear")
                && site.attributes().has("output_dtype"));
    if (newer) {
      throw site.refused(
          "chooses its own precision, which opset 21 cannot express",
          "export the model unquantised");
    }
    site.keep();
  }
}
