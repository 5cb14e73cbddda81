package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators whose axes were formerly attributes, and Softmax, whose axis had another meaning. */
final class AxesConversions {
  private AxesConversions() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    for (String reduction :
        List.of(
            "ReduceSum",
            "ReduceMean",
            "ReduceMax",
            "ReduceMin",
            "ReduceProd",
            "ReduceL1",
            "ReduceL2",
            "ReduceLogSum",
            "ReduceLogSumExp",
            "ReduceSumSquare")) {
      table.put(reduction, AxesConversions::axesToInput);
    }
    table.put("Squeeze", AxesConversions::squeeze);
    table.put("Unsqueeze", AxesConversions::axesToInput);
    table.put("Softmax", AxesConversions::softmax);
    table.put("LogSoftmax", AxesConversions::softmax);
    table.put("Hardmax", AxesConversions::softmax);
  }

  /**
   * The axes are an attribute before opset 13 (ReduceSum, Squeeze, Unsqueeze) or 18 (other
   * reductions).
   */
  private static void axesToInput(ConversionContext site) {
    Attributes attributes = site.attributes();
    if (!attributes.has("axes")) {
      site.keep();
      return;
    }
    site.finish(
        site.node().opType(),
        attributes.without("axes"),
        site.node().input(0),
        site.vector(attributes.integers("axes").orElseThrow()));
  }

  /**
   * Without axes every dimension of size 1 is removed; these axes are made explicit, so that later
   * code need not infer them.
   */
  private static void squeeze(ConversionContext site) {
    if (site.attributes().has("axes") || site.node().hasInput(1)) {
      axesToInput(site);
      return;
    }
    TensorType type = site.inputType(0);
    long[] single =
        IntStream.range(0, type.rank()).filter(a -> type.dim(a) == 1).asLongStream().toArray();
    if (single.length == 0) {
      site.finish("Identity", Attributes.none(), site.node().input(0));
    } else {
      site.finish("Squeeze", Attributes.none(), site.node().input(0), site.vector(single));
    }
  }

  /** Before opset 13 all axes from the given one on were normalised together, as one row. */
  private static void softmax(ConversionContext site) {
    if (site.opset() >= 13) {
      site.keep();
      return;
    }
    String opType = site.node().opType();
    TensorType type = site.inputType(0);
    int axis = Axes.of(site.attributes(), 1, type.rank());
    Attributes last = Attributes.of("axis", -1);
    if (axis == type.rank() - 1) {
      site.finish(opType, last, site.node().input(0));
      return;
    }
    long rows = 1;
    for (int i = 0; i < axis; i++) {
      rows *= type.dim(i);
    }
    TensorType flat = new TensorType(type.elementType(), rows, type.size() / rows);
    String matrix =
        site.emit(
            "Reshape", Attributes.none(), flat, site.node().input(0), site.vector(flat.dims()));
    String normalised = site.emit(opType, last, flat, matrix);
    site.finish("Reshape", Attributes.none(), normalised, site.vector(type.dims()));
  }
}
