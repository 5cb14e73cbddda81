package io.cdmaa.bf16;

import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.onnx.Node;

/** Enlargement of images by whole numbers, and pools. */
final class Resampling {
  private Resampling() {}

  /** Lowers an enlargement by whole numbers that repeats pixels. */
  static void resize(Lowering at, Node node) {
    Tensor x = at.read(node, 0);
    long[] dims = at.dims(node.output());
    String mode = node.attributes().string("mode", "nearest");
    String position = node.attributes().string("coordinate_transformation_mode", "half_pixel");
    String rounding = node.attributes().string("nearest_mode", "round_prefer_floor");
    boolean known =
        (position.equals("asymmetric") && rounding.equals("floor"))
            || (position.equals("half_pixel") && rounding.startsWith("round_"));
    boolean whole = x.rank() == 4 && dims[0] == x.dims()[0] && dims[1] == x.dims()[1];
    for (int i = 2; whole && i < 4; i++) {
      whole = dims[i] % x.dims()[i] == 0;
    }
    if (!mode.equals("nearest") || !known || !whole) {
      throw new Unsupported(node, "no enlargement by whole numbers");
    }
    Tensor target = at.write(node);
    Engine engine = at.plan().engine();
    at.add(
        node,
        "resampling",
        r ->
            Dnnl.resamplingForwardPrimitiveDescCreate(
                r,
                engine.pointer(),
                Codes.FORWARD_INFERENCE,
                Codes.NEAREST,
                null,
                x.desc(),
                target.desc(),
                engine.plain()),
        new Argument(Codes.ARG_SOURCE, x),
        new Argument(Codes.ARG_TARGET, target));
  }

  /** Lowers pools without dilation. */
  static void pool(Lowering at, Node node) {
    Tensor x = at.read(node, 0);
    boolean automatic = !node.attributes().string("auto_pad", "NOTSET").equals("NOTSET");
    if (x.rank() != 4 || node.outputs().size() > 1 || automatic) {
      throw new Unsupported(node, "not a plain pool");
    }
    long[] kernel = node.attributes().integers("kernel_shape").orElseThrow();
    long[] strides = node.attributes().integers("strides", 1, 1);
    long[] pads = node.attributes().integers("pads", 0, 0, 0, 0);
    long[] dilations = node.attributes().integers("dilations", 1, 1);
    if (node.attributes().integer("ceil_mode", 0) == 1 || dilations[0] != 1 || dilations[1] != 1) {
      throw new Unsupported(node, "not a plain pool");
    }
    boolean counted = node.attributes().integer("count_include_pad", 0) == 1;
    int kind =
        node.opType().equals("MaxPool")
            ? Codes.POOL_MAX
            : counted ? Codes.POOL_AVERAGE_WITH_PADDING : Codes.POOL_AVERAGE;
    Tensor target = at.plan().allocate(x.type(), at.dims(node.output()));
    at.alias(node.output(), target);
    Engine engine = at.plan().engine();
    at.add(
        node,
        "pool",
        r ->
            Dnnl.poolingForwardPrimitiveDescCreate(
                r,
                engine.pointer(),
                Codes.FORWARD_INFERENCE,
                kind,
                x.desc(),
                target.desc(),
                strides,
                kernel,
                new long[] {0, 0},
                new long[] {pads[0], pads[1]},
                new long[] {pads[2], pads[3]},
                engine.plain()),
        new Argument(Codes.ARG_SOURCE, x),
        new Argument(Codes.ARG_TARGET, target));
  }
}
