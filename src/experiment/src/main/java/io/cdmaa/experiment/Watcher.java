package io.cdmaa.experiment;

/** Follows a run, on its thread. */
public interface Watcher {
  /**
   * Before the first cell.
   *
   * @param total cells of the experiment
   * @param done those finished by earlier runs
   */
  void started(int total, int done);

  /**
   * A cell is finished and on the disk.
   *
   * @param finished its record
   * @param done cells finished so far, by earlier runs too
   * @param total cells of the experiment
   * @param secondsLeft an estimate for the rest
   */
  void finished(CellRecord finished, int done, int total, double secondsLeft);

  /**
   * A cell could not be done; the run goes on with the next.
   *
   * @param cell the cell
   * @param failure why
   */
  void failed(Cell cell, Throwable failure);
}
