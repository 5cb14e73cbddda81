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
    return part(width, height, width / 2.0, height / 2.0, 1, degrees);
  }

  /**
   * Returns the sums of a square part of this picture on a grid of its own; beyond its edge, the
   * edge goes on.
   *
   * @param centreX the column of the part's middle
   * @param centreY its row
   * @param side of the part, in pixels of this picture
   * @param degrees by which the part is turned, clockwise
   * @param pixels along an edge of the result; each is the mean over an upright square of its size
   */
  IntegralImage around(double centreX, double centreY, double side, double degrees, int pixels) {
    return part(pixels, pixels, centreX, centreY, side / pixels, degrees);
  }

  private IntegralImage part(
      int across, int along, double centreX, double centreY, double scale, double degrees) {
    IntegralImage image = new IntegralImage(across, along);
    double cos = scale * Math.cos(Math.toRadians(degrees));
    double sin = scale * Math.sin(Math.toRadians(degrees));
    for (int y = 0; y < along; y++) {
      double row = 0;
      double down = y + .5 - along / 2.0;
      for (int x = 0; x < across; x++) {
        double right = x + .5 - across / 2.0;
        row +=
            mean(
                centreX + cos * right + sin * down,
                centreY - sin * right + cos * down,
                Math.max(1, scale));
        image.put(x, y, row);
      }
    }
    return image;
  }

  /** Returns the mean over a square around a place, moved inside. */
  private double mean(double x, double y, double side) {
    double across = Math.min(side, width);
    double along = Math.min(side, height);
    double left = Math.max(0, Math.min(width - across, x - across / 2));
    double top = Math.max(0, Math.min(height - along, y - along / 2));
    double right = left + across;
    double below = top + along;
    double sum = at(right, below) - at(left, below) - at(right, top) + at(left, top);
    return sum / (across * along);
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
