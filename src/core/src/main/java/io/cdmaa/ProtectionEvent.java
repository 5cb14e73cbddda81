package io.cdmaa;

import java.util.Map;

/**
 * What happens while photos are being protected. Events of one photo come in the order of the types
 * below, one at a time, on the thread that asked for its protection; in a batch, {@link Iterated}
 * comes on a thread of its own. Each photo of a batch ends with exactly one of {@link Finished},
 * {@link Skipped} and {@link Failed}, unless the batch is cancelled.
 */
public sealed interface ProtectionEvent {
  /** The photo's file name, or {@code "image"} if it came from memory; in a batch, its path. */
  String photo();

  /**
   * The photo is decoded and its search begins.
   *
   * @param photo see {@link ProtectionEvent#photo}
   */
  record Started(String photo) implements ProtectionEvent {}

  /**
   * The generators have been run once more.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param iteration steps taken so far
   * @param iterations steps that are planned
   * @param losses per generator, in order, the mean over its domains of the mean squared change of
   *     its fakes, on [-1, 1]
   */
  record Iterated(String photo, int iteration, int iterations, Map<String, Double> losses)
      implements ProtectionEvent {}

  /**
   * The search is over; what was found is being delivered and evaluated.
   *
   * @param photo see {@link ProtectionEvent#photo}
   */
  record Evaluating(String photo) implements ProtectionEvent {}

  /**
   * The photo is protected.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param verdict what that does to the generators
   */
  record Finished(String photo, Verdict verdict) implements ProtectionEvent {}

  /**
   * The photo was protected by an earlier batch, and nothing would change.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param attackRate share of the fakes that are broken, 0 to 1
   */
  record Skipped(String photo, double attackRate) implements ProtectionEvent {}

  /**
   * The photo could not be protected; the batch goes on. A single photo throws its failure.
   *
   * @param photo see {@link ProtectionEvent#photo}
   * @param failure why; a {@link CdmaaException} is something that a person can put right
   */
  record Failed(String photo, Throwable failure) implements ProtectionEvent {}
}
