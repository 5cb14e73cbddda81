package io.cdmaa.image;

/**
 * A photo's transparency, passed from input to output unchanged. Levels range from 0 (transparent)
 * to 255 or 65535 (opaque), in the photo's bit depth. Immutable.
 */
public final class AlphaPlane {
  private final int width;
  private final int height;
  private final char[] levels;

  private AlphaPlane(int width, int height, char[] levels) {
    this.width = width;
    this.height = height;
    this.levels = levels;
  }

  /**
   * Returns a plane with a copy of the given levels.
   *
   * @param width pixels
   * @param height pixels
   * @param levels row-major, one unsigned 16-bit value per pixel
   */
  public static AlphaPlane of(int width, int height, char[] levels) {
    if (levels.length != (long) width * height) {
      throw new IllegalArgumentException(
          levels.length + " levels do not fill " + width + " x " + height);
    }
    return new AlphaPlane(width, height, levels.clone());
  }

  /** Returns the pixels along a row. */
  public int width() {
    return width;
  }

  /** Returns the pixels along a column. */
  public int height() {
    return height;
  }

  /** Returns the level at a row-major index, 0..255 or 0..65535. */
  public int level(int index) {
    return levels[index];
  }

  @Override
  public String toString() {
    return "AlphaPlane[" + width + " x " + height + "]";
  }
}
