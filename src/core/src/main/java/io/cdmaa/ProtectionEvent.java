package io.cdmaa;

import java.util.Map;

/**
 * An event of the protection of photos. Events of one photo arrive in the order of the types below,
 * one at a time, on the thread that called {@code protect}; in a batch, {@link Iterated} arrives on
 * a thread of its own. Each photo of a batch ends with exactly one of {@link Finished}, {@link
 * Skipped} and {@link Failed}, unless the batch is cancelled.
 */
public sealed interface ProtectionEvent {
  /**
   * Returns the photo's file name, or {@code "image"} if it came from memory; in a batch, its path.
   */
  String photo();

  /**
   * The photo is decoded and its search begins.
   *
   * @param photo see {@link ProtectionEvent#photo}
   */
  record Started(String photo) implements ProtectionEvent {}

  /**
   * The generators have been evaluated once more.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param iteration number of steps so far, for all regions together; in a batch, for the region
   *     in progress
   * @param iterations number of planned steps, counted likewise
   * @param losses for each generator, in order, the mean squared change of its fakes, on [-1, 1],
   *     averaged over its domains
   */
  record Iterated(String photo, int iteration, int iterations, Map<String, Double> losses)
      implements ProtectionEvent {}

  /**
   * The search has ended; its result is being written and evaluated.
   *
   * @param photo see {@link ProtectionEvent#photo}
   */
  record Evaluating(String photo) implements ProtectionEvent {}

  /**
   * The photo is protected.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param verdict the effect on the generators
   */
  record Finished(String photo, Verdict verdict) implements ProtectionEvent {}

  /**
   * The photo was protected by an earlier batch, and the result would be the same.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param attackRate share of the fakes that are broken, 0 to 1
   */
  record Skipped(String photo, double attackRate) implements ProtectionEvent {}

  /**
   * The photo could not be protected; the batch continues. When a single photo is protected, the
   * exception is thrown instead.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param failure the cause; a {@link CdmaaException} is an error that the user can fix
   */
  record Failed(String photo, Throwable failure) implements ProtectionEvent {}
}
