package io.cdmaa.face;

import io.cdmaa.image.Photo;
import java.util.List;

/**
 * Slides the window of a cascade over a photo at all scales, upright and tilted to both sides, as
 * the cascade itself accepts little tilt. What it accepts is counted over all three, and the places
 * with enough windows are {@linkplain CloseLook looked at closely}.
 */
final class CascadeDetector implements FaceDetector {
  /** The longer side of the picture that is searched; larger photos are scaled down to it. */
  private static final double SEARCHED_SIDE = 480;

  /** The smallest face that is searched for, in pixels of that picture. */
  private static final double SMALLEST = 24;

  /** The ratio of a window's size to the next smaller one's. */
  private static final double STEP = 1.12;

  /** The tilts of the picture, in degrees clockwise. */
  private static final List<Double> TILTS = List.of(0.0, -15.0, 15.0);

  private final HaarCascade cascade;
  private final CloseLook look;
  private final int least;
  private final int sure;

  /**
   * @param cascade decides on a window
   * @param least how many neighbouring windows have to be accepted for a place to be looked at
   * @param sure how many windows have to be accepted there for a face
   */
  CascadeDetector(HaarCascade cascade, int least, int sure) {
    this.cascade = cascade;
    this.least = least;
    this.sure = sure;
    look = new CloseLook(cascade);
  }

  @Override
  public List<FaceBox> detect(Photo photo) {
    double base = Math.max(1, Math.max(photo.width(), photo.height()) / SEARCHED_SIDE);
    IntegralImage upright = IntegralImage.of(photo).shrunk(base);
    Candidates candidates = new Candidates();
    for (double tilt : TILTS) {
      IntegralImage picture = tilt == 0 ? upright : upright.turned(tilt);
      double shorter = Math.min(picture.width, picture.height);
      for (double side = SMALLEST; side <= shorter; side *= STEP) {
        search(picture, side, new Frame(picture, tilt, base), candidates);
      }
    }
    return candidates.faces(least).stream()
        .map(box -> lookedAt(box, upright, base))
        .filter(box -> box.confidence() >= sure)
        .toList();
  }

  /** Returns the box with the windows of a close look as its confidence. */
  private FaceBox lookedAt(FaceBox box, IntegralImage picture, double scale) {
    FaceBox there = new FaceBox(box.x() / scale, box.y() / scale, box.side() / scale, 1);
    return new FaceBox(box.x(), box.y(), box.side(), look.accepted(picture, there));
  }

  private void search(IntegralImage picture, double side, Frame frame, Candidates candidates) {
    double scale = side / cascade.side();
    HaarCascade.Windows windows = cascade.on(picture.shrunk(scale));
    int step = scale < 2 ? 2 : 1;
    for (int y = 0; y + cascade.side() <= windows.height(); y += step) {
      for (int x = 0; x + cascade.side() <= windows.width(); x += step) {
        if (windows.accepts(x, y)) {
          candidates.add(frame.box(x * scale, y * scale, side), step * step);
        }
      }
    }
  }

  /** Where the searched picture lies on the photo. */
  private record Frame(IntegralImage picture, double tilt, double scale) {
    FaceBox box(double x, double y, double side) {
      double right = x + side / 2 - picture.width / 2.0;
      double down = y + side / 2 - picture.height / 2.0;
      double cos = Math.cos(Math.toRadians(tilt));
      double sin = Math.sin(Math.toRadians(tilt));
      double centreX = picture.width / 2.0 + cos * right + sin * down;
      double centreY = picture.height / 2.0 - sin * right + cos * down;
      return new FaceBox(
          (centreX - side / 2) * scale, (centreY - side / 2) * scale, side * scale, 1);
    }
  }
}
