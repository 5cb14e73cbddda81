package io.cdmaa;

import java.util.Map;

/**
 * What happens while a photo is being protected. Events of one photo come in the order of the types
 * below, on the thread that asked for its protection.
 */
public sealed interface ProtectionEvent {
  /** The photo's file name, or {@code "image"} if it came from memory. */
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
}
