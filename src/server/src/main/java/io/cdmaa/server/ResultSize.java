package io.cdmaa.server;

import io.cdmaa.FakePair;
import java.util.List;

/** An upper bound of the bytes that the results of a job take. Thread-safe. */
final class ResultSize {
  /** A PNG file of 16 bits with transparency, in which nothing could be compressed. */
  private static final long BYTES_PER_PIXEL = 9;

  /** The images of the report, which are scaled down, and all that is small. */
  private static final long REPORT = 8L << 20;

  private volatile long fakes = 16L << 20;

  /**
   * Learns the size of the fakes of one region, which is that of the generators' outputs for every
   * photo.
   */
  void learn(List<FakePair> pairs) {
    long bytes = 0;
    for (FakePair pair : pairs) {
      // Two images as files, and both again in the report, in base 64.
      bytes += 2L * pair.original().getWidth() * pair.original().getHeight() * 3 * 5 / 2;
    }
    fakes = bytes;
  }

  long most(JobRequest request) {
    return (long) request.width() * request.height() * BYTES_PER_PIXEL
        + request.regions() * fakes
        + REPORT;
  }
}
