package io.cdmaa.server;

import io.cdmaa.CancellationToken;
import io.cdmaa.ProtectionEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One photo on its way through the service. Thread-safe. */
final class Job {
  private final String id;
  private final String client;
  private final JobRequest request;
  private final CancellationToken token;
  private JobState state = JobState.QUEUED;
  private Progress progress;
  private JobEnd end;
  private Instant expires;
  private long version;
  private long searchStart;

  /**
   * @param client the address that counts for its limit; empty after a restart
   * @param token cancels the work
   */
  Job(String id, String client, JobRequest request, CancellationToken token) {
    this.id = id;
    this.client = client;
    this.request = request;
    this.token = token;
  }

  /** What is known of a job at one moment; a change increases the version. */
  record Status(
      long version, JobState state, Progress progress, JobEnd end, Optional<Instant> expires) {}

  String id() {
    return id;
  }

  String client() {
    return client;
  }

  JobRequest request() {
    return request;
  }

  CancellationToken token() {
    return token;
  }

  synchronized Status status() {
    return new Status(version, state, progress, end, Optional.ofNullable(expires));
  }

  /**
   * Waits for a change.
   *
   * @param seen the version that the caller knows
   * @return the status at the change, or at the end of the time
   */
  synchronized Status after(long seen, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toMillis();
    while (version == seen && left > 0) {
      wait(left);
      left = (end - System.nanoTime()) / 1_000_000;
    }
    return status();
  }

  /** Follows the events of the photo's protection. */
  synchronized void hear(ProtectionEvent event) {
    if (state.ended()) {
      return;
    }
    if (event instanceof ProtectionEvent.Started) {
      searchStart = System.nanoTime();
      change(JobState.SEARCHING);
    } else if (event instanceof ProtectionEvent.Iterated iterated) {
      progress =
          new Progress(
              iterated.iteration(),
              iterated.iterations(),
              iterated.losses(),
              secondsLeft(iterated));
      change(JobState.SEARCHING);
    } else if (event instanceof ProtectionEvent.Evaluating) {
      change(JobState.EVALUATING);
    }
  }

  private Long secondsLeft(ProtectionEvent.Iterated at) {
    if (at.iteration() < 1) {
      return null;
    }
    double each = (System.nanoTime() - searchStart) / 1e9 / (at.iteration() + 1);
    return Math.round(each * Math.max(0, at.iterations() - at.iteration()));
  }

  /**
   * Ends the job, unless it has ended.
   *
   * @return whether this call ended it
   */
  synchronized boolean finish(JobState last, JobEnd how, Instant until) {
    if (state.ended()) {
      return false;
    }
    end = how;
    expires = until;
    change(last);
    return true;
  }

  /** Cancels the job, if it has not ended. */
  synchronized boolean cancel() {
    token.cancel();
    if (state.ended()) {
      return false;
    }
    change(JobState.CANCELLED);
    return true;
  }

  /** Puts a job back whose work the end of the service cut short. */
  synchronized void requeue() {
    if (!state.ended()) {
      progress = null;
      change(JobState.QUEUED);
    }
  }

  /** Lets the job expire at the given time, if that is earlier than so far. */
  synchronized boolean expireBy(Instant time) {
    if (expires == null || !time.isBefore(expires)) {
      return false;
    }
    expires = time;
    change(state);
    return true;
  }

  synchronized boolean expired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  private void change(JobState next) {
    state = next;
    version++;
    notifyAll();
  }
}
