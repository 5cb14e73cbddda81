package io.cdmaa.bf16;

import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.onnx.Node;

/** Descriptions of oneDNN's batch normalisation of a single image, or of some of its lines. */
final class BatchNormalization {
  private BatchNormalization() {}

  /**
   * Creates a forward pass that keeps what its gradient needs.
   *
   * @param flags of {@link Codes}, such as {@code USE_SCALE}
   */
  static Primitive forward(
      Lowering at, Node node, Tensor x, Tensor target, float epsilon, int flags) {
    Engine engine = at.plan().engine();
    return at.primitive(
        node,
        "normalisation",
        r ->
            Dnnl.batchNormalizationForwardPrimitiveDescCreate(
                r,
                engine.pointer(),
                Codes.FORWARD_TRAINING,
                x.desc(),
                target.desc(),
                epsilon,
                flags,
                engine.plain()));
  }

  /**
   * Creates the gradient of a forward pass with the same flags, which need not be the one that
   * runs: without its rectifier a gradient needs nothing of it but the statistics.
   *
   * @param g the gradient of its result
   * @param target where the gradient of x goes
   */
  static Primitive backward(
      Lowering at, Node node, Tensor x, Tensor g, Tensor target, float epsilon, int flags) {
    Primitive forward = forward(at, node, x, target, epsilon, flags);
    Engine engine = at.plan().engine();
    return at.primitive(
        node,
        "normalisation gradient",
        r ->
            Dnnl.batchNormalizationBackwardPrimitiveDescCreate(
                r,
                engine.pointer(),
                Codes.BACKWARD,
                target.desc(),
                g.desc(),
                x.desc(),
                epsilon,
                flags,
                forward.desc(),
                engine.plain()));
  }

  /** Returns a place for the signs that a rectified forward pass notes for its gradient. */
  static Tensor mask(Plan plan, Primitive forward) {
    return plan.allocate(
        Tensor.Element.U8, Dnnl.primitiveDescQueryMd(forward.desc(), Codes.QUERY_WORKSPACE, 0));
  }
}
