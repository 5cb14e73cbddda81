package io.cdmaa.server;

import io.cdmaa.CancellationToken;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads jobs of an earlier process. */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private Recovery() {}

  /** Returns a job as it was left; empty if its files are damaged. */
  static Optional<Job> job(JobFolder folder, String id, Limits limits) {
    try {
      Job job = new Job(id, "", folder.request(id), new CancellationToken());
      Optional<JobEnd> end = folder.end(id);
      if (end.isPresent()) {
        Instant until = Instant.parse(end.get().finished()).plus(limits.keep());
        job.finish(end.get().error() == null ? JobState.DONE : JobState.FAILED, end.get(), until);
        folder.deliveredAt(id).ifPresent(at -> job.expireBy(at.plus(limits.keepDelivered())));
      }
      return Optional.of(job);
    } catch (IOException | RuntimeException e) {
      LOG.warn("A job of an earlier run cannot be read and is deleted ({})", e.toString());
      return Optional.empty();
    }
  }
}
