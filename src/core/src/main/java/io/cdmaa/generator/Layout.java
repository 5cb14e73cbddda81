package io.cdmaa.generator;

/** The order of an image tensor's axes. */
public enum Layout {
  /** Batch, channels, height, width (PyTorch). */
  NCHW,
  /** Batch, height, width, channels (TensorFlow). */
  NHWC;

  int channelAxis() {
    return this == NCHW ? 1 : 3;
  }

  int heightAxis() {
    return this == NCHW ? 2 : 1;
  }

  int widthAxis() {
    return heightAxis() + 1;
  }
}
