package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;

/**
 * The values of EXIF tag 274: the position of the stored image's first row and column in the
 * upright one.
 */
enum Orientation {
  UPRIGHT(1),
  MIRRORED(2),
  HALF_TURN(3),
  FLIPPED(4),
  TRANSPOSED(5),
  QUARTER_RIGHT(6),
  TRANSVERSED(7),
  QUARTER_LEFT(8);

  private final int tag;

  Orientation(int tag) {
    this.tag = tag;
  }

  /** Returns the orientation of a tag's value; anything outside 1..8 means upright. */
  static Orientation of(long tag) {
    for (Orientation orientation : values()) {
      if (orientation.tag == tag) {
        return orientation;
      }
    }
    return UPRIGHT;
  }

  /** Returns whether width and height are swapped. */
  boolean swapsSides() {
    return tag >= 5;
  }

  /**
   * Returns where a pixel of the upright image is stored.
   *
   * @param x column in the upright image
   * @param y row in the upright image
   * @param width stored width
   * @param height stored height
   * @return row-major index into the stored image
   */
  int source(int x, int y, int width, int height) {
    return switch (this) {
      case UPRIGHT -> y * width + x;
      case MIRRORED -> y * width + (width - 1 - x);
      case HALF_TURN -> (height - 1 - y) * width + (width - 1 - x);
      case FLIPPED -> (height - 1 - y) * width + x;
      case TRANSPOSED -> x * width + y;
      case QUARTER_RIGHT -> (height - 1 - x) * width + y;
      case TRANSVERSED -> (height - 1 - x) * width + (width - 1 - y);
      case QUARTER_LEFT -> x * width + (width - 1 - y);
    };
  }

  /** Rotates or flips [C, H, W] upright; returns the same tensor if it already is. */
  FloatTensor apply(FloatTensor stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    long[] shape = stored.shape();
    int height = (int) shape[1];
    int width = (int) shape[2];
    int newWidth = swapsSides() ? height : width;
    int newHeight = swapsSides() ? width : height;
    FloatTensor upright = FloatTensor.zeros(shape[0], newHeight, newWidth);
    FloatBuffer from = stored.buffer();
    FloatBuffer to = upright.buffer();
    for (int channel = 0; channel < shape[0]; channel++) {
      int plane = channel * width * height;
      for (int y = 0; y < newHeight; y++) {
        for (int x = 0; x < newWidth; x++) {
          to.put(plane + y * newWidth + x, from.get(plane + source(x, y, width, height)));
        }
      }
    }
    return upright;
  }

  /** Rotates or flips a transparency upright. */
  AlphaPlane apply(AlphaPlane stored) {
    int width = stored.width();
    int height = stored.height();
    int newWidth = swapsSides() ? height : width;
    int newHeight = swapsSides() ? width : height;
    char[] levels = new char[width * height];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        levels[y * newWidth + x] = (char) stored.level(source(x, y, width, height));
      }
    }
    return AlphaPlane.of(newWidth, newHeight, levels);
  }
}
