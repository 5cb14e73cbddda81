package io.cdmaa.server;

import java.time.Duration;

/**
 * The limits of a service, above which requests are refused.
 *
 * @param bytes the maximum size of an uploaded photo
 * @param pixels the maximum pixels of a photo (width times height)
 * @param queue the maximum number of waiting jobs
 * @param jobsPerClient the maximum number of unfinished jobs from one address
 * @param uploads the maximum number of uploads at the same time
 * @param streams the maximum number of open event streams
 * @param connections the maximum number of open connections
 * @param upload the time for a whole request to arrive
 * @param keep how long a finished job is kept
 * @param keepDelivered how long a job is kept after its photo was delivered
 * @param disk the maximum bytes of all jobs on disk
 */
public record Limits(
    long bytes,
    long pixels,
    int queue,
    int jobsPerClient,
    int uploads,
    int streams,
    int connections,
    Duration upload,
    Duration keep,
    Duration keepDelivered,
    long disk) {
  /** The maximum number of regions (faces) of a photo, each of which takes a search of its own. */
  public static final int REGIONS = 16;

  /** For one machine and a few users. */
  public static final Limits DEFAULT =
      new Limits(
          50L << 20,
          40_000_000,
          64,
          32,
          64,
          64,
          1024,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofMinutes(10),
          4L << 30);

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public Limits {
    if (Math.min(Math.min(bytes, pixels), disk) < 1
        || Math.min(Math.min(queue, jobsPerClient), Math.min(uploads, streams)) < 1
        || connections < 1
        || upload.isNegative()
        || upload.isZero()
        || keep.isNegative()
        || keepDelivered.isNegative()) {
      throw new IllegalArgumentException("a limit is not positive");
    }
  }

  /** Returns a copy with the given number of waiting jobs and of unfinished jobs per client. */
  public Limits withQueue(int jobs, int perClient) {
    return new Limits(
        bytes,
        pixels,
        jobs,
        perClient,
        uploads,
        streams,
        connections,
        upload,
        keep,
        keepDelivered,
        disk);
  }

  /** Returns a copy with the given maximum size of a photo. */
  public Limits withPhoto(long maxBytes, long maxPixels) {
    return new Limits(
        maxBytes,
        maxPixels,
        queue,
        jobsPerClient,
        uploads,
        streams,
        connections,
        upload,
        keep,
        keepDelivered,
        disk);
  }

  /** Returns a copy with the given time for a request to arrive. */
  public Limits withUpload(Duration time) {
    return new Limits(
        bytes,
        pixels,
        queue,
        jobsPerClient,
        uploads,
        streams,
        connections,
        time,
        keep,
        keepDelivered,
        disk);
  }

  /** Returns a copy with the given times that finished and delivered jobs are kept. */
  public Limits withKeep(Duration finished, Duration delivered) {
    return new Limits(
        bytes,
        pixels,
        queue,
        jobsPerClient,
        uploads,
        streams,
        connections,
        upload,
        finished,
        delivered,
        disk);
  }

  /** Returns a copy with the given maximum of all jobs on disk. */
  public Limits withDisk(long maxBytes) {
    return new Limits(
        bytes,
        pixels,
        queue,
        jobsPerClient,
        uploads,
        streams,
        connections,
        upload,
        keep,
        keepDelivered,
        maxBytes);
  }
}
