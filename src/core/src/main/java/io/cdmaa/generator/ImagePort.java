package io.cdmaa.generator;

/**
 * One end of a generator where an image passes.
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

  /** The tensor's dimensions with three channels. */
  long[] dims(long batch) {
    return layout == Layout.NCHW
        ? new long[] {batch, 3, height, width}
        : new long[] {batch, height, width, 3};
  }
}
