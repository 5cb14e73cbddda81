package io.cdmaa.bf16;

import java.util.ArrayList;
import java.util.List;

/**
 * Bands of rows of pixels into which the convolution of a single image is divided, so that threads
 * can share it. Their number does not depend on that of the threads, so neither do the results.
 */
final class Bands {
  /** As many as threads are worth using for bf16. */
  private static final int COUNT = 4;

  /** Bands below this height would mostly compute what their neighbours need, too. */
  private static final long LEAST = 8;

  private Bands() {}

  /**
   * A band of a convolution.
   *
   * @param source the rows of the source that it reads
   * @param target the rows of the result that it writes
   * @param above rows of zeros before the source's
   * @param below rows of zeros behind the source's
   */
  record Band(Tensor source, Tensor target, long above, long below) {}

  /**
   * Divides a convolution of one image with channels last.
   *
   * @param stride in rows
   * @param extent the rows that a window covers
   * @param above rows of zeros before the source
   * @param below rows of zeros behind the source
   * @return a single band if the image is too low
   */
  static List<Band> of(
      Plan plan, Tensor source, Tensor target, long stride, long extent, long above, long below) {
    long height = target.dims()[2];
    if (height < COUNT * LEAST) {
      return List.of(new Band(source, target, above, below));
    }
    List<Band> bands = new ArrayList<>();
    long size = source.dims()[2];
    for (int i = 0; i < COUNT; i++) {
      long first = i * height / COUNT;
      long end = (i + 1) * height / COUNT;
      long from = first * stride - above;
      long to = (end - 1) * stride - above + extent;
      long inside = Math.max(0, from);
      bands.add(
          new Band(
              rows(plan, source, inside, Math.min(size, to)),
              rows(plan, target, first, end),
              inside - from,
              Math.max(0, to - size)));
    }
    return bands;
  }

  private static Tensor rows(Plan plan, Tensor image, long from, long to) {
    long[] dims = image.dims().clone();
    dims[2] = to - from;
    return plan.view(image, from * image.strides()[2], dims, Tensor.channelsLast(dims));
  }
}
