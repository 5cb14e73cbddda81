package io.cdmaa.server;

/** Describes jobs for clients. */
final class Views {
  private final JobStore store;
  private final Pace pace;

  Views(JobStore store, Pace pace) {
    this.store = store;
    this.pace = pace;
  }

  JobView of(Job job, Job.Status status) {
    Integer ahead = status.state() == JobState.QUEUED ? store.position(job).orElse(null) : null;
    Long startsIn =
        ahead == null || pace.seconds().isEmpty()
            ? null
            : Math.round((ahead + 1) * pace.seconds().getAsDouble());
    return JobView.of(job, status, ahead, startsIn);
  }
}
