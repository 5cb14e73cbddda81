package io.cdmaa.face;

import io.cdmaa.image.Crop;

/**
 * The square around a face in which eyes and chin lie where aligned photos of CelebA have them: on
 * its central square of 178 pixels, from which a manifest's {@link io.cdmaa.image.SquareCrop} is
 * counted, the eyes are in row 92 and 39 columns apart, and the chin ends near the lower edge.
 */
public final class FaceSquare {
  /** The distance of the eyes in a box of side 1. */
  static final double EYES_APART = .4;

  /** The side of the square for a box of side 1. */
  private static final double SIDE = 1.84;

  /** The eyes' row in the square, for a side of 1. */
  private static final double EYES = 92 / 178.0;

  /** The eyes' row in the box, for a side of 1. */
  static final double BOX_EYES = .39;

  /**
   * The share of both areas from which the square and the largest centred square count as the same:
   * a portrait that is aligned already keeps its alignment, which is more exact than a detection.
   */
  private static final double SAME = .7;

  /** The ratio of the sides that squares have, so that photos share sessions of one shape. */
  private static final double RUNG = 1.06;

  private FaceSquare() {}

  /**
   * Returns the square, moved and, if it has to be, shrunk to lie inside the photo.
   *
   * @param face on that photo
   */
  public static Crop of(FaceBox face, int photoWidth, int photoHeight) {
    Crop centre = Crop.centreSquare(photoWidth, photoHeight);
    double wanted = SIDE * face.side();
    int side = Math.min(rung(wanted), centre.width());
    double left = face.centreX() - side / 2.0;
    double top = face.y() + BOX_EYES * face.side() - EYES * side;
    Crop square =
        new Crop(inside(left, photoWidth - side), inside(top, photoHeight - side), side, side);
    return overlap(square, centre) >= SAME ? centre : square;
  }

  private static int rung(double side) {
    return (int) Math.round(Math.pow(RUNG, Math.rint(Math.log(side) / Math.log(RUNG))));
  }

  private static int inside(double edge, int most) {
    return (int) Math.round(Math.max(0, Math.min(most, edge)));
  }

  private static double overlap(Crop a, Crop b) {
    double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
    double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
    if (width <= 0 || height <= 0) {
      return 0;
    }
    double shared = width * height;
    return shared / ((double) a.width() * a.height() + (double) b.width() * b.height() - shared);
  }
}
