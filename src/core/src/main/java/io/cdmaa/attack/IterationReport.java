package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import java.util.List;

/**
 * One iteration: where it stands and where it is about to go.
 *
 * @param restart which start this belongs to, from 0
 * @param iteration counts from 0 within the restart
 * @param losses at the iterate, before the step
 * @param rows what the aggregation's rows are: generators, or domains
 * @param aggregation how the gradients were combined
 * @param stepSize length of the step
 * @param gains the predicted change of each row's loss, to first order, g_j . step; the theorem of
 *     MGDA promises that w . g_j is not negative, but the step is taken along sign(w), where the
 *     promise may fail
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

  /** The gains (a copy). */
  @Override
  public double[] gains() {
    return gains.clone();
  }

  /** Whether the step is predicted to lower the loss of row j. */
  public boolean opposed(int j) {
    return gains[j] < 0;
  }

  /** The share of rows whose loss the step is predicted to lower, in [0, 1]. */
  public double opposedShare() {
    int count = 0;
    for (double gain : gains) {
      count += gain < 0 ? 1 : 0;
    }
    return (double) count / gains.length;
  }
}
