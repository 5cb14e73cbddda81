package io.cdmaa.optimize;

import java.util.Optional;

/**
 * The order in which a batch of images with channels last keeps its pixels: row by row, as [N, H,
 * W, C], or by their position in a tile, as [positions in a tile, N, tiles, C]. Tiled convolutions
 * produce the latter, and read either.
 *
 * @param height rows of an image, a multiple of {@code down}
 * @param width columns of an image, a multiple of {@code right}
 * @param down rows of a tile; 1 for the order row by row
 * @param right columns of a tile; 1 for the order row by row
 */
record PixelOrder(int height, int width, int down, int right) {
  /** Returns the order row by row. */
  static PixelOrder rows(long height, long width) {
    return new PixelOrder((int) height, (int) width, 1, 1);
  }

  /** The orders of the source of a tiled convolution, without its border, and of its result. */
  record Pair(PixelOrder source, PixelOrder result) {}

  /**
   * Returns the order in which the tiles of a layer yield its result, if they fill it exactly and
   * the result has no phases.
   */
  static Optional<PixelOrder> ofTiles(Layer layer) {
    if (layer.transposed()) {
      return Optional.empty();
    }
    int height = (int) layer.output()[2];
    int width = (int) layer.output()[3];
    int down = results(height, layer.weights()[2], layer.strides()[0]);
    int right = results(width, layer.weights()[3], layer.strides()[1]);
    boolean exact = height % down == 0 && width % right == 0;
    return exact ? Optional.of(new PixelOrder(height, width, down, right)) : Optional.empty();
  }

  private static int results(int length, long kernel, long stride) {
    return WinogradTransform.cheapest(length, (int) ((kernel + stride - 1) / stride)).results();
  }

  /** Returns whether images are kept as [N, H, W, C]. */
  boolean isByRows() {
    return down == 1 && right == 1;
  }

  /** Returns the index of a pixel among those of all images. */
  int index(int images, int image, int row, int column) {
    int position = row % down * right + column % right;
    int tile = row / down * (width / right) + column / right;
    return (position * images + image) * (height / down * (width / right)) + tile;
  }

  /** Returns the dimensions of a batch in memory. */
  long[] dims(long images, long channels) {
    return isByRows()
        ? new long[] {images, height, width, channels}
        : new long[] {
          (long) down * right, images, (long) height / down * (width / right), channels
        };
  }

  /**
   * Returns where each pixel lies in another order of the same images.
   *
   * @return for each index in this order, the index in {@code other}
   */
  long[] places(PixelOrder other, int images) {
    long[] places = new long[images * height * width];
    for (int n = 0; n < images; n++) {
      for (int i = 0; i < height; i++) {
        for (int j = 0; j < width; j++) {
          places[index(images, n, i, j)] = other.index(images, n, i, j);
        }
      }
    }
    return places;
  }
}
