package io.cdmaa.generator;

import io.cdmaa.tensor.FloatTensor;

/**
 * The shape of the crop that generators see, in the photo's own pixels.
 *
 * @param channels 1 for grey photos, else 3
 * @param height rows
 * @param width columns
 */
public record PhotoShape(int channels, int height, int width) {
  /**
   * Returns the shape of a crop.
   *
   * @param crop [C,h,w]
   */
  public static PhotoShape of(FloatTensor crop) {
    long[] dims = crop.shape();
    return new PhotoShape((int) dims[0], (int) dims[1], (int) dims[2]);
  }

  /** Returns the tensor's dimensions with a batch axis of 1. */
  public long[] dims() {
    return new long[] {1, channels, height, width};
  }
}
