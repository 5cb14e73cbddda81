package io.cdmaa.protection;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.generator.Generator;
import java.util.List;
import java.util.Optional;

/**
 * An event of a {@link Batch}. Events arrive one at a time; {@link Iterated} on a thread that
 * searches, all others on the thread that runs the batch. Each photo of a batch ends with exactly
 * one of {@link Protected}, {@link Skipped} and {@link Failed}, unless the batch is cancelled.
 */
public sealed interface BatchEvent {
  /**
   * There is work to do, and the models are loaded.
   *
   * @param photos number of photos that are neither skipped nor failed so far
   * @param width number of them that can be searched at the same time
   * @param plan what is done to each
   * @param generators the generators that they are protected against
   * @param device the device that the generators run on
   * @param notes sentences on what was given up to save memory
   */
  record Started(
      int photos,
      int width,
      ProtectionPlan plan,
      List<Generator> generators,
      String device,
      List<String> notes)
      implements BatchEvent {}

  /**
   * The search of photos begins.
   *
   * @param tasks one, or several that are searched at the same time
   * @param first the number of the first in the batch, from 1
   * @param photos number of photos of the batch
   * @param generators the generators that they are protected against
   */
  record Searching(List<PhotoTask> tasks, int first, int photos, List<Generator> generators)
      implements BatchEvent {}

  /**
   * The generators have been evaluated once more on a photo.
   *
   * @param task the photo
   * @param report losses and weights; valid during the call
   */
  record Iterated(PhotoTask task, IterationReport report) implements BatchEvent {}

  /**
   * The search of photos has ended, successfully or not.
   *
   * @param tasks as in {@link Searching}
   * @param found whether the search succeeded, so that only writing and evaluation remain
   */
  record Searched(List<PhotoTask> tasks, boolean found) implements BatchEvent {}

  /**
   * Photos cannot be searched at the same time; from here on they are searched one by one.
   *
   * @param tasks the tasks whose searches have all failed and will start again
   */
  record Narrowed(List<PhotoTask> tasks) implements BatchEvent {}

  /**
   * A photo is protected, evaluated and recorded.
   *
   * @param task the photo
   * @param outcome the outcome by the verdict
   * @param result the photos and the verdict
   * @param seconds since its search began
   */
  record Protected(PhotoTask task, Outcome outcome, PhotoResult result, double seconds)
      implements BatchEvent {}

  /**
   * A photo was protected by an earlier run, and the result would be the same.
   *
   * @param task the photo
   * @param outcome the outcome by the verdict
   * @param attackRate share of the fakes that are broken
   * @param verdict as it was recorded, or evaluated again
   * @param result the photos and the verdict, if they were evaluated again
   */
  record Skipped(
      PhotoTask task,
      Outcome outcome,
      double attackRate,
      JsonNode verdict,
      Optional<PhotoResult> result)
      implements BatchEvent {}

  /**
   * A photo could not be protected; the batch continues.
   *
   * @param task the photo
   * @param failure the cause
   */
  record Failed(PhotoTask task, Throwable failure) implements BatchEvent {}

  /**
   * Models were replaced, added or removed; later photos are protected against the current ones.
   *
   * @param names names of the generators in use from here on; empty if no photo can be protected
   * @param problems a sentence on each model that cannot be used
   * @param notes sentences on what was given up to save memory
   */
  record ModelsChanged(List<String> names, List<String> problems, List<String> notes)
      implements BatchEvent {}

  /**
   * The batch is over.
   *
   * @param protectedPhotos number of photos that were protected
   * @param skipped number of photos that an earlier run had already protected
   * @param failed number of photos that could not be protected
   * @param cancelled whether the batch was cancelled; photos without an event remain to be done
   */
  record Finished(int protectedPhotos, int skipped, int failed, boolean cancelled)
      implements BatchEvent {}
}
