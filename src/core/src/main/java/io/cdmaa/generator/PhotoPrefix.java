package io.cdmaa.generator;

import io.cdmaa.image.Crop;
import io.cdmaa.image.ResizeMatrix;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;

/**
 * The part of the graph that converts a photo's own pixels to a generator's view of it, in this
 * order: photo [P,C,h,w] in [-1,1], the part of it that the generator sees, the antialiased resize
 * of that part, three channels.
 *
 * <p>A transform that applies to the photo before the generator (a codec, a blur) belongs in front
 * of the crop, in {@link #emit}.
 */
final class PhotoPrefix {
  private PhotoPrefix() {}

  /**
   * Emits the prefix.
   *
   * @param x the photos
   * @param photo their shape
   * @param rows the number of photos
   * @return RGB in [-1,1] of the size of the generator's image input, [rows,3,H,W]
   */
  static String emit(GraphBuilder b, String x, PhotoShape photo, int rows, Generator generator) {
    // A transform of the photo belongs here: it reads x and returns the pixels to crop.
    String y = resized(b, x, photo, generator);
    return photo.channels() == 1
        ? b.expand(y, rows, 3, generator.image().height(), generator.image().width())
        : y;
  }

  /** Emits the crop and its antialiased resize, as one matrix product on each side. */
  private static String resized(GraphBuilder b, String x, PhotoShape photo, Generator generator) {
    ImagePort port = generator.image();
    Crop seen =
        generator
            .crop()
            .map(c -> c.in(photo.width(), photo.height()))
            .orElseGet(() -> Crop.whole(photo.width(), photo.height()));
    String y = x;
    if (photo.width() != port.width() || seen.width() != port.width()) {
      String columns = matrix(b, photo.width(), seen.x(), seen.width(), port.width());
      y = b.op("MatMul", y, b.transpose(columns, 1, 0));
    }
    if (photo.height() != port.height() || seen.height() != port.height()) {
      y = b.op("MatMul", matrix(b, photo.height(), seen.y(), seen.height(), port.height()), y);
    }
    return y;
  }

  /**
   * Returns the matrix that crops {@code length} of {@code from} samples and resizes them to {@code
   * to}.
   */
  private static String matrix(GraphBuilder b, int from, int start, int length, int to) {
    float[] weights = ResizeMatrix.antialiasedBilinear(length, to).toArray();
    float[] padded = new float[to * from];
    for (int row = 0; row < to; row++) {
      System.arraycopy(weights, row * length, padded, row * from + start, length);
    }
    return b.constant(TensorData.ofFloats(padded, to, from));
  }
}
