package io.cdmaa.bf16;

import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.List;

/** The normalisation of an image by a single primitive. */
final class WholeNormalization implements ImageNormalization {
  private final Plan plan;
  private final int row;
  private final Tensor x;
  private final Tensor scale;
  private final float epsilon;
  private final Tensor mean;
  private final Tensor variance;
  private Tensor mask;

  /**
   * @param row of the image in its batch
   * @param batch that it belongs to
   */
  WholeNormalization(Plan plan, int row, Tensor batch, Tensor scale, float epsilon) {
    this.plan = plan;
    this.row = row;
    this.scale = scale;
    this.epsilon = epsilon;
    x = plan.rows(batch, row, 1);
    mean = plan.allocate(Element.F32, x.dims()[1]);
    variance = plan.allocate(Element.F32, x.dims()[1]);
  }

  @Override
  public void forward(Lowering at, Node node, Tensor shift, Tensor target, boolean rectified) {
    Tensor to = plan.rows(target, row, 1);
    Primitive primitive = BatchNormalization.forward(at, node, x, to, epsilon, flags(rectified));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(Codes.ARG_SOURCE, x));
    arguments.add(new Argument(Codes.ARG_MEAN, mean));
    arguments.add(new Argument(Codes.ARG_VARIANCE, variance));
    arguments.add(new Argument(Codes.ARG_SCALE, scale));
    arguments.add(new Argument(Codes.ARG_SHIFT, shift));
    arguments.add(new Argument(Codes.ARG_TARGET, to));
    if (rectified) {
      mask = BatchNormalization.mask(plan, primitive);
      arguments.add(new Argument(Codes.ARG_WORKSPACE, mask));
    }
    plan.add("normalisation", primitive, arguments.toArray(Argument[]::new));
  }

  @Override
  public void backward(Lowering at, Node node, boolean rectified, Tensor g, Tensor target) {
    Tensor given = plan.rows(g, row, 1);
    Tensor to = plan.rows(target, row, 1);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(Codes.ARG_SOURCE, x));
    arguments.add(Argument.read(Codes.ARG_MEAN, mean));
    arguments.add(Argument.read(Codes.ARG_VARIANCE, variance));
    arguments.add(new Argument(Codes.ARG_SCALE, scale));
    arguments.add(new Argument(Codes.ARG_TARGET_GRADIENT, given));
    arguments.add(new Argument(Codes.ARG_SOURCE_GRADIENT, to));
    // Not needed, but oneDNN refuses to run the backward pass without them.
    Tensor scaleGradient = plan.allocate(Element.F32, x.dims()[1]);
    Tensor shiftGradient = plan.allocate(Element.F32, x.dims()[1]);
    arguments.add(new Argument(Codes.ARG_SCALE_GRADIENT, scaleGradient));
    arguments.add(new Argument(Codes.ARG_SHIFT_GRADIENT, shiftGradient));
    if (rectified) {
      arguments.add(Argument.read(Codes.ARG_WORKSPACE, mask));
    }
    plan.add(
        "normalisation gradient",
        BatchNormalization.backward(at, node, x, given, to, epsilon, flags(rectified)),
        arguments.toArray(Argument[]::new));
  }

  private static int flags(boolean rectified) {
    return Codes.USE_SCALE | Codes.USE_SHIFT | (rectified ? Codes.FUSE_RELU : 0);
  }
}
