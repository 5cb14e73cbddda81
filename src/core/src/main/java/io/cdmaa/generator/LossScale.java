package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Scales the seed of a half-precision backward pass by a power of two, so that intermediate
 * gradients neither underflow nor overflow, and divides the result by the same factor in float32
 * (Micikevicius et al. 2018, section 3.2). Float16 ends at 65504 and loses digits below 6e-5, while
 * the gradient of a mean over an image starts at 1e-7.
 *
 * <p>The scale starts high for each photo, because the first losses are the smallest, and is
 * divided by {@value #STEP} whenever a gradient is not finite. It therefore does not depend on
 * earlier photos.
 */
final class LossScale implements BoundSession {
  private static final float FIRST = 0x1p24f;
  private static final float LAST = 0x1p-8f;
  private static final float STEP = 4;

  private final String generator;
  private final BoundSession session;
  private FloatTensor weights;
  private FloatTensor losses;
  private FloatTensor gradient;
  private float scale = FIRST;

  /**
   * @param generator its name, for messages
   * @param session of a graph whose gradient is proportional to its input {@value
   *     ObjectiveGraph#WEIGHTS}, and whose other outputs do not depend on that input
   */
  LossScale(String generator, BoundSession session) {
    this.generator = generator;
    this.session = session;
  }

  /** Returns the current scale, a power of two. */
  float value() {
    return scale;
  }

  @Override
  public Set<String> inputNames() {
    return session.inputNames();
  }

  @Override
  public void bindInput(String name, FloatTensor tensor) {
    if (name.equals(ObjectiveGraph.WEIGHTS)) {
      weights = tensor;
    }
    session.bindInput(name, tensor);
  }

  @Override
  public void bindOutput(String name, FloatTensor tensor) {
    switch (name) {
      case ObjectiveGraph.LOSSES -> losses = tensor;
      case ObjectiveGraph.GRADIENT -> gradient = tensor;
      default -> {}
    }
    session.bindOutput(name, tensor);
  }

  @Override
  public void nextPhoto() {
    scale = FIRST;
    session.nextPhoto();
  }

  /**
   * Runs the session until its gradient is finite, and restores the weights.
   *
   * @throws CdmaaException if the losses are not finite, or the gradient is not finite at any scale
   */
  @Override
  public void run() {
    if (gradient == null) {
      session.run();
      return;
    }
    for (; scale >= LAST; scale /= STEP) {
      multiply(weights, scale);
      session.run();
      multiply(weights, 1 / scale);
      if (!isFinite(losses)) {
        throw overflow("losses are");
      }
      if (isFinite(gradient)) {
        multiply(gradient, 1 / scale);
        return;
      }
    }
    throw overflow("gradient is");
  }

  @Override
  public void close() {
    session.close();
  }

  private CdmaaException overflow(String what) {
    return new CdmaaException(
        ErrorReason.HALF_OVERFLOW,
        "The " + what + " not finite in half precision for " + generator + "; compute in float32");
  }

  private static boolean isFinite(FloatTensor tensor) {
    return IntStream.range(0, tensor.size()).allMatch(i -> Float.isFinite(tensor.get(i)));
  }

  private static void multiply(FloatTensor tensor, float factor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, tensor.get(i) * factor);
    }
  }
}
