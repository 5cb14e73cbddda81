package io.cdmaa.bf16;

import io.cdmaa.bf16.Shares.Share;

/** What the parts of a convolution read and write. */
final class Bands {
  private Bands() {}

  /**
   * A part of a convolution.
   *
   * @param source the lines of the source that it reads
   * @param target the lines of the result that it writes
   * @param above lines of zeros before the source's; with a transposed convolution, lines of its
   *     result that are left out before the first
   * @param below the same at the other end
   */
  record Band(Tensor source, Tensor target, long above, long below) {}

  /**
   * Where a convolution's windows lie along the lines of an image.
   *
   * @param stride in lines
   * @param extent the lines that a window covers
   * @param above lines of zeros before the source; of a transposed convolution, before the target
   * @param below the same at the other end
   */
  record Lines(long stride, long extent, long above, long below) {}

  /** Returns the part of a convolution that computes a share of its target. */
  static Band of(
      Plan plan, Tensor source, Tensor target, Share share, Lines lines, boolean transposed) {
    Tensor to = share.of(plan, target);
    Tensor images = Share.images(share.first(), share.count()).of(plan, source);
    if (share.lines() == 0) {
      return new Band(images, to, lines.above(), lines.below());
    }
    long first = share.line();
    long last = first + share.lines() - 1;
    long size = source.dims()[2];
    long stride = lines.stride();
    if (transposed) {
      // Line i of the source adds to the lines from i * stride - above on.
      long from = Math.max(0, -Math.floorDiv(lines.extent() - 1 - first - lines.above(), stride));
      long end = Math.min(size, (last + lines.above()) / stride + 1);
      long above = first + lines.above() - from * stride;
      long below = (end - from - 1) * stride + lines.extent() - above - share.lines();
      return new Band(Shares.lines(plan, images, from, end), to, above, below);
    }
    long from = first * stride - lines.above();
    long end = last * stride - lines.above() + lines.extent();
    long inside = Math.max(0, from);
    return new Band(
        Shares.lines(plan, images, inside, Math.min(size, end)),
        to,
        inside - from,
        Math.max(0, end - size));
  }
}
