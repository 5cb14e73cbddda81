package io.cdmaa.spark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.function.Supplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Finds photos that end the process that works on them. When a process ends, the tasks of all its
 * lanes are attempted again, and the scheduler cannot tell which of them was the cause, or whether
 * any was: nodes are lost for reasons of their own, too. Most photos are done at the second
 * attempt, since it is among other photos; whoever ends that process as well has the next one for
 * itself, and leaves a mark while it lasts. A photo whose mark is found has ended a process alone,
 * and is given up.
 */
final class DeadlyPhotos {
  private static final String PREFIX = ".cdmaa-";
  private static final String SUFFIX = "-attempts";

  /**
   * Attempts without a mark. One of them is not enough: an executor that is lost for reasons of its
   * own would have all of its photos tried again one by one, and a photo that meets two such losses
   * would be given up.
   */
  private static final int SHARED_ATTEMPTS = 2;

  private final Storage storage;
  private final Path folder;

  /**
   * @param output the output folder, which holds the marks
   * @param run the name of the run
   */
  DeadlyPhotos(Storage storage, String output, String run) {
    this.storage = storage;
    folder = folder(output, run);
  }

  private static Path folder(String output, String run) {
    return new Path(output, PREFIX + run + SUFFIX);
  }

  /** Returns whether a folder holds the marks of a run. */
  static boolean isFolder(Path path) {
    return path.getName().startsWith(PREFIX) && path.getName().endsWith(SUFFIX);
  }

  /**
   * Works on a photo, unless that has ended processes.
   *
   * @param attempt number of the attempt, from 0
   * @param sharing its read lock is for photos that share the process
   */
  PhotoRow guard(
      PhotoItem item,
      int attempt,
      ReadWriteLock sharing,
      Supplier<PhotoRow> work,
      PhotoWork.Report report)
      throws IOException {
    if (attempt < SHARED_ATTEMPTS) {
      return locked(sharing.readLock(), work);
    }
    Path mark =
        new Path(
            folder, UUID.nameUUIDFromBytes(item.photo().getBytes(StandardCharsets.UTF_8)) + "");
    FileSystem system = storage.of(mark);
    if (system.exists(mark)) {
      system.delete(mark, false);
      return report.failed(
          "The process ended "
              + attempt
              + " times while it worked on this photo, the last time on this photo alone; look into"
              + " the log of the executor that was lost, and leave the photo out");
    }
    Lock alone = sharing.writeLock();
    alone.lock();
    try {
      Storage.trying(
          () -> {
            system.create(mark, true).close();
            return mark;
          });
      try {
        return work.get();
      } finally {
        // Whatever has happened, the process lives.
        system.delete(mark, false);
      }
    } finally {
      alone.unlock();
    }
  }

  private static PhotoRow locked(Lock lock, Supplier<PhotoRow> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
