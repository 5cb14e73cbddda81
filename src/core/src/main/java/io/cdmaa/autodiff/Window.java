package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import java.util.Arrays;

/**
 * The sliding window of a convolution or pooling node with default attributes filled in and {@code
 * auto_pad} resolved.
 *
 * @param kernel kernel size per spatial axis
 * @param strides stride per spatial axis
 * @param dilations dilation per spatial axis
 * @param pads begin of every axis, then end of every axis
 */
record Window(long[] kernel, long[] strides, long[] dilations, long[] pads) {

  /** Returns the number of spatial axes. */
  int axes() {
    return kernel.length;
  }

  /** Returns the number of input elements that the dilated kernel spans along an axis. */
  long extent(int axis) {
    return dilations[axis] * (kernel[axis] - 1) + 1;
  }

  private static Window unpadded(Attributes a, long[] kernel) {
    long[] ones = new long[kernel.length];
    Arrays.fill(ones, 1);
    return new Window(
        kernel,
        a.integers("strides").orElse(ones),
        a.integers("dilations").orElse(ones),
        a.integers("pads").orElse(new long[2 * kernel.length]));
  }

  /**
   * Returns the window of a node that maps {@code large} (its input) to {@code small} (its output).
   *
   * @param large spatial sizes of the input
   * @param small spatial sizes of the output
   */
  static Window forward(Attributes a, long[] kernel, long[] large, long[] small) {
    Window w = unpadded(a, kernel);
    String mode = a.string("auto_pad", "NOTSET");
    if (mode.equals("VALID")) {
      Arrays.fill(w.pads, 0);
    } else if (mode.startsWith("SAME")) {
      for (int i = 0; i < kernel.length; i++) {
        long total = Math.max(0, (small[i] - 1) * w.strides[i] + w.extent(i) - large[i]);
        w.share(i, total, mode.equals("SAME_UPPER"));
      }
    }
    return w;
  }

  /**
   * Returns the window of a ConvTranspose, which maps {@code small} (its input) to {@code large}
   * (its output).
   */
  static Window transposed(Attributes a, long[] kernel, long[] small, long[] large) {
    Window w = unpadded(a, kernel);
    String mode = a.string("auto_pad", "NOTSET");
    if (mode.equals("VALID")) {
      Arrays.fill(w.pads, 0);
    } else if (mode.startsWith("SAME") || a.has("output_shape")) {
      long[] extra = a.integers("output_padding").orElse(new long[kernel.length]);
      for (int i = 0; i < kernel.length; i++) {
        long full = (small[i] - 1) * w.strides[i] + extra[i] + w.extent(i);
        w.share(i, Math.max(0, full - large[i]), mode.equals("SAME_UPPER"));
      }
    }
    return w;
  }

  /** Splits a total padding; the odd element goes to the end for SAME_UPPER. */
  private void share(int axis, long total, boolean upper) {
    long half = total / 2;
    pads[axis] = upper ? half : total - half;
    pads[axis + kernel.length] = upper ? total - half : half;
  }

  /**
   * Returns the number of elements of {@code large} beyond the last window, which the stride leaves
   * unread.
   */
  long leftover(int axis, long large, long small) {
    long covered = (small - 1) * strides[axis] + extent(axis);
    return large + pads[axis] + pads[axis + axes()] - covered;
  }
}
