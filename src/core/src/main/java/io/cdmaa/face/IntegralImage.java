package io.cdmaa.face;

import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.DoubleUnaryOperator;

/**
 * The sums of a grey picture's values over rectangles. {@code sums[y * stride + x]} is the sum over
 * the y rows and x columns from the top left corner, so that any rectangle takes four look-ups.
 */
final class IntegralImage {
  final int width;
  final int height;
  final int stride;
  final double[] sums;

  private IntegralImage(int width, int height) {
    this.width = width;
    this.height = height;
    stride = width + 1;
    sums = new double[stride * (height + 1)];
  }

  /** Returns the sums of a photo's luma (BT.601) on 0 to 255. */
  static IntegralImage of(Photo photo) {
    IntegralImage image = new IntegralImage(photo.width(), photo.height());
    FloatTensor pixels = photo.pixels();
    int plane = image.width * image.height;
    boolean grey = photo.channels() == 1;
    for (int y = 0; y < image.height; y++) {
      double row = 0;
      for (int x = 0; x < image.width; x++) {
        int i = y * image.width + x;
        double luma =
            grey
                ? pixels.get(i)
                : .299 * pixels.get(i)
                    + .587 * pixels.get(plane + i)
                    + .114 * pixels.get(2 * plane + i);
        row += (luma + 1) * 127.5;
        image.put(x, y, row);
      }
    }
    return image;
  }

  /** Returns the sums of the picture's values after a function, e.g. their squares. */
  IntegralImage map(DoubleUnaryOperator function) {
    IntegralImage image = new IntegralImage(width, height);
    for (int y = 0; y < height; y++) {
      double row = 0;
      for (int x = 0; x < width; x++) {
        row += function.applyAsDouble(sum(y * stride + x, 1, stride));
        image.put(x, y, row);
      }
    }
    return image;
  }

  /**
   * Returns the sums of this picture on a smaller grid. Each value is the mean over the area that
   * it covers, which is exact, as the sums are interpolated linearly between pixels.
   *
   * @param scale pixels of this picture along an edge of one of the result, at least 1
   */
  IntegralImage shrunk(double scale) {
    IntegralImage image = new IntegralImage((int) (width / scale), (int) (height / scale));
    double area = scale * scale;
    for (int y = 1; y <= image.height; y++) {
      for (int x = 1; x <= image.width; x++) {
        image.sums[y * image.stride + x] = at(x * scale, y * scale) / area;
      }
    }
    return image;
  }

  /**
   * Returns the sums of this picture turned about its middle; beyond its edge, the edge goes on.
   *
   * @param degrees clockwise
   */
  IntegralImage turned(double degrees) {
    IntegralImage image = new IntegralImage(width, height);
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    for (int y = 0; y < height; y++) {
      double row = 0;
      double down = y + .5 - height / 2.0;
      for (int x = 0; x < width; x++) {
        double right = x + .5 - width / 2.0;
        row +=
            around(width / 2.0 + cos * right + sin * down, height / 2.0 - sin * right + cos * down);
        image.put(x, y, row);
      }
    }
    return image;
  }

  /** Returns the mean over the square of one pixel around a place, moved inside. */
  private double around(double x, double y) {
    double left = Math.max(0, Math.min(width - 1, x - .5));
    double top = Math.max(0, Math.min(height - 1, y - .5));
    return at(left + 1, top + 1) - at(left, top + 1) - at(left + 1, top) + at(left, top);
  }

  private double at(double x, double y) {
    int left = Math.min((int) x, width - 1);
    int top = Math.min((int) y, height - 1);
    double right = x - left;
    double below = y - top;
    int i = top * stride + left;
    double upper = sums[i] + right * (sums[i + 1] - sums[i]);
    double lower = sums[i + stride] + right * (sums[i + stride + 1] - sums[i + stride]);
    return upper + below * (lower - upper);
  }

  /**
   * Returns the sum over a rectangle.
   *
   * @param corner index of its top left corner
   * @param columns its width
   * @param down its height times the stride
   */
  double sum(int corner, int columns, int down) {
    return sums[corner]
        - sums[corner + columns]
        - sums[corner + down]
        + sums[corner + down + columns];
  }

  private void put(int x, int y, double row) {
    int i = (y + 1) * stride + x + 1;
    sums[i] = sums[i - stride] + row;
  }
}
