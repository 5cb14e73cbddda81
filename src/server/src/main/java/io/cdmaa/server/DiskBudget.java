package io.cdmaa.server;

/** The bytes that jobs and uploads may take on disk. Thread-safe. */
final class DiskBudget {
  private final long limit;
  private long used;

  DiskBudget(long limit) {
    this.limit = limit;
  }

  /** Takes bytes, if they are free. */
  synchronized boolean take(long bytes) {
    if (bytes > limit - used) {
      return false;
    }
    used += bytes;
    return true;
  }

  /** Takes bytes that are on disk already, free or not. */
  synchronized void charge(long bytes) {
    used += bytes;
  }

  synchronized void free(long bytes) {
    used -= bytes;
  }

  synchronized long used() {
    return used;
  }
}
