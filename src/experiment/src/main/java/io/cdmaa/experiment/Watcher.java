package io.cdmaa.experiment;

/** Follows a run, on its thread. */
public interface Watcher {
  /**
   * Before the first trial.
   *
   * @param total trials of the experiment
   * @param done those finished by earlier runs
   */
  void started(int total, int done);

  /**
   * A trial is finished and on the disk.
   *
   * @param finished its record
   * @param done trials finished so far, by earlier runs too
   * @param total trials of the experiment
   * @param secondsLeft an estimate for the rest
   */
  void finished(TrialRecord finished, int done, int total, double secondsLeft);

  /**
   * A trial could not be done; the run goes on with the next.
   *
   * @param trial the trial
   * @param failure why
   */
  void failed(Trial trial, Throwable failure);
}
