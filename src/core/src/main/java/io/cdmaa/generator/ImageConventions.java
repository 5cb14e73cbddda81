package io.cdmaa.generator;

import io.cdmaa.onnx.GraphBuilder;

/** Between RGB images in [-1,1], channels first, and how a generator wants and gives its images. */
final class ImageConventions {
  private ImageConventions() {}

  /** The image as the port takes it. */
  static String toPort(GraphBuilder b, String rgb, ImagePort port) {
    String x = port.color() == ColorOrder.BGR ? swapped(b, rgb) : rgb;
    x = affine(b, x, port.range().gain(), port.range().offset());
    return port.layout() == Layout.NHWC ? b.transpose(x, 0, 2, 3, 1) : x;
  }

  /** The image that comes from the port. */
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
