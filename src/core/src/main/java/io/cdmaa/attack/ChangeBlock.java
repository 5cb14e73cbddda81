package io.cdmaa.attack;

/**
 * The change of up to 2 x 2 RGB pixels, written as a grey change l per pixel and a colour a that
 * the pixels share: {@code d_c(p) = l(p) + a_c}. As the weights of Cb and Cr add up to zero, these
 * are exactly the changes whose Cb and Cr are constant over the block. Only differences between the
 * a_c matter, so {@code a = (u, 0, v)}.
 *
 * <p>With bounds {@code lo_c(p) <= d_c(p) <= hi_c(p)} around zero there is an l for a colour if and
 * only if {@code a_i - a_j <= min_p (hi_i(p) - lo_j(p))} for all i and j. These are bounds on
 * differences, so for whole bounds, rounding u and v by {@code floor(. + 1/2)} keeps them.
 */
final class ChangeBlock {
  static final int CHANNELS = 3;
  private static final int MOST = 4;

  /** Keeps the rounding of doubles from making a difference exceed a whole bound. */
  private static final double BELOW = 1 - 1e-12;

  /** Number of pixels. */
  int pixels;

  /** The bounds and the change, by channel and pixel. */
  final double[][] lo = new double[CHANNELS][MOST];

  final double[][] hi = new double[CHANNELS][MOST];
  final double[][] change = new double[CHANNELS][MOST];

  private final double[] colour = new double[CHANNELS];

  /**
   * Moves the change into the set: clips it, averages its colour over the pixels, shortens the
   * colour as far as necessary, and clips the grey part. A change in the set stays as it is, up to
   * the rounding of doubles.
   *
   * @param coloured false if the block may only change in brightness
   * @param whole whether to round to integers; the bounds must be integers then
   */
  void project(boolean coloured, boolean whole) {
    clip();
    double u = coloured ? difference(0) : 0;
    double v = coloured ? difference(2) : 0;
    double factor = factor(u, v);
    colour[0] = whole ? Math.floor(factor * u + 0.5) : factor * u;
    colour[2] = whole ? Math.floor(factor * v + 0.5) : factor * v;
    for (int p = 0; p < pixels; p++) {
      double least = Double.NEGATIVE_INFINITY;
      double most = Double.POSITIVE_INFINITY;
      double sum = 0;
      for (int c = 0; c < CHANNELS; c++) {
        least = Math.max(least, lo[c][p] - colour[c]);
        most = Math.min(most, hi[c][p] - colour[c]);
        sum += change[c][p] - colour[c];
      }
      double grey = whole ? Math.floor(sum / CHANNELS + 0.5) : sum / CHANNELS;
      double inside = Math.max(least, Math.min(most, grey));
      for (int c = 0; c < CHANNELS; c++) {
        change[c][p] = inside + colour[c];
      }
    }
  }

  private void clip() {
    for (int c = 0; c < CHANNELS; c++) {
      for (int p = 0; p < pixels; p++) {
        change[c][p] = Math.max(lo[c][p], Math.min(hi[c][p], change[c][p]));
      }
    }
  }

  /** Returns the mean over the pixels of a channel's change minus that of the second channel. */
  private double difference(int channel) {
    double sum = 0;
    for (int p = 0; p < pixels; p++) {
      sum += change[channel][p] - change[1][p];
    }
    return sum / pixels;
  }

  /** Returns the largest factor, up to 1, with which the colour (u, 0, v) has a grey part. */
  private double factor(double u, double v) {
    double[] wanted = {u, 0, v};
    double factor = 1;
    for (int i = 0; i < CHANNELS; i++) {
      for (int j = 0; j < CHANNELS; j++) {
        double distance = wanted[i] - wanted[j];
        if (distance > 0) {
          factor = Math.min(factor, BELOW * room(i, j) / distance);
        }
      }
    }
    return factor;
  }

  private double room(int i, int j) {
    double room = Double.POSITIVE_INFINITY;
    for (int p = 0; p < pixels; p++) {
      room = Math.min(room, hi[i][p] - lo[j][p]);
    }
    return room;
  }

  /**
   * Replaces a gradient in {@link #change} by the direction of largest gain for its norm, the
   * square root of the sum of (change / share)^2. Without a condition on the colour this is the
   * gradient times share^2; of that, the colour is replaced by its mean over the pixels weighted by
   * 1 / share^2, which is the projection in this norm.
   *
   * @param coloured false if the block may only change in brightness; {@link #hi} holds the shares
   */
  void steepestByNorm(boolean coloured) {
    double weights = 0;
    colour[0] = 0;
    colour[1] = 0;
    colour[2] = 0;
    for (int p = 0; p < pixels; p++) {
      double grey = (change[0][p] + change[1][p] + change[2][p]) / CHANNELS;
      double share = hi[0][p];
      weights += 1 / (share * share);
      for (int c = 0; c < CHANNELS; c++) {
        colour[c] += change[c][p] - grey;
        change[c][p] = share * share * grey;
      }
    }
    for (int p = 0; coloured && p < pixels; p++) {
      for (int c = 0; c < CHANNELS; c++) {
        change[c][p] += colour[c] / weights;
      }
    }
  }

  /**
   * Replaces a gradient in {@link #change} by the change of largest gain among those between the
   * bounds, which must be symmetric and the same for all channels.
   *
   * <p>For a colour of range r, the grey part may use what is left: the gain is linear in r, so
   * either all pixels change in grey, each by the sign of its gradient summed over the channels, or
   * the whole block changes in one colour, each channel by the sign of its gradient summed over the
   * pixels, as far as the least bound permits.
   *
   * @param coloured false if the block may only change in brightness
   */
  void steepest(boolean coloured) {
    double least = Double.POSITIVE_INFINITY;
    double greyGain = 0;
    for (int p = 0; p < pixels; p++) {
      least = Math.min(least, hi[0][p]);
      greyGain += hi[0][p] * Math.abs(change[0][p] + change[1][p] + change[2][p]);
    }
    double colourGain = 0;
    for (int c = 0; c < CHANNELS; c++) {
      colour[c] = 0;
      for (int p = 0; p < pixels; p++) {
        colour[c] += change[c][p];
      }
      colourGain += least * Math.abs(colour[c]);
    }
    boolean byColour = coloured && colourGain > greyGain;
    for (int p = 0; p < pixels; p++) {
      double grey = Math.signum(change[0][p] + change[1][p] + change[2][p]) * hi[0][p];
      for (int c = 0; c < CHANNELS; c++) {
        change[c][p] = byColour ? Math.signum(colour[c]) * least : grey;
      }
    }
  }
}
