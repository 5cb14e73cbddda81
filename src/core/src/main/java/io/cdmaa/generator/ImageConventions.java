package io.cdmaa.generator;

import io.cdmaa.onnx.GraphBuilder;

/** Converts between RGB images in [-1,1], channels first, and a generator's own image format. */
final class ImageConventions {
  private ImageConventions() {}

  /** Converts an image to the format of a port. */
  static String toPort(GraphBuilder b, String rgb, ImagePort port) {
    String x = port.color() == ColorOrder.BGR ? swapped(b, rgb) : rgb;
    x = affine(b, x, port.range().gain(), port.range().offset());
    return port.layout() == Layout.NHWC ? b.transpose(x, 0, 2, 3, 1) : x;
  }

  /** Converts an image from the format of a port. */
  static String fromPort(GraphBuilder b, String image, ImagePort port) {
    String x = port.layout() == Layout.NHWC ? b.transpose(image, 0, 3, 1, 2) : image;
    double gain = port.range().gain();
    x = affine(b, x, 1 / gain, -port.range().offset() / gain);
    return port.color() == ColorOrder.BGR ? swapped(b, x) : x;
  }

  private static String affine(GraphBuilder b, String x, double gain, double offset) {
    String scaled = b.scale(x, gain);
    return offset == 0 ? scaled : b.add(scaled, b.scalar(offset));
  }

  /** Reverses the channel axis of an NCHW image. */
  private static String swapped(GraphBuilder b, String x) {
    return b.op("Slice", x, b.vector(-1), b.vector(Long.MIN_VALUE), b.vector(1), b.vector(-1));
  }
}
