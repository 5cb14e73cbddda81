package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Resampler;
import io.cdmaa.tensor.FloatTensor;
import java.util.OptionalDouble;

/** Pixel weights of a loss: [K, 1, H, W] at the size of the fakes, with rows that sum to 1. */
public final class LossMap {
  private LossMap() {}

  /**
   * Resizes the photo to the size of a generator's fakes.
   *
   * @param crop [1 or 3, h, w] in [-1, 1]
   * @return [3, H, W] RGB
   */
  public static FloatTensor photo(FloatTensor crop, Generator generator) {
    int height = generator.output().height();
    int width = generator.output().width();
    long[] dims = crop.shape();
    int channels = (int) dims[dims.length - 3];
    FloatTensor flat = crop.reshaped(channels, dims[dims.length - 2], dims[dims.length - 1]);
    FloatTensor sized = Resampler.resize(flat, height, width);
    FloatTensor rgb = FloatTensor.zeros(3, height, width);
    for (int c = 0; c < 3; c++) {
      rgb.rows(c, 1).copyFrom(sized.rows(c % channels, 1));
    }
    return rgb;
  }

  /**
   * Returns a map of the pixels where fakes differ from the photo: where the sum over channels of
   * |G(x) - x| is above the threshold. A row without such pixels is uniform.
   *
   * @param fakes [K, 3, H, W] of the unprotected photo
   * @param photo [3, H, W]
   */
  static FloatTensor changed(FloatTensor fakes, FloatTensor photo, double threshold) {
    int domains = (int) fakes.shape()[0];
    FloatTensor map = FloatTensor.zeros(domains, 1, fakes.shape()[2], fakes.shape()[3]);
    for (int k = 0; k < domains; k++) {
      boolean[] mask = mask(fakes.rows(k, 1), photo, threshold);
      int count = count(mask);
      FloatTensor row = map.rows(k, 1);
      for (int p = 0; p < mask.length; p++) {
        row.set(p, count == 0 ? 1f / mask.length : mask[p] ? 1f / count : 0);
      }
    }
    return map;
  }

  /**
   * Returns a map of the user's weights, the same for every domain.
   *
   * @param weights [1, h, w] over the crop, each at least 0
   * @throws CdmaaException if they are all zero
   */
  static FloatTensor weighted(FloatTensor weights, Generator generator) {
    FloatTensor sized =
        Resampler.resize(weights, generator.output().height(), generator.output().width());
    double sum = 0;
    for (int p = 0; p < sized.size(); p++) {
      sum += sized.get(p);
    }
    if (!(sum > 0)) {
      throw new CdmaaException(
          ErrorReason.MASK_BLACK,
          "The mask is black everywhere in the crop that the generators see; paint the area to"
              + " protect white, or choose another crop");
    }
    int domains = generator.domains().size();
    FloatTensor map = FloatTensor.zeros(domains, 1, sized.shape()[1], sized.shape()[2]);
    for (int k = 0; k < domains; k++) {
      FloatTensor row = map.rows(k, 1);
      for (int p = 0; p < sized.size(); p++) {
        row.set(p, (float) (sized.get(p) / sum));
      }
    }
    return map;
  }

  /**
   * Computes CMUA's masked L of one domain: the mean squared difference of two fakes over the
   * pixels where the first differs from the photo.
   *
   * @param before [1, 3, H, W], the fake of the unprotected photo
   * @param after the same of the protected photo
   * @param photo [3, H, W], the unprotected photo
   * @return empty if the fake does not differ anywhere
   */
  public static OptionalDouble maskedLoss(
      FloatTensor before, FloatTensor after, FloatTensor photo, double threshold) {
    boolean[] mask = mask(before, photo, threshold);
    int count = count(mask);
    double sum = 0;
    for (int i = 0; i < before.size(); i++) {
      if (mask[i % mask.length]) {
        double difference = (double) before.get(i) - after.get(i);
        sum += difference * difference;
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / (3.0 * count));
  }

  private static boolean[] mask(FloatTensor fake, FloatTensor photo, double threshold) {
    int plane = photo.size() / 3;
    boolean[] mask = new boolean[plane];
    for (int p = 0; p < plane; p++) {
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        sum += Math.abs((double) fake.get(c * plane + p) - photo.get(c * plane + p));
      }
      mask[p] = sum > threshold;
    }
    return mask;
  }

  private static int count(boolean[] mask) {
    int count = 0;
    for (boolean flag : mask) {
      count += flag ? 1 : 0;
    }
    return count;
  }
}
