package io.cdmaa.reference;

import java.util.Arrays;

/** Convolutions of any rank, and the accumulation of columns into an image. */
final class Convolutions {
  static final Table TABLE =
      new Table()
          .one("Conv", Convolutions::conv)
          .one("ConvTranspose", Convolutions::convTranspose)
          .one("Col2Im", Convolutions::col2Im);

  private Convolutions() {}

  static int[] spatial(Tensor64 x) {
    return Arrays.copyOfRange(x.shape(), 2, x.rank());
  }

  static int[] join(int first, int second, int[] rest) {
    int[] joined = new int[rest.length + 2];
    joined[0] = first;
    joined[1] = second;
    System.arraycopy(rest, 0, joined, 2, rest.length);
    return joined;
  }

  private static Tensor64 conv(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 w = call.in(1);
    int[] spatial = spatial(x);
    Windows windows = Windows.of(call, spatial(w), spatial);
    int groups = call.integer("group", 1);
    int channels = w.dim(1);
    int perGroup = w.dim(0) / groups;
    int[] taps = spatial(w);
    return Tensor64.generate(
        x.type(),
        join(x.dim(0), w.dim(0), windows.count(spatial, false)),
        out -> {
          double sum = call.optional(2).map(b -> b.at(out[1])).orElse(0.0);
          int[] tap = new int[taps.length];
          int[] at = new int[taps.length];
          do {
            if (inside(windows, out, tap, spatial, at)) {
              for (int c = 0; c < channels; c++) {
                int channel = out[1] / perGroup * channels + c;
                sum += x.at(join(out[0], channel, at)) * w.at(join(out[1], c, tap));
              }
            }
          } while (Tensor64.advance(tap, taps));
          return sum;
        });
  }

  /** Writes the position of a tap; returns false if it is in the padding. */
  private static boolean inside(Windows windows, int[] out, int[] tap, int[] spatial, int[] at) {
    for (int axis = 0; axis < tap.length; axis++) {
      at[axis] = windows.position(axis, out[axis + 2], tap[axis]);
      if (at[axis] < 0 || at[axis] >= spatial[axis]) {
        return false;
      }
    }
    return true;
  }

  /** Each input element adds a multiple of the kernel to the output. */
  private static Tensor64 convTranspose(Call call) {
    Tensor64 x = call.in(0);
    Tensor64 w = call.in(1);
    int groups = call.integer("group", 1);
    int[] spatial = spatial(x);
    int[] taps = spatial(w);
    int rank = taps.length;
    int[] strides = call.integers("strides").orElse(ones(rank));
    int[] dilations = call.integers("dilations").orElse(ones(rank));
    int[] extra = call.integers("output_padding").orElse(new int[rank]);
    int[] pads = call.integers("pads").orElse(new int[2 * rank]);
    String auto = call.string("auto_pad", "NOTSET");
    int[] begin = new int[rank];
    int[] size = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      int full =
          strides[axis] * (spatial[axis] - 1)
              + extra[axis]
              + (taps[axis] - 1) * dilations[axis]
              + 1;
      int wanted =
          call.integers("output_shape").isPresent()
              ? outputShape(call, axis, rank)
              : auto.startsWith("SAME") ? spatial[axis] * strides[axis] : -1;
      if (wanted >= 0) {
        int total = Math.max(0, full - wanted);
        begin[axis] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
        size[axis] = wanted;
      } else {
        begin[axis] = auto.equals("VALID") ? 0 : pads[axis];
        size[axis] = auto.equals("VALID") ? full : full - pads[axis] - pads[axis + rank];
      }
    }
    int perGroup = w.dim(1);
    int[] shape = join(x.dim(0), perGroup * groups, size);
    double[] sums = new double[Tensor64.size(shape)];
    Tensor64 places = Tensor64.of(x.type(), shape, sums);
    int[] in = new int[x.rank()];
    for (int i = 0; i < x.size(); i++, Tensor64.advance(in, x.shape())) {
      int[] tap = new int[rank];
      do {
        int[] at = new int[rank];
        boolean inside = true;
        for (int axis = 0; axis < rank; axis++) {
          at[axis] = in[axis + 2] * strides[axis] - begin[axis] + tap[axis] * dilations[axis];
          inside &= at[axis] >= 0 && at[axis] < size[axis];
        }
        for (int m = 0; inside && m < perGroup; m++) {
          int channel = in[1] / (x.dim(1) / groups) * perGroup + m;
          sums[places.offset(join(in[0], channel, at))] += x.get(i) * w.at(join(in[1], m, tap));
        }
      } while (Tensor64.advance(tap, taps));
    }
    Tensor64 sum = Tensor64.of(x.type(), shape, sums);
    return call.optional(2)
        .map(b -> Tensor64.generate(x.type(), shape, at -> sum.at(at) + b.at(at[1])))
        .orElse(sum);
  }

  private static int outputShape(Call call, int axis, int rank) {
    int[] shape = call.integers("output_shape").orElseThrow();
    return shape[shape.length - rank + axis];
  }

  private static int[] ones(int rank) {
    int[] ones = new int[rank];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Accumulates columns [N, C * taps, windows] into an image. */
  private static Tensor64 col2Im(Call call) {
    Tensor64 columns = call.in(0);
    int[] image = call.in(1).ints();
    int[] taps = call.in(2).ints();
    Windows windows = Windows.of(call, taps, image);
    int[] counts = windows.count(image, false);
    int tapCount = Tensor64.size(taps);
    int channels = columns.dim(1) / tapCount;
    int[] shape = join(columns.dim(0), channels, image);
    double[] sums = new double[Tensor64.size(shape)];
    Tensor64 places = Tensor64.of(columns.type(), shape, sums);
    int[] in = new int[3];
    for (int i = 0; i < columns.size(); i++, Tensor64.advance(in, columns.shape())) {
      int[] tap = unravel(in[1] % tapCount, taps);
      int[] window = unravel(in[2], counts);
      int[] at = new int[taps.length];
      boolean inside = true;
      for (int axis = 0; axis < at.length; axis++) {
        at[axis] = windows.position(axis, window[axis], tap[axis]);
        inside &= at[axis] >= 0 && at[axis] < image[axis];
      }
      if (inside) {
        sums[places.offset(join(in[0], in[1] / tapCount, at))] += columns.get(i);
      }
    }
    return Tensor64.of(columns.type(), shape, sums);
  }

  /** Returns the index of a row-major position. */
  static int[] unravel(int flat, int[] shape) {
    int[] index = new int[shape.length];
    int rest = flat;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return index;
  }
}
