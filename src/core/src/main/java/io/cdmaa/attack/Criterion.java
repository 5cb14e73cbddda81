package io.cdmaa.attack;

/**
 * The criterion by which an attack chooses the iterate to keep. Among equals the later one is kept.
 */
public enum Criterion {
  /**
   * Most domains at or above the threshold, then the highest mean loss of the weakest generator.
   */
  THRESHOLD {
    @Override
    public int compare(Losses a, Losses b, double threshold) {
      int count = Integer.compare(a.succeeded(threshold), b.succeeded(threshold));
      return count != 0 ? count : WEAKEST.compare(a, b, threshold);
    }
  },
  /** Most domains at or above the threshold, then the highest mean over the generators' means. */
  THRESHOLD_MEAN {
    @Override
    public int compare(Losses a, Losses b, double threshold) {
      int count = Integer.compare(a.succeeded(threshold), b.succeeded(threshold));
      return count != 0 ? count : MEAN.compare(a, b, threshold);
    }
  },
  /** The highest mean loss of the weakest generator. */
  WEAKEST {
    @Override
    public int compare(Losses a, Losses b, double threshold) {
      return Double.compare(a.mean(a.weakest()), b.mean(b.weakest()));
    }
  },
  /** The highest mean over the generators' mean losses. */
  MEAN {
    @Override
    public int compare(Losses a, Losses b, double threshold) {
      return Double.compare(a.mean(), b.mean());
    }
  },
  /** The last one, as in work that keeps no best iterate. */
  LAST {
    @Override
    public int compare(Losses a, Losses b, double threshold) {
      return 0;
    }
  };

  /**
   * Compares two iterates.
   *
   * @param threshold the loss from which a domain counts as broken
   * @return above 0 if a is better, 0 if the later one is to be kept
   */
  public abstract int compare(Losses a, Losses b, double threshold);
}
