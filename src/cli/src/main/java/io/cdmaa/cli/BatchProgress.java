package io.cdmaa.cli;

import io.cdmaa.Printable;
import io.cdmaa.SearchStrategy;
import io.cdmaa.attack.IterationReport;
import io.cdmaa.protection.BatchEvent;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import java.util.HashMap;
import java.util.Map;

/** Reports progress on the photos that are being searched, by the one that is furthest ahead. */
final class BatchProgress {
  private final Progress shown;
  private final Map<PhotoTask, Integer> reached = new HashMap<>();
  private final int iterations;
  private int ahead;

  /** Creates progress that {@code shown} displays. */
  BatchProgress(Progress shown, ProtectionPlan plan) {
    this.shown = shown;
    iterations = plan.settings().iterations();
  }

  /** Returns the number of steps of one photo, over all starts of the search. */
  static int steps(ProtectionPlan plan) {
    int iterations = plan.settings().iterations();
    SearchStrategy search = plan.method().attack();
    if (search instanceof SearchStrategy.Fgsm) {
      return 1;
    }
    return search instanceof SearchStrategy.Pgd pgd
        ? (int) Math.min(Integer.MAX_VALUE, (long) iterations * pgd.restarts())
        : iterations;
  }

  /** Returns numbers and name of the photos. */
  static String label(BatchEvent.Searching searching) {
    int first = searching.first();
    int photos = searching.tasks().size();
    String name = Printable.line(searching.tasks().get(0).photo().getFileName().toString());
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

  /** Updates the progress after an evaluation of the generators. */
  void iterated(BatchEvent.Iterated event) {
    int evaluations = reached.merge(event.task(), 1, Integer::sum);
    if (evaluations > ahead) {
      ahead = evaluations;
      IterationReport report = event.report();
      shown.iteration(report.restart() * iterations + report.iteration(), report.losses());
    }
  }

  /**
   * Removes the progress bar.
   *
   * @param found whether the photos are evaluated next
   */
  void close(boolean found) {
    if (found) {
      shown.evaluating();
    }
    shown.close();
  }
}
