package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.Arrays;
import java.util.Map;

/** Upsample and every version of Resize. */
final class ResizeConversions {
  private ResizeConversions() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    table.put("Upsample", ResizeConversions::first);
    table.put("Resize", ResizeConversions::resize);
  }

  /**
   * Upsample and Resize of opset 10 have only scales, and asymmetric coordinates. In nearest mode
   * they round down if an axis grows; if it shrinks, ONNX Runtime rounds up, and so does ONNX's own
   * test.
   */
  private static void first(ConversionContext site) {
    Node node = site.node();
    float[] scales =
        site.attributes()
            .reals("scales")
            .orElseGet(() -> site.demandConstant(1, "scales").floats());
    String mode = site.attributes().string("mode", "nearest");
    if (!mode.equals("nearest")) {
      site.finish("Resize", form("linear", "floor"), node.input(0), "", scales(site, scales));
      return;
    }
    float[] growing = scales.clone();
    float[] shrinking = scales.clone();
    for (int i = 0; i < scales.length; i++) {
      growing[i] = Math.max(1, scales[i]);
      shrinking[i] = Math.min(1, scales[i]);
    }
    float[] ones = new float[scales.length];
    Arrays.fill(ones, 1);
    if (Arrays.equals(shrinking, ones)) {
      site.finish("Resize", form("nearest", "floor"), node.input(0), "", scales(site, scales));
    } else if (Arrays.equals(growing, ones)) {
      site.finish("Resize", form("nearest", "ceil"), node.input(0), "", scales(site, scales));
    } else {
      TensorType type = site.inputType(0);
      long[] dims = type.dims();
      Arrays.setAll(dims, i -> (long) (type.dim(i) * growing[i]));
      String grown =
          site.emit(
              "Resize",
              form("nearest", "floor"),
              new TensorType(type.elementType(), dims),
              node.input(0),
              "",
              scales(site, growing));
      site.finish("Resize", form("nearest", "ceil"), grown, "", scales(site, shrinking));
    }
  }

  private static Attributes form(String mode, String nearestMode) {
    Attributes attributes =
        Attributes.of("mode", mode, "coordinate_transformation_mode", "asymmetric");
    return mode.equals("nearest") ? attributes.with("nearest_mode", nearestMode) : attributes;
  }

  private static String scales(ConversionContext site, float[] scales) {
    return site.constant(TensorData.ofFloats(scales, scales.length));
  }

  private static void resize(ConversionContext site) {
    if (site.opset() == 10) {
      first(site);
      return;
    }
    Attributes attributes = site.attributes();
    String coordinates = attributes.string("coordinate_transformation_mode", "half_pixel");
    if (coordinates.equals("tf_half_pixel_for_nn")) {
      attributes = withoutTensorflowMode(site, attributes);
    }
    Node node = site.node();
    String roi = coordinates.equals("tf_crop_and_resize") ? filled(site, 1) : "";
    String scales = filled(site, 2);
    String sizes = filled(site, 3);
    boolean stretches = attributes.string("keep_aspect_ratio_policy", "stretch").equals("stretch");
    if (attributes.has("axes") && stretches && roi.isEmpty()) {
      long[] axes = attributes.integers("axes").orElseThrow();
      attributes = attributes.without("axes");
      if (sizes.isEmpty()) {
        scales = everyScale(site, axes);
      } else {
        sizes = everySize(site, axes);
      }
    }
    site.finish("Resize", attributes, node.input(0), roi, scales, sizes);
  }

  /** The mode was removed at opset 13; with rounding down it equals half_pixel with rounding. */
  private static Attributes withoutTensorflowMode(ConversionContext site, Attributes attributes) {
    if (!attributes.string("mode", "nearest").equals("nearest")
        || !attributes.string("nearest_mode", "round_prefer_floor").equals("floor")) {
      throw site.refused(
          "uses tf_half_pixel_for_nn other than with nearest mode 'floor', which no later opset"
              + " has",
          "export the model again at opset 17");
    }
    return attributes
        .with("coordinate_transformation_mode", "half_pixel")
        .with("nearest_mode", "round_prefer_ceil");
  }

  /** Returns an input's name, unless it is omitted or the empty constant required by opset 11. */
  private static String filled(ConversionContext site, int index) {
    boolean empty = site.constant(index).map(data -> data.size() == 0).orElse(false);
    return empty ? "" : site.node().input(index);
  }

  private static String everyScale(ConversionContext site, long[] axes) {
    float[] some = site.demandConstant(2, "scales").floats();
    float[] every = new float[site.inputType(0).rank()];
    Arrays.fill(every, 1);
    for (int i = 0; i < axes.length; i++) {
      every[(int) Math.floorMod(axes[i], (long) every.length)] = some[i];
    }
    return scales(site, every);
  }

  private static String everySize(ConversionContext site, long[] axes) {
    long[] some = site.demandConstant(3, "sizes").longs();
    long[] every = site.inputType(0).dims();
    for (int i = 0; i < axes.length; i++) {
      every[(int) Math.floorMod(axes[i], (long) every.length)] = some[i];
    }
    return site.vector(every);
  }
}
