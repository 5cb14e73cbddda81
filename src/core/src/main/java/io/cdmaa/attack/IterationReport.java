package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import java.util.List;

/**
 * The state of one iteration and the step that it is about to take.
 *
 * @param restart the start that it belongs to, from 0
 * @param iteration counts from 0 within the restart
 * @param losses at the iterate, before the step
 * @param rows the rows of the aggregation: generators, or domains
 * @param aggregation how the gradients were aggregated
 * @param stepSize length of the step
 * @param gains the predicted first-order change of each row's loss, g_j . step; by MGDA's theorem w
 *     . g_j is not negative, but the step is taken along sign(w), for which this need not hold
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record IterationReport(
    int restart,
    int iteration,
    Losses losses,
    List<GradientRow> rows,
    Aggregation aggregation,
    double stepSize,
    double[] gains) {
  /** Copies the gains. */
  public IterationReport {
    rows = List.copyOf(rows);
    gains = gains.clone();
  }

  /** Returns a copy of the gains. */
  @Override
  public double[] gains() {
    return gains.clone();
  }

  /** Returns this report with another iteration. */
  IterationReport at(int other) {
    return new IterationReport(restart, other, losses, rows, aggregation, stepSize, gains);
  }

  /** Returns whether the step is predicted to lower the loss of row j. */
  public boolean opposed(int j) {
    return gains[j] < 0;
  }

  /** Returns the share of rows whose loss the step is predicted to lower, in [0, 1]. */
  public double opposedShare() {
    int count = 0;
    for (double gain : gains) {
      count += gain < 0 ? 1 : 0;
    }
    return (double) count / gains.length;
  }
}
