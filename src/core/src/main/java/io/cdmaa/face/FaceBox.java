package io.cdmaa.face;

/**
 * A face on a photo: the square from about the eyebrows to below the mouth, in pixels from the top
 * left corner of the upright photo.
 *
 * @param x the left edge
 * @param y the top edge
 * @param side the length of an edge, above 0
 * @param confidence the detector's own measure, which only compares faces of one detector
 */
public record FaceBox(double x, double y, double side, double confidence) {
  /** Checks the side. */
  public FaceBox {
    if (!(side > 0)) {
      throw new IllegalArgumentException("not a face: a side of " + side);
    }
  }

  /** Returns the column of the middle. */
  public double centreX() {
    return x + side / 2;
  }

  /** Returns the row of the middle. */
  public double centreY() {
    return y + side / 2;
  }

  /** Returns the area shared with another box, divided by the area of both together, 0 to 1. */
  public double overlap(FaceBox other) {
    double width = Math.min(x + side, other.x + other.side) - Math.max(x, other.x);
    double height = Math.min(y + side, other.y + other.side) - Math.max(y, other.y);
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double shared = width * height;
    return shared / (side * side + other.side * other.side - shared);
  }
}
