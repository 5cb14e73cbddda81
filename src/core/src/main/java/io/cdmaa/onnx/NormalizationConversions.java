package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.List;
import java.util.Map;

/** Normalisations whose parameters have changed between opsets. */
final class NormalizationConversions {
  private NormalizationConversions() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    table.put("BatchNormalization", NormalizationConversions::batch);
    table.put("GroupNormalization", NormalizationConversions::group);
    table.put("RMSNormalization", NormalizationConversions::rootMeanSquare);
  }

  /** Before opset 14 training mode is implied by the number of outputs. */
  private static void batch(ConversionContext site) {
    Node node = site.node();
    Attributes attributes = site.attributes().without("spatial", "is_test");
    boolean several = node.hasOutput(1) || node.hasOutput(2);
    if (site.opset() < 14 && several) {
      throw site.refused(
          "normalises by the batch, in training mode",
          "export the generator in evaluation mode, or at opset 17");
    }
    site.finish(
        "BatchNormalization",
        attributes,
        several ? node.outputs() : List.of(node.output()),
        node.inputs().toArray(String[]::new));
  }

  /** Before opset 21 scale and bias are per group. */
  private static void group(ConversionContext site) {
    if (site.opset() >= 21) {
      site.keep();
      return;
    }
    long channels = site.inputType(0).dim(1);
    site.finish(
        "GroupNormalization",
        site.attributes(),
        site.node().input(0),
        perChannel(site, 1, channels),
        perChannel(site, 2, channels));
  }

  private static String perChannel(ConversionContext site, int index, long channels) {
    TensorType type = site.inputType(index);
    long groups = type.size();
    ElementType element = type.elementType();
    if (site.constant(index).isPresent()) {
      TensorData perGroup = site.constant(index).get();
      float[] some = perGroup.floats();
      float[] every = new float[(int) channels];
      for (int c = 0; c < every.length; c++) {
        every[c] = some[(int) (c / (channels / groups))];
      }
      return site.constant(Float32.cast(TensorData.ofFloats(every, channels), element));
    }
    String column =
        site.emit(
            "Reshape",
            Attributes.none(),
            new TensorType(element, groups, 1),
            site.node().input(index),
            site.vector(groups, 1));
    String table =
        site.emit(
            "Expand",
            Attributes.none(),
            new TensorType(element, groups, channels / groups),
            column,
            site.vector(groups, channels / groups));
    return site.emit(
        "Reshape",
        Attributes.none(),
        new TensorType(element, channels),
        table,
        site.vector(channels));
  }

  /** New in opset 23: x / sqrt(mean(x^2) + epsilon) * scale. */
  private static void rootMeanSquare(ConversionContext site) {
    String x = site.node().input(0);
    TensorType type = site.inputType(0);
    int first = Axes.of(site.attributes(), -1, type.rank());
    long[] axes = new long[type.rank() - first];
    long[] means = type.dims();
    for (int axis = first; axis < type.rank(); axis++) {
      axes[axis - first] = axis;
      means[axis] = 1;
    }
    TensorType meanType = new TensorType(type.elementType(), means);
    double epsilon = site.attributes().real("epsilon", 1e-5f);
    Attributes none = Attributes.none();
    String square = site.emit("Mul", none, type, x, x);
    String mean = site.emit("ReduceMean", none, meanType, square, site.vector(axes));
    String small = site.constant(Float32.cast(TensorData.scalar(epsilon), type.elementType()));
    String shifted = site.emit("Add", none, meanType, mean, small);
    String root = site.emit("Sqrt", none, meanType, shifted);
    String normal = site.emit("Div", none, type, x, root);
    site.finish("Mul", none, normal, site.node().input(1));
  }
}
