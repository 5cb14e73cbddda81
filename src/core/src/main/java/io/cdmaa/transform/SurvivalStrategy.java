package io.cdmaa.transform;

/** How the search derives the gradient of a step from the gradients through the transforms. */
public enum SurvivalStrategy {
  /** The gradient through one randomly drawn transform (expectation over transformation). */
  EXPECTATION,
  /** The mean of the gradients through several drawn transforms. */
  AVERAGE,
  /**
   * The minimum-norm point of the convex hull of the latest gradient through each transform,
   * weighted by its loss.
   */
  MGDA,
  /** The latest gradient through the transform with the smallest latest loss. */
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
