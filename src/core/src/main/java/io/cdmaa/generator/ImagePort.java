package io.cdmaa.generator;

/**
 * The image input or output of a generator.
 *
 * @param name the graph input or output
 * @param layout order of its axes
 * @param color order of its channels
 * @param range values of black and white
 * @param height in pixels
 * @param width in pixels
 */
public record ImagePort(
    String name, Layout layout, ColorOrder color, ValueRange range, int height, int width) {

  /** Returns the tensor's dimensions with three channels. */
  long[] dims(long batch) {
    return layout == Layout.NCHW
        ? new long[] {batch, 3, height, width}
        : new long[] {batch, height, width, 3};
  }
}
