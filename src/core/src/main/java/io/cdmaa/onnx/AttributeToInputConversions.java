package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.Arrays;
import java.util.Map;

/** Operators whose bounds, pads and sizes were formerly attributes, or may be omitted. */
final class AttributeToInputConversions {
  private AttributeToInputConversions() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    table.put("Slice", AttributeToInputConversions::slice);
    table.put("Pad", AttributeToInputConversions::pad);
    table.put("Clip", AttributeToInputConversions::clip);
    table.put("Split", AttributeToInputConversions::split);
    table.put("TopK", AttributeToInputConversions::topK);
  }

  /** The bounds are attributes before opset 10. */
  private static void slice(ConversionContext site) {
    Attributes attributes = site.attributes();
    if (!attributes.has("starts")) {
      site.keep();
      return;
    }
    long[] starts = attributes.integers("starts").orElseThrow();
    long[] all = new long[starts.length];
    Arrays.setAll(all, i -> i);
    site.finish(
        "Slice",
        Attributes.none(),
        site.node().input(0),
        site.vector(starts),
        site.vector(attributes.integers("ends").orElseThrow()),
        site.vector(attributes.integers("axes", all)));
  }

  /**
   * The pads are attributes before opset 11; since opset 18 there are axes, which are converted to
   * pads of every axis.
   */
  private static void pad(ConversionContext site) {
    Attributes attributes = site.attributes();
    Attributes mode = Attributes.of("mode", attributes.string("mode", "constant"));
    Node node = site.node();
    if (attributes.has("pads")) {
      double value = attributes.real("value", 0);
      site.finish(
          "Pad",
          mode,
          node.input(0),
          site.vector(attributes.integers("pads").orElseThrow()),
          value == 0
              ? ""
              : site.constant(
                  Float32.cast(TensorData.scalar(value), site.inputType(0).elementType())));
      return;
    }
    if (!node.hasInput(3)) {
      site.finish("Pad", mode, node.inputs().toArray(String[]::new));
      return;
    }
    int rank = site.inputType(0).rank();
    long[] pads = site.demandConstant(1, "pads").longs();
    long[] axes = site.demandConstant(3, "axes").longs();
    long[] full = new long[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = Axes.fromFront(axes[i], rank);
      full[axis] = pads[i];
      full[axis + rank] = pads[i + axes.length];
    }
    site.finish("Pad", mode, node.input(0), site.vector(full), node.input(2));
  }

  /** The bounds are attributes before opset 11. */
  private static void clip(ConversionContext site) {
    if (site.opset() >= 11) {
      site.keep();
      return;
    }
    site.finish(
        "Clip", Attributes.none(), site.node().input(0), bound(site, "min"), bound(site, "max"));
  }

  private static String bound(ConversionContext site, String name) {
    double value = site.attributes().real(name, Float.MAX_VALUE);
    boolean open = !site.attributes().has(name) || Math.abs(value) >= Float.MAX_VALUE;
    return open
        ? ""
        : site.constant(Float32.cast(TensorData.scalar(value), site.inputType(0).elementType()));
  }

  /**
   * The sizes are an attribute before opset 13; if they are omitted, the parts are as even as
   * possible.
   */
  private static void split(ConversionContext site) {
    Attributes attributes = site.attributes();
    Attributes axisOnly = Attributes.of("axis", attributes.integer("axis", 0));
    Node node = site.node();
    if (node.hasInput(1)) {
      site.finish("Split", axisOnly, node.input(0), node.input(1));
      return;
    }
    int parts = node.outputs().size();
    long whole = site.inputType(0).dim((int) attributes.integer("axis", 0));
    long chunk = (whole + parts - 1) / parts;
    long[] even = new long[parts];
    Arrays.setAll(even, i -> Math.max(0, Math.min(chunk, whole - i * chunk)));
    site.finish("Split", axisOnly, node.input(0), site.vector(attributes.integers("split", even)));
  }

  /** The number is an attribute before opset 10. */
  private static void topK(ConversionContext site) {
    if (!site.attributes().has("k")) {
      site.keep();
      return;
    }
    site.finish(
        "TopK",
        site.attributes().without("k"),
        site.node().input(0),
        site.vector(site.attributes().integer("k", 1)));
  }
}
