package io.cdmaa.generator;

import io.cdmaa.image.Crop;
import io.cdmaa.image.ResizeMatrix;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;

/**
 * The way from a photo's own pixels to what a generator sees of it, in this order: photo [P,C,h,w]
 * in [-1,1], then the part of it that the generator is shown, then that part's antialiased resize,
 * then three channels.
 *
 * <p>What is to happen to the photo before a generator sees it (a codec, a blur) belongs in front
 * of the crop: {@link #emit} is where it enters.
 */
final class PhotoPrefix {
  private PhotoPrefix() {}

  /**
   * Emits the way.
   *
   * @param x the photos
   * @param photo their shape
   * @param rows how many
   * @return RGB in [-1,1] of the size of the generator's image input, [rows,3,H,W]
   */
  static String emit(GraphBuilder b, String x, PhotoShape photo, int rows, Generator generator) {
    // A transform of the photo enters here: it reads x and gives the pixels that are cropped.
    String y = resized(b, x, photo, generator);
    return photo.channels() == 1
        ? b.expand(y, rows, 3, generator.image().height(), generator.image().width())
        : y;
  }

  /** The generator's part of the photo and its antialiased resize, as two matrices around it. */
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

  /** Cuts {@code length} of {@code from} samples out and resizes these to {@code to}. */
  private static String matrix(GraphBuilder b, int from, int start, int length, int to) {
    float[] weights = ResizeMatrix.antialiasedBilinear(length, to).toArray();
    float[] padded = new float[to * from];
    for (int row = 0; row < to; row++) {
      System.arraycopy(weights, row * length, padded, row * from + start, length);
    }
    return b.constant(TensorData.ofFloats(padded, to, from));
  }
}
