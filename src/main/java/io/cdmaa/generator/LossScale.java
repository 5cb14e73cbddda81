package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.tensor.FloatTensor;
import java.util.stream.IntStream;

/**
 * Scales what a half-precision backward pass starts from by a power of two, so that gradients
 * neither vanish nor overflow on their way, and divides the result by it in float32 (Micikevicius
 * et al. 2018, section 3.2). Float16 ends at 65504 and loses digits below 6e-5, while a gradient of
 * the mean over an image starts at 1e-7.
 *
 * <p>The scale starts high for each photo, whose first losses are the smallest, and is divided by
 * {@value #STEP} whenever a gradient is not finite, so it does not depend on the photos before.
 */
final class LossScale {
  private static final float FIRST = 0x1p24f;
  private static final float LAST = 0x1p-8f;
  private static final float STEP = 4;

  private final String generator;
  private float scale = FIRST;

  /**
   * @param generator its name, for messages
   */
  LossScale(String generator) {
    this.generator = generator;
  }

  /** Begins anew, for another photo. */
  void reset() {
    scale = FIRST;
  }

  /** The scale at present, a power of two. */
  float value() {
    return scale;
  }

  /**
   * Runs a session until its gradient is finite.
   *
   * @param weights the session's input that its gradient is proportional to; as before when this
   *     returns
   * @param losses the session's other results, which do not depend on the weights
   * @param gradient the session's result
   * @throws CdmaaException if the losses are not finite, or the gradient is not at any scale
   */
  void run(BoundSession session, FloatTensor weights, FloatTensor losses, FloatTensor gradient) {
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

  private CdmaaException overflow(String what) {
    return new CdmaaException(
        "The "
            + what
            + " not finite in half precision for "
            + generator
            + "; run with --precision fp32");
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
