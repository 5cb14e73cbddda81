package io.cdmaa.bf16;

import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Instance normalisation and its gradient: oneDNN's batch normalisation of each image on its own,
 * with the rectifier after it where there is one.
 */
final class Normalizations {
  private final Map<String, Forward> forwards = new HashMap<>();

  /** A forward pass. */
  private record Forward(Tensor x, boolean rectified, List<ImageNormalization> images) {}

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
    List<ImageNormalization> images = new ArrayList<>();
    for (int n = 0; n < x.dims()[0]; n++) {
      ImageNormalization image = image(at, n, x, scale, epsilon);
      image.forward(at, node, shift, target, rectified);
      images.add(image);
    }
    finish(at, target, wanted);
    forwards.put(node.output(), new Forward(x, rectified, images));
  }

  private static ImageNormalization image(
      Lowering at, int row, Tensor x, Tensor scale, float epsilon) {
    List<Share> bands =
        at.shares(x).stream().filter(s -> s.first() == row && s.lines() > 0).toList();
    return bands.isEmpty()
        ? new WholeNormalization(at.plan(), row, x, scale, epsilon)
        : new BandedNormalization(at.plan(), bands, x, scale, epsilon);
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
    forward.images().forEach(image -> image.backward(at, node, rectified, g, target));
    finish(at, target, wanted);
  }

  /** Returns whether a normalisation was lowered with its rectifier. */
  boolean isRectified(String normalised) {
    Forward forward = forwards.get(normalised);
    return forward != null && forward.rectified();
  }
}
