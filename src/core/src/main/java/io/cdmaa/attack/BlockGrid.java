package io.cdmaa.attack;

import io.cdmaa.image.Crop;

/** The blocks of 2 x 2 pixels of a photo that a crop contains, entirely or in part. */
final class BlockGrid {
  private final Crop crop;
  private final int photoWidth;
  private final int photoHeight;

  BlockGrid(Crop crop, int photoWidth, int photoHeight) {
    this.crop = crop;
    this.photoWidth = photoWidth;
    this.photoHeight = photoHeight;
  }

  /** Receives the blocks. */
  @FunctionalInterface
  interface Visitor {
    /**
     * Is called once for each block.
     *
     * @param at the block's pixels inside the crop, as indexes into its [height, width];
     *     overwritten after the call
     * @param contained whether they are all of the block's pixels inside the photo
     */
    void visit(int[] at, boolean contained);
  }

  /** Returns the number of pixels of the crop. */
  int pixels() {
    return crop.width() * crop.height();
  }

  void forEach(Visitor visitor) {
    int[][] sized = {{}, new int[1], new int[2], new int[3], new int[4]};
    int[] at = new int[4];
    for (int top = -(crop.y() & 1); top < crop.height(); top += 2) {
      int firstRow = Math.max(0, top);
      int endRow = Math.min(crop.height(), top + 2);
      boolean rows = firstRow == top && endRow == Math.min(photoHeight - crop.y(), top + 2);
      for (int left = -(crop.x() & 1); left < crop.width(); left += 2) {
        int firstColumn = Math.max(0, left);
        int endColumn = Math.min(crop.width(), left + 2);
        boolean columns =
            firstColumn == left && endColumn == Math.min(photoWidth - crop.x(), left + 2);
        int n = 0;
        for (int row = firstRow; row < endRow; row++) {
          for (int column = firstColumn; column < endColumn; column++) {
            at[n++] = row * crop.width() + column;
          }
        }
        System.arraycopy(at, 0, sized[n], 0, n);
        visitor.visit(sized[n], rows && columns);
      }
    }
  }
}
