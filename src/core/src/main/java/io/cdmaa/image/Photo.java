package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Optional;

/**
 * A decoded, upright photo with everything that is preserved until it is written again.
 *
 * @param pixels [C, H, W] in [-1, 1]; C = 1 if the file's colour space is grey, else 3 (RGB). Not
 *     copied: users of a photo must not write to its tensor
 * @param alpha the transparency, if the file has any; never changed
 * @param bitDepth bits per sample, 8 or 16, to which the output is rounded
 * @param iccProfile the embedded profile, kept for the output, never applied
 */
public record Photo(
    FloatTensor pixels, Optional<AlphaPlane> alpha, int bitDepth, Optional<IccProfile> iccProfile) {

  /** Checks shapes, bit depth and that profile and alpha fit the pixels. */
  public Photo {
    long[] shape = pixels.shape();
    if (shape.length != 3 || (shape[0] != 1 && shape[0] != 3)) {
      throw new IllegalArgumentException(
          "pixels must be [1 or 3, H, W], not " + Arrays.toString(shape));
    }
    if (bitDepth != 8 && bitDepth != 16) {
      throw new IllegalArgumentException("bit depth must be 8 or 16, not " + bitDepth);
    }
    if (alpha.isPresent()
        && (alpha.get().width() != shape[2] || alpha.get().height() != shape[1])) {
      throw new IllegalArgumentException(
          alpha.get() + " does not cover pixels of shape " + Arrays.toString(shape));
    }
    if (iccProfile.isPresent() && iccProfile.get().channels() != shape[0]) {
      throw new IllegalArgumentException(
          iccProfile.get() + " does not fit pixels of shape " + Arrays.toString(shape));
    }
  }

  /** Returns the pixels along a row. */
  public int width() {
    return (int) pixels.shape()[2];
  }

  /** Returns the pixels along a column. */
  public int height() {
    return (int) pixels.shape()[1];
  }

  /** Returns 1 for grey, 3 for RGB. */
  public int channels() {
    return (int) pixels.shape()[0];
  }

  /**
   * Returns a copy with the given pixel values.
   *
   * @param newPixels [C, H, W] in [-1, 1], of this photo's shape
   */
  public Photo withPixels(FloatTensor newPixels) {
    if (!Arrays.equals(newPixels.shape(), pixels.shape())) {
      throw new IllegalArgumentException(
          newPixels + " does not have the photo's shape " + Arrays.toString(pixels.shape()));
    }
    return new Photo(newPixels, alpha, bitDepth, iccProfile);
  }
}
