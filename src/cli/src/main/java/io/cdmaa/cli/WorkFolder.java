package io.cdmaa.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary folder of a cluster. A lock in it, which lasts no longer than the process, is how
 * the next start recognises the folders that killed processes have left, and deletes them.
 */
final class WorkFolder implements AutoCloseable {
  private static final String PREFIX = "cdmaa-cluster";
  private static final String LOCK = "lock";
  private static final int ROUNDS = 20;
  private static final long ROUND_MILLISECONDS = 100;
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  private final Path path;
  private final FileChannel lock;

  private WorkFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Creates a folder, and deletes abandoned ones.
   *
   * @param temporary the folder above
   */
  static WorkFolder create(Path temporary) throws IOException {
    sweep(temporary);
    Path path = Files.createTempDirectory(temporary, PREFIX);
    FileChannel lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock.lock();
    return new WorkFolder(path, lock);
  }

  Path path() {
    return path;
  }

  private static void sweep(Path temporary) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : folders) {
        if (Files.isRegularFile(folder.resolve(LOCK))) {
          deleteIfAbandoned(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("Folders in {} may be left", temporary, e);
    }
  }

  private static void deleteIfAbandoned(Path folder) {
    try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        delete(folder);
      }
    } catch (IOException | OverlappingFileLockException e) {
      LOG.debug("{} stays", folder, e);
    }
  }

  /**
   * Deletes a folder with its content. Executors that are just ending may still write, so what is
   * left is deleted again.
   */
  static void delete(Path folder) {
    for (int round = 0; round < ROUNDS && Files.exists(folder); round++) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toArray(Path[]::new)) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        try {
          Thread.sleep(ROUND_MILLISECONDS);
        } catch (InterruptedException interrupt) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  /** Gives the folder up. */
  @Override
  public void close() throws IOException {
    lock.close();
    delete(path);
  }
}
