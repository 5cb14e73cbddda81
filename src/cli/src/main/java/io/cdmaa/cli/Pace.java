package io.cdmaa.cli;

import java.util.Locale;

/**
 * The throughput of a batch.
 *
 * @param total number of photos of the batch
 */
record Pace(int total) {
  /**
   * Returns one line on the photos that are finished and the time left.
   *
   * @param done number of finished photos, at least 1
   * @param seconds since the first began
   */
  String after(int done, double seconds) {
    double perMinute = 60 * done / Math.max(seconds, 1e-3);
    String soFar =
        String.format(Locale.ROOT, "%d of %d photos, %.1f per minute", done, total, perMinute);
    return done < total
        ? soFar + ", about " + span((total - done) * seconds / done) + " left"
        : soFar;
  }

  /** Formats a duration. */
  static String span(double seconds) {
    if (seconds < 90) {
      return Math.max(1, Math.round(seconds)) + " s";
    }
    long minutes = Math.round(seconds / 60);
    return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
  }
}
