package io.cdmaa.generator;

/**
 * The shape of the crop that generators see, in the photo's own pixels.
 *
 * @param channels 1 for grey photos, else 3
 * @param height rows
 * @param width columns
 */
public record PhotoShape(int channels, int height, int width) {
  /** The tensor's dimensions with a batch axis of 1. */
  public long[] dims() {
    return new long[] {1, channels, height, width};
  }
}
