package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;

/**
 * The gradient of convolution weights, for generators whose weights depend on the image (StyleGAN's
 * modulation, dynamic filters). It is itself a convolution in which batch and channels are swapped:
 * every channel of the large tensor is an image, every channel of the small tensor is a kernel, and
 * stride and dilation are exchanged.
 */
final class KernelGradients {
  private KernelGradients() {}

  /**
   * Emits the gradient of weights [small channels, large channels / group, kernel...].
   *
   * @param large the input of the forward convolution, or the output gradient of the transposed one
   * @param small the output gradient of the forward convolution, or the input of the transposed one
   */
  static String of(
      Backward b, String large, long[] largeDims, String small, long[] smallDims, Window w) {
    long group = b.attributes().integer("group", 1);
    long[] pads = w.pads().clone();
    String image = large;
    for (int i = 0; i < w.axes(); i++) {
      // Elements that the stride leaves unread must not add taps to the kernel.
      pads[i + w.axes()] -= w.leftover(i, largeDims[i + 2], smallDims[i + 2]);
      long cut = Math.max(0, -pads[i + w.axes()]);
      if (cut > 0) {
        image = b.emit().slice(image, i + 2, 0, largeDims[i + 2] - cut);
        pads[i + w.axes()] = 0;
      }
    }
    Attributes attributes =
        Attributes.of(
            "strides", w.dilations(), "dilations", w.strides(), "pads", pads, "group", group);
    String images = channelsAsImages(b, image, cut(largeDims, w, pads, smallDims), group);
    String kernels = swapped(b, small, smallDims.length);
    return swapped(b, b.op("Conv", attributes, images, kernels), smallDims.length);
  }

  /** Returns the spatial sizes after cropping. */
  private static long[] cut(long[] largeDims, Window w, long[] pads, long[] smallDims) {
    long[] dims = largeDims.clone();
    for (int i = 0; i < w.axes(); i++) {
      long read = (smallDims[i + 2] - 1) * w.strides()[i] + w.extent(i);
      dims[i + 2] = Math.min(dims[i + 2], read - pads[i]);
    }
    return dims;
  }

  /** Rearranges [N, group * C, ...] to [C, group * N, ...]. */
  private static String channelsAsImages(Backward b, String x, long[] dims, long group) {
    if (group == 1) {
      return swapped(b, x, dims.length);
    }
    long each = dims[1] / group;
    long[] split = new long[dims.length + 1];
    long[] permutation = new long[split.length];
    split[0] = dims[0];
    split[1] = group;
    split[2] = each;
    permutation[0] = 2;
    permutation[1] = 1;
    for (int i = 3; i < split.length; i++) {
      split[i] = dims[i - 1];
      permutation[i] = i;
    }
    long[] merged = dims.clone();
    merged[0] = each;
    merged[1] = group * dims[0];
    return b.emit().reshape(b.emit().transpose(b.emit().reshape(x, split), permutation), merged);
  }

  private static String swapped(Backward b, String x, int rank) {
    long[] permutation = new long[rank];
    for (int i = 0; i < rank; i++) {
      permutation[i] = i;
    }
    permutation[0] = 1;
    permutation[1] = 0;
    return b.emit().transpose(x, permutation);
  }
}
