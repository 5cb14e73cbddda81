package io.cdmaa.transform;

/** Which gradient a step of the search follows, of those through the transforms. */
public enum SurvivalStrategy {
  /** That through one randomly drawn transform (expectation over transformation). */
  EXPECTATION,
  /** The mean of those through several drawn transforms. */
  AVERAGE,
  /** The minimum-norm point of the hull of the latest of each transform, each times its loss. */
  MGDA,
  /** The latest of the transform with the smallest latest loss. */
  WORST,
  /**
   * As {@link #EXPECTATION}, but the real codec or library transforms the photo, and gradients are
   * pulled back as if it did not round.
   */
  CODEC;

  /** Returns whether gradients of earlier steps are used. */
  public boolean remembers() {
    return this == MGDA || this == WORST;
  }
}
