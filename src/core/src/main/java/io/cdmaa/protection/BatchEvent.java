package io.cdmaa.protection;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.generator.Generator;
import java.util.List;
import java.util.Optional;

/**
 * What happens in a {@link Batch}. Events come one at a time; {@link Iterated} on a thread that
 * searches, all others on the thread that runs the batch. Each photo of a batch ends with exactly
 * one of {@link Protected}, {@link Skipped} and {@link Failed}, unless the batch is cancelled.
 */
public sealed interface BatchEvent {
  /**
   * There is work, and the models are loaded.
   *
   * @param photos how many photos are neither skipped nor failed so far
   * @param width how many of them can be searched at the same time
   * @param plan what is done to each
   * @param generators what they are protected against
   * @param device what the generators run on
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
   * @param photos photos of the batch
   * @param generators what they are protected against
   */
  record Searching(List<PhotoTask> tasks, int first, int photos, List<Generator> generators)
      implements BatchEvent {}

  /**
   * The generators have been run once more on a photo.
   *
   * @param task the photo
   * @param report losses and weights; valid during the call
   */
  record Iterated(PhotoTask task, IterationReport report) implements BatchEvent {}

  /**
   * The search of photos has ended, whatever it came to.
   *
   * @param tasks as they began
   * @param found whether all that follows is to write and evaluate
   */
  record Searched(List<PhotoTask> tasks, boolean found) implements BatchEvent {}

  /**
   * Photos cannot be searched at the same time and are searched one by one from here on.
   *
   * @param tasks whose searches have all failed, and begin again
   */
  record Narrowed(List<PhotoTask> tasks) implements BatchEvent {}

  /**
   * A photo is protected, evaluated and recorded.
   *
   * @param task the photo
   * @param outcome what the verdict comes to
   * @param result the photos and the verdict
   * @param seconds since its search began
   */
  record Protected(PhotoTask task, Outcome outcome, PhotoResult result, double seconds)
      implements BatchEvent {}

  /**
   * A photo was protected by an earlier run, and nothing would change.
   *
   * @param task the photo
   * @param outcome what the verdict comes to
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
   * A photo could not be protected; the batch goes on.
   *
   * @param task the photo
   * @param failure why
   */
  record Failed(PhotoTask task, Throwable failure) implements BatchEvent {}

  /**
   * Models were replaced, added or removed; later photos are protected against those that are here.
   *
   * @param names of the generators in use from here on; none if no photo can be protected
   * @param problems a sentence on each that cannot be used
   * @param notes sentences on what was given up to save memory
   */
  record ModelsChanged(List<String> names, List<String> problems, List<String> notes)
      implements BatchEvent {}

  /**
   * The batch is over.
   *
   * @param protectedPhotos how many were protected
   * @param skipped how many were protected before
   * @param failed how many could not be
   * @param cancelled whether it was asked to end early; photos without an event are still to do
   */
  record Finished(int protectedPhotos, int skipped, int failed, boolean cancelled)
      implements BatchEvent {}
}
