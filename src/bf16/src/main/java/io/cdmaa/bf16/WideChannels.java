package io.cdmaa.bf16;

/**
 * Stand-ins with more channels for images whose number of channels is no multiple of the sixteen
 * that oneDNN's normalisations take at once: without them it has only code that is a hundred times
 * as slow. Each channel is normalised on its own, so what the added ones contain does not matter.
 */
final class WideChannels {
  private static final long AT_ONCE = 16;

  private WideChannels() {}

  /** Returns whether images or vectors of this many channels need a stand-in. */
  static boolean areNeeded(long channels) {
    return channels % AT_ONCE != 0;
  }

  /** Returns a stand-in for a tensor, to be written to. */
  static Tensor like(Plan plan, Tensor tensor) {
    long[] dims = tensor.dims().clone();
    int axis = axis(dims);
    dims[axis] = (dims[axis] + AT_ONCE - 1) / AT_ONCE * AT_ONCE;
    return plan.allocate(tensor.type(), dims);
  }

  /** Returns a stand-in that contains a tensor's values; its own channels repeat the first ones. */
  static Tensor of(Plan plan, Tensor tensor) {
    Tensor wide = like(plan, tensor);
    long channels = tensor.dims()[axis(tensor.dims())];
    long all = wide.dims()[axis(wide.dims())];
    for (long from = 0; from < all; from += channels) {
      long count = Math.min(channels, all - from);
      plan.copy(channels(plan, tensor, 0, count), channels(plan, wide, from, count));
    }
    return wide;
  }

  /** Returns the first channels of a tensor, in place. */
  static Tensor first(Plan plan, Tensor wide, long count) {
    return channels(plan, wide, 0, count);
  }

  private static Tensor channels(Plan plan, Tensor tensor, long from, long count) {
    long[] dims = tensor.dims().clone();
    dims[axis(dims)] = count;
    return plan.view(tensor, from * tensor.strides()[axis(dims)], dims, tensor.strides());
  }

  private static int axis(long[] dims) {
    return dims.length == 1 ? 0 : 1;
  }
}
