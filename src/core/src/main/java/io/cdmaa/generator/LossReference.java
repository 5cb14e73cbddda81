package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/**
 * The reference of the losses of one photo: the fakes of the unprotected photo or whatever else the
 * loss compares, and the weight of each pixel.
 */
final class LossReference {
  private final Generator generator;
  private final Loss loss;
  private final FloatTensor values;
  private final Optional<FloatTensor> map;

  /**
   * @param compared the shape of the compared value for all K domains
   * @param fakes the shape of the fakes, [K,3,H,W]
   */
  LossReference(Generator generator, Loss loss, long[] compared, long[] fakes) {
    this.generator = generator;
    this.loss = loss;
    values = FloatTensor.zeros(compared);
    map =
        loss.hasMap()
            ? Optional.of(FloatTensor.zeros(fakes[0], 1, fakes[2], fakes[3]))
            : Optional.empty();
  }

  /** Returns the compared value for the unprotected photo; K rows. */
  FloatTensor values() {
    return values;
  }

  /** Returns the weight of each pixel, [K,1,H,W], if the loss has a map. */
  Optional<FloatTensor> map() {
    return map;
  }

  /**
   * Sets the reference from an unprotected photo.
   *
   * @param photo [C,h,w] in [-1,1]
   * @param fakes its fakes
   * @param compared the value that the loss compares
   * @param mask for a weighted loss [1,h,w], at least 0
   * @throws CdmaaException if the loss needs a mask that is missing or all zero
   */
  void anchor(
      FloatTensor photo, FloatTensor fakes, FloatTensor compared, Optional<FloatTensor> mask) {
    if (loss instanceof Loss.Input) {
      FloatTensor sized = LossMap.photo(photo, generator);
      for (int k = 0; k < values.shape()[0]; k++) {
        values.rows(k, 1).copyFrom(sized);
      }
    } else {
      values.copyFrom(compared);
    }
    map.ifPresent(pixels -> pixels.copyFrom(weights(photo, fakes, mask)));
  }

  private FloatTensor weights(FloatTensor photo, FloatTensor fakes, Optional<FloatTensor> mask) {
    if (loss instanceof Loss.Masked masked) {
      return LossMap.changed(fakes, LossMap.photo(photo, generator), masked.threshold());
    }
    FloatTensor weight =
        mask.orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.MASK_MISSING, "The weighted loss needs a mask; give one"));
    return LossMap.weighted(weight, generator);
  }

  /**
   * Computes the loss of a domain.
   *
   * @param k the domain's index
   * @param compared the value that the loss compares, K rows
   */
  double loss(int k, FloatTensor compared) {
    FloatTensor now = compared.rows(k, 1);
    FloatTensor then = values.rows(k, 1);
    Optional<FloatTensor> pixels = map.map(all -> all.rows(k, 1));
    double sum = 0;
    for (int i = 0; i < now.size(); i++) {
      double difference = (double) now.get(i) - then.get(i);
      double square = difference * difference;
      sum += pixels.isEmpty() ? square : square * pixels.get().get(i % pixels.get().size());
    }
    return sum / (pixels.isEmpty() ? now.size() : 3);
  }
}
