package io.cdmaa.server;

import io.cdmaa.CancellationToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * All jobs of a service: accepted within the limits, waiting in order, found by their identifiers,
 * and deleted when they expire. An accepted job is on disk, so it outlives the process.
 * Thread-safe.
 */
final class JobStore {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{27}");

  /** As often is a job begun whose work each time was ended by the end of the process. */
  private static final int MOST_ATTEMPTS = 5;

  /** Seconds after which a client may ask for disk space again. */
  private static final long UNTIL_SPACE = 60;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** A job and the bytes that are reserved for it. */
  private record Entry(Job job, long bytes) {}

  private final JobFolder folder;
  private final Limits limits;
  private final Clock clock;
  private final Pace pace;
  private final DiskBudget disk;
  private final ResultSize resultSize;
  private final JobIds ids = new JobIds();
  private final Map<String, Entry> entries = new HashMap<>();
  private final Set<Job> waiting = new LinkedHashSet<>();
  private int arriving;
  private boolean closed;

  JobStore(
      JobFolder folder,
      Limits limits,
      Clock clock,
      Pace pace,
      DiskBudget disk,
      ResultSize resultSize) {
    this.folder = folder;
    this.limits = limits;
    this.clock = clock;
    this.pace = pace;
    this.disk = disk;
    this.resultSize = resultSize;
  }

  /** Takes up the jobs of an earlier process: the finished until they expire, the others anew. */
  synchronized void recover() throws IOException {
    List<Job> unfinished = new ArrayList<>();
    for (String id : folder.ids()) {
      Optional<Job> job = Recovery.job(folder, id, limits);
      if (job.isEmpty()) {
        folder.delete(id);
        continue;
      }
      boolean ended = job.get().status().state().ended();
      long size = ended ? folder.size(id) : most(job.get().request());
      disk.charge(size);
      entries.put(id, new Entry(job.get(), size));
      if (!ended) {
        unfinished.add(job.get());
      }
    }
    unfinished.sort(Comparator.comparing(job -> job.request().at()));
    waiting.addAll(unfinished);
    notifyAll();
  }

  private long most(JobRequest request) {
    return request.bytes() + resultSize.most(request);
  }

  /**
   * Accepts a job.
   *
   * @throws Refusal if a limit is reached
   */
  Job submit(String client, JobRequest request, byte[] photo) throws IOException {
    long bytes = most(request);
    synchronized (this) {
      requireRoom(client);
      if (!disk.take(bytes)) {
        throw new Refusal(
            ProblemKind.UNAVAILABLE,
            "The service's disk space is used up by other photos; try again when some have expired",
            UNTIL_SPACE);
      }
      arriving++;
    }
    Job job = new Job(ids.next(), client, request, new CancellationToken());
    boolean stored = false;
    try {
      folder.add(job.id(), request, photo);
      stored = true;
    } finally {
      synchronized (this) {
        arriving--;
        if (stored) {
          entries.put(job.id(), new Entry(job, bytes));
          waiting.add(job);
          notifyAll();
        } else {
          disk.free(bytes);
        }
      }
    }
    return job;
  }

  /**
   * @throws Refusal if a client may not submit a job now
   */
  synchronized void requireRoom(String client) {
    if (closed) {
      throw new Refusal(
          ProblemKind.UNAVAILABLE, "The service is about to stop; try again in a minute", 60);
    }
    if (waiting.size() + arriving >= limits.queue()) {
      throw new Refusal(
          ProblemKind.BUSY,
          "The queue is full (" + limits.queue() + " photos); try again later",
          secondsToNextPlace());
    }
    long own =
        entries.values().stream()
            .filter(e -> e.job().client().equals(client) && !e.job().status().state().ended())
            .count();
    if (own >= limits.jobsPerClient()) {
      throw new Refusal(
          ProblemKind.BUSY,
          "There are "
              + own
              + " unfinished photos from this address already, which is the limit; wait for one of"
              + " them",
          secondsToNextPlace());
    }
  }

  private long secondsToNextPlace() {
    return Math.max(1, Math.min(PATIENCE.toSeconds(), Math.round(pace.seconds().orElse(10))));
  }

  /**
   * @throws Refusal if there is no such job, any more or at all
   */
  synchronized Job get(String id) {
    Entry entry = ID.matcher(id).matches() ? entries.get(id) : null;
    if (entry == null || entry.job().expired(clock.instant())) {
      throw new Refusal(
          ProblemKind.NOT_FOUND, "There is no such job; it may have expired or been deleted");
    }
    return entry.job();
  }

  /** Returns how many jobs wait before a job; empty if it does not wait. */
  synchronized Optional<Integer> position(Job job) {
    int before = 0;
    for (Job other : waiting) {
      if (other == job) {
        return Optional.of(before);
      }
      before++;
    }
    return Optional.empty();
  }

  synchronized int waiting() {
    return waiting.size();
  }

  /** Returns the jobs in progress. */
  synchronized List<Job> running() {
    return entries.values().stream()
        .map(Entry::job)
        .filter(job -> !job.status().state().ended() && !waiting.contains(job))
        .toList();
  }

  /**
   * Waits for the next job.
   *
   * @return empty once the store is closed
   */
  synchronized Optional<Job> take() throws InterruptedException {
    while (!closed && waiting.isEmpty()) {
      wait();
    }
    if (closed) {
      return Optional.empty();
    }
    Job job = waiting.iterator().next();
    waiting.remove(job);
    return Optional.of(job);
  }

  /**
   * Notes that work on a job begins.
   *
   * @return false if the job has been begun too often
   */
  boolean begin(Job job) throws IOException {
    return folder.attempt(job.id()) <= MOST_ATTEMPTS;
  }

  /** Stores the results of a job; without effect if it was deleted meanwhile. */
  void finish(Job job, JobState state, JobEnd end, JobFolder.Writer files) throws IOException {
    synchronized (this) {
      if (!entries.containsKey(job.id())) {
        return;
      }
    }
    folder.finish(job.id(), end, files);
    long size = folder.size(job.id());
    synchronized (this) {
      Entry entry = entries.get(job.id());
      if (entry == null) {
        folder.delete(job.id());
        return;
      }
      disk.free(entry.bytes());
      disk.charge(size);
      entries.put(job.id(), new Entry(job, size));
      job.finish(state, end, clock.instant().plus(limits.keep()));
    }
  }

  /** Puts a job back whose work the end of the service cut short. */
  void requeue(Job job) throws IOException {
    folder.forgetAttempts(job.id());
    job.requeue();
  }

  /** Notes that a photo was delivered, after which it is soon deleted. */
  void delivered(Job job) throws IOException {
    if (job.expireBy(clock.instant().plus(limits.keepDelivered()))) {
      folder.delivered(job.id());
    }
  }

  /** Cancels a job and deletes all of it. */
  void remove(Job job) {
    job.cancel();
    try {
      synchronized (this) {
        waiting.remove(job);
        Entry entry = entries.remove(job.id());
        if (entry != null) {
          disk.free(entry.bytes());
        }
        folder.delete(job.id());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the expired jobs. */
  void sweep() {
    List<Job> expired;
    Instant now = clock.instant();
    synchronized (this) {
      expired = entries.values().stream().map(Entry::job).filter(job -> job.expired(now)).toList();
    }
    expired.forEach(this::remove);
  }

  JobFolder folder() {
    return folder;
  }

  /** Accepts and hands out no more jobs. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  synchronized boolean closed() {
    return closed;
  }
}
