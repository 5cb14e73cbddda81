package io.cdmaa.universal;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Ranges;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.io.Digest;
import java.util.List;

/**
 * How a perturbation is learnt.
 *
 * @param settings budget, first step size, seed, threshold, and the method's parts; the number of
 *     iterations is ignored
 * @param method the method, in the syntax of methods
 * @param momentum decay factor of past directions, in [0, 1]
 * @param batch photos of one step, 1 to 1024
 * @param epochs how often each photo is used, 1 to 10,000
 * @param heldOut photos that are not learnt on and serve for the estimate at the end, at least 0
 */
public record LearningPlan(
    AttackSettings settings, String method, double momentum, int batch, int epochs, int heldOut) {
  /**
   * @throws CdmaaException if a value is out of range
   */
  public LearningPlan {
    Ranges.within("momentum", momentum, 0, 1);
    Ranges.within("batch", batch, 1, 1024);
    Ranges.within("epochs", epochs, 1, 10_000);
    Ranges.within("heldOut", heldOut, 0, 1_000_000);
  }

  /** Returns the order of a number of photos. */
  MiniBatches batches(int photos) {
    if (photos - heldOut < 1) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "Of "
              + photos
              + " photos "
              + heldOut
              + " are to be held out, and none is left to learn on; hold out fewer or add photos");
    }
    return new MiniBatches(photos, heldOut, batch, epochs, settings.seed());
  }

  /** Returns everything that the result depends on, besides photos and models. */
  String text() {
    return Digest.ofTexts(
        List.of(
            method,
            settings.budget().toString(),
            Double.toString(settings.stepSize()),
            Double.toString(settings.startOffset()),
            Double.toString(settings.threshold()),
            Long.toString(settings.seed()),
            Double.toString(momentum),
            Integer.toString(batch),
            Integer.toString(epochs),
            Integer.toString(heldOut)));
  }
}
