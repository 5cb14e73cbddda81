package io.cdmaa.experiment;

/** Follows a run, on its thread. */
public interface Watcher {
  /**
   * Called before the first trial.
   *
   * @param total number of trials of the experiment
   * @param done number of trials finished by earlier runs
   */
  void started(int total, int done);

  /**
   * Called when a trial is finished and on disk.
   *
   * @param finished its record
   * @param done number of trials finished so far, including earlier runs
   * @param total number of trials of the experiment
   * @param secondsLeft an estimate for the rest
   */
  void finished(TrialRecord finished, int done, int total, double secondsLeft);

  /**
   * Called when a trial failed; the run continues with the next.
   *
   * @param trial the trial
   * @param failure the cause
   */
  void failed(Trial trial, Throwable failure);
}
