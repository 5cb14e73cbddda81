package io.cdmaa.reference;

import java.util.Arrays;

/**
 * The geometry shared by convolutions and pooling, one entry per spatial axis.
 *
 * @param kernel the window's extent in taps
 * @param strides steps between windows
 * @param dilations steps between taps
 * @param begin padding before
 * @param end padding after
 */
record Windows(int[] kernel, int[] strides, int[] dilations, int[] begin, int[] end) {

  static Windows of(Call call, int[] kernel, int[] spatial) {
    int rank = kernel.length;
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    int[] strides = call.integers("strides").orElse(ones);
    int[] dilations = call.integers("dilations").orElse(ones);
    int[] pads = call.integers("pads").orElse(new int[2 * rank]);
    int[] begin = Arrays.copyOf(pads, rank);
    int[] end = Arrays.copyOfRange(pads, rank, 2 * rank);
    String auto = call.string("auto_pad", "NOTSET");
    if (!auto.equals("NOTSET")) {
      for (int axis = 0; axis < rank; axis++) {
        int out = (spatial[axis] + strides[axis] - 1) / strides[axis];
        int extent = (kernel[axis] - 1) * dilations[axis] + 1;
        int total = Math.max(0, (out - 1) * strides[axis] + extent - spatial[axis]);
        begin[axis] = shareBefore(auto, total);
        end[axis] = auto.equals("VALID") ? 0 : total - begin[axis];
      }
    }
    return new Windows(kernel, strides, dilations, begin, end);
  }

  static int shareBefore(String autoPad, int total) {
    return switch (autoPad) {
      case "VALID" -> 0;
      case "SAME_UPPER" -> total / 2;
      case "SAME_LOWER" -> total - total / 2;
      default -> throw new IllegalArgumentException("auto_pad " + autoPad);
    };
  }

  int rank() {
    return kernel.length;
  }

  /** Returns the distance from the first tap to the last, plus one. */
  int extent(int axis) {
    return (kernel[axis] - 1) * dilations[axis] + 1;
  }

  /**
   * Returns the number of windows; a rounded-up last one must not start in the padding at the end.
   */
  int[] count(int[] spatial, boolean roundUp) {
    int[] count = new int[rank()];
    for (int axis = 0; axis < count.length; axis++) {
      int room = spatial[axis] + begin[axis] + end[axis] - extent(axis);
      int stride = strides[axis];
      count[axis] = (roundUp ? Math.floorDiv(room + stride - 1, stride) : room / stride) + 1;
      if (roundUp && (count[axis] - 1) * stride >= spatial[axis] + begin[axis]) {
        count[axis]--;
      }
    }
    return count;
  }

  /** Returns the position of a tap of a window along an axis, which may be in the padding. */
  int position(int axis, int window, int tap) {
    return window * strides[axis] - begin[axis] + tap * dilations[axis];
  }
}
