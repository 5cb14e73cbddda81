package io.cdmaa.cli;

import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.PhotoTask;
import java.util.HashMap;
import java.util.Map;

/** Reports progress on the photos that are being searched: on whichever is ahead. */
final class BatchProgress {
  private final Progress shown;
  private final Map<PhotoTask, Integer> reached = new HashMap<>();
  private int ahead;

  /** Reports on what {@code shown} draws. */
  BatchProgress(Progress shown) {
    this.shown = shown;
  }

  /** Numbers and name of the photos. */
  static String label(BatchEvent.Searching searching) {
    int first = searching.first();
    int photos = searching.tasks().size();
    String name = searching.tasks().get(0).photo().getFileName().toString();
    if (photos > 1) {
      int last = first + photos - 1;
      return "["
          + first
          + "-"
          + last
          + "/"
          + searching.photos()
          + "] "
          + name
          + " and those after it";
    }
    return searching.photos() == 1 ? name : "[" + first + "/" + searching.photos() + "] " + name;
  }

  /** After each evaluation of the generators. */
  void iterated(BatchEvent.Iterated event) {
    int evaluations = reached.merge(event.task(), 1, Integer::sum);
    if (evaluations > ahead) {
      ahead = evaluations;
      shown.iteration(event.report().iteration(), event.report().losses());
    }
  }

  /**
   * Takes the bar away.
   *
   * @param found whether what follows is to evaluate the photos
   */
  void close(boolean found) {
    if (found) {
      shown.evaluating();
    }
    shown.close();
  }
}
