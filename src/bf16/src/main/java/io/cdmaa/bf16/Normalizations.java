package io.cdmaa.bf16;

import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Instance normalisation and its gradient: oneDNN's batch normalisation of each row on its own,
 * with the rectifier after it where there is one.
 */
final class Normalizations {
  private final Map<String, Forward> forwards = new HashMap<>();

  /** What the backward pass needs of a forward pass, a row each. */
  private record Forward(
      Tensor x,
      Tensor scale,
      float epsilon,
      int flags,
      Primitive primitive,
      List<Tensor> means,
      List<Tensor> variances,
      List<Tensor> masks) {}

  /**
   * Lowers a normalisation.
   *
   * @param rectified whether negative results become 0
   * @param wanted where the result goes
   */
  void forward(Lowering at, Node node, boolean rectified, Tensor wanted) {
    Tensor given = at.read(node, 0);
    if (given.rank() < 4) {
      throw new Unsupported(node, "not of an image");
    }
    boolean widened = WideChannels.areNeeded(given.dims()[1]);
    Tensor x = suited(at, given, widened);
    Tensor target = standIn(at, x, wanted);
    Tensor scale = suited(at, at.read(node, 1), widened);
    Tensor shift = suited(at, at.read(node, 2), widened);
    float epsilon = (float) node.attributes().real("epsilon", 1e-5);
    int flags = Codes.USE_SCALE | Codes.USE_SHIFT | (rectified ? Codes.FUSE_RELU : 0);
    Tensor first = at.plan().rows(x, 0, 1);
    Tensor result = at.plan().rows(target, 0, 1);
    Primitive primitive = forward(at, node, first, result, epsilon, flags);
    Forward forward =
        new Forward(
            x,
            scale,
            epsilon,
            flags,
            primitive,
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>());
    for (long n = 0; n < x.dims()[0]; n++) {
      forward.means().add(at.plan().allocate(Element.F32, x.dims()[1]));
      forward.variances().add(at.plan().allocate(Element.F32, x.dims()[1]));
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(Codes.ARG_SOURCE, at.plan().rows(x, n, 1)));
      arguments.add(new Argument(Codes.ARG_MEAN, forward.means().get((int) n)));
      arguments.add(new Argument(Codes.ARG_VARIANCE, forward.variances().get((int) n)));
      arguments.add(new Argument(Codes.ARG_SCALE, scale));
      arguments.add(new Argument(Codes.ARG_SHIFT, shift));
      arguments.add(new Argument(Codes.ARG_TARGET, at.plan().rows(target, n, 1)));
      if (rectified) {
        Tensor mask =
            at.plan()
                .allocate(
                    Element.U8,
                    Dnnl.primitiveDescQueryMd(primitive.desc(), Codes.QUERY_WORKSPACE, 0));
        forward.masks().add(mask);
        arguments.add(new Argument(Codes.ARG_WORKSPACE, mask));
      }
      at.plan().add("normalisation", primitive, arguments.toArray(Argument[]::new));
    }
    finish(at, target, wanted);
    forwards.put(node.output(), forward);
  }

  private static Tensor suited(Lowering at, Tensor tensor, boolean widened) {
    return widened ? WideChannels.of(at.plan(), tensor) : tensor;
  }

  /** Returns what a result is written to: its place, or a tensor like x that stands for it. */
  private static Tensor standIn(Lowering at, Tensor x, Tensor wanted) {
    return isLike(x, wanted) ? wanted : at.plan().allocate(x.type(), x.dims());
  }

  private static boolean isLike(Tensor x, Tensor wanted) {
    return x.type() == wanted.type() && x.dims()[1] == wanted.dims()[1];
  }

  /** Copies a result to its place if it is elsewhere. */
  private static void finish(Lowering at, Tensor target, Tensor wanted) {
    if (!isLike(target, wanted)) {
      at.plan().copy(WideChannels.first(at.plan(), target, wanted.dims()[1]), wanted);
    }
  }

  /**
   * Lowers the gradient of a normalisation.
   *
   * @param normalised the output of the normalisation's node
   * @param rectified whether g is the gradient after the rectifier that was fused with it
   */
  void backward(
      Lowering at, Node node, String normalised, boolean rectified, Tensor given, Tensor wanted) {
    Forward forward = forwards.get(normalised);
    if (forward == null) {
      throw new Unsupported(node, "its forward pass is elsewhere");
    }
    Tensor x = forward.x();
    Tensor target = standIn(at, x, wanted);
    Tensor g = suited(at, at.in(x.type(), given), WideChannels.areNeeded(given.dims()[1]));
    Engine engine = at.plan().engine();
    int flags = Codes.USE_SCALE | Codes.USE_SHIFT | (rectified ? Codes.FUSE_RELU : 0);
    Tensor row = at.plan().rows(x, 0, 1);
    Tensor gRow = at.plan().rows(g, 0, 1);
    Tensor targetRow = at.plan().rows(target, 0, 1);
    Primitive hint =
        flags == forward.flags()
            ? forward.primitive()
            : forward(at, node, row, row, forward.epsilon(), flags);
    Primitive primitive =
        at.primitive(
            node,
            "normalisation gradient",
            r ->
                Dnnl.batchNormalizationBackwardPrimitiveDescCreate(
                    r,
                    engine.pointer(),
                    Codes.BACKWARD,
                    targetRow.desc(),
                    gRow.desc(),
                    row.desc(),
                    forward.epsilon(),
                    flags,
                    hint.desc(),
                    engine.plain()));
    for (int n = 0; n < x.dims()[0]; n++) {
      // Not needed, but oneDNN refuses to run the backward pass without them.
      Tensor scaleGradient = at.plan().allocate(Element.F32, x.dims()[1]);
      Tensor shiftGradient = at.plan().allocate(Element.F32, x.dims()[1]);
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(Codes.ARG_SOURCE, at.plan().rows(x, n, 1)));
      arguments.add(new Argument(Codes.ARG_MEAN, forward.means().get(n)));
      arguments.add(new Argument(Codes.ARG_VARIANCE, forward.variances().get(n)));
      arguments.add(new Argument(Codes.ARG_SCALE, forward.scale()));
      arguments.add(new Argument(Codes.ARG_TARGET_GRADIENT, at.plan().rows(g, n, 1)));
      arguments.add(new Argument(Codes.ARG_SOURCE_GRADIENT, at.plan().rows(target, n, 1)));
      arguments.add(new Argument(Codes.ARG_SCALE_GRADIENT, scaleGradient));
      arguments.add(new Argument(Codes.ARG_SHIFT_GRADIENT, shiftGradient));
      if (rectified) {
        arguments.add(new Argument(Codes.ARG_WORKSPACE, forward.masks().get(n)));
      }
      at.plan().add("normalisation gradient", primitive, arguments.toArray(Argument[]::new));
    }
    finish(at, target, wanted);
  }

  /** Returns whether a normalisation was lowered with its rectifier. */
  boolean isRectified(String normalised) {
    Forward forward = forwards.get(normalised);
    return forward != null && !forward.masks().isEmpty();
  }

  private static Primitive forward(
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
}
