package io.cdmaa.bf16;

import java.util.ArrayList;
import java.util.List;

/**
 * How the work on a batch of images is divided, so that threads can share it: by images, and few
 * images by bands of their lines as well. Except for maps of a few pixels the parts do not depend
 * on the number of threads. A result never does: each element is computed in the same way in a part
 * of any size.
 */
final class Shares {
  /** The least number of parts: as many as threads are worth using for bf16. */
  private static final long PARTS = 4;

  /** Bands of fewer lines would mostly compute what their neighbours need, too. */
  private static final long LEAST_LINES = 8;

  /**
   * With fewer pixels the weights of a convolution are more than the images they are read for, so
   * that as many images as possible should share them.
   */
  private static final long LEAST_PIXELS = 256;

  /** With fewer elements an image is not worth a part of its own. */
  private static final long LEAST_ELEMENTS = 1 << 15;

  private Shares() {}

  /**
   * A part of a batch of images.
   *
   * @param first the first image
   * @param count of images
   * @param line the first line of each
   * @param lines the number of lines of each; 0 if the part contains whole images
   */
  record Share(long first, long count, long line, long lines) {
    /** Returns whole images. */
    static Share images(long first, long count) {
      return new Share(first, count, 0, 0);
    }

    /** Returns this part of a tensor. */
    Tensor of(Plan plan, Tensor whole) {
      Tensor rows =
          whole.rank() == 0 || count == whole.dims()[0] ? whole : plan.rows(whole, first, count);
      return lines == 0 ? rows : Shares.lines(plan, rows, line, line + lines);
    }

    /** Returns what is combined with this part of a target, of a tensor that is broadcast to it. */
    Tensor ofBroadcast(Plan plan, Tensor other, Tensor target) {
      boolean rows = other.rank() > 0 && other.dims()[0] == target.dims()[0];
      Tensor some = rows && count < other.dims()[0] ? plan.rows(other, first, count) : other;
      boolean high = lines > 0 && other.dims()[2] == target.dims()[2];
      return high ? Shares.lines(plan, some, line, line + lines) : some;
    }
  }

  /**
   * Divides a batch of images; a tensor of fewer axes is not divided.
   *
   * @param threads the number of threads
   */
  static List<Share> of(long[] dims, int threads) {
    if (dims.length < 3 || Tensor.size(dims) == 0) {
      return List.of(Share.images(0, dims.length == 0 ? 1 : dims[0]));
    }
    List<Share> shares = new ArrayList<>();
    long rows = dims[0];
    long pixels = Tensor.size(dims) / (rows * dims[1]);
    if (pixels < LEAST_PIXELS || Tensor.size(dims) / rows < LEAST_ELEMENTS) {
      long parts = Math.min(rows, threads);
      for (long i = 0; i < parts; i++) {
        long first = i * rows / parts;
        shares.add(Share.images(first, (i + 1) * rows / parts - first));
      }
      return shares;
    }
    long bands = dims.length == 4 ? bands(rows, dims[2]) : 1;
    for (long row = 0; row < rows; row++) {
      for (long i = 0; i < bands; i++) {
        long line = i * dims[2] / bands;
        long lines = bands == 1 ? 0 : (i + 1) * dims[2] / bands - line;
        shares.add(new Share(row, 1, line, lines));
      }
    }
    return shares;
  }

  private static long bands(long rows, long height) {
    return Math.max(1, Math.min((PARTS + rows - 1) / rows, height / LEAST_LINES));
  }

  /** Returns some lines of a batch of images. */
  static Tensor lines(Plan plan, Tensor images, long from, long to) {
    long[] dims = images.dims().clone();
    long[] strides = images.strides().clone();
    dims[2] = to - from;
    if (dims[0] == 1) {
      strides[0] = strides[2] * dims[2];
    }
    return plan.view(images, from * strides[2], dims, strides);
  }
}
