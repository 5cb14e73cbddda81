package io.cdmaa.face;

/**
 * Looks at a place where a face may be more closely than the search of a whole photo can: in small
 * steps of tilt, size and place. The more of these windows the cascade accepts, the surer is the
 * face; what only resembles one is accepted in few of them.
 */
final class CloseLook {
  /** The largest tilt to either side, in degrees, and the step from one to the next. */
  private static final double MOST_TILT = 30;

  private static final double TILT_STEP = 7.5;

  /** Sizes by powers of this ratio, this many to either side. */
  private static final double RATIO = 1.08;

  private static final int SIZES = 2;

  /** How far the window moves to either side, in pixels of the window. */
  private static final int MOVES = 3;

  private final HaarCascade cascade;

  CloseLook(HaarCascade cascade) {
    this.cascade = cascade;
  }

  /** Returns the accepted windows around a box on a picture. */
  int accepted(IntegralImage picture, FaceBox box) {
    int count = 0;
    for (double tilt = -MOST_TILT; tilt <= MOST_TILT; tilt += TILT_STEP) {
      for (int size = -SIZES; size <= SIZES; size++) {
        count += accepted(picture, box, tilt, Math.pow(RATIO, size));
      }
    }
    return count;
  }

  private int accepted(IntegralImage picture, FaceBox box, double tilt, double size) {
    int pixels = cascade.side() + 2 * MOVES;
    double side = box.side() * size * pixels / cascade.side();
    HaarCascade.Windows windows =
        cascade.on(picture.around(box.centreX(), box.centreY(), side, tilt, pixels));
    int count = 0;
    for (int y = 0; y <= 2 * MOVES; y++) {
      for (int x = 0; x <= 2 * MOVES; x++) {
        count += windows.accepts(x, y) ? 1 : 0;
      }
    }
    return count;
  }
}
