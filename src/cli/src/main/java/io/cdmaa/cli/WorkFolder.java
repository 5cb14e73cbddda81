package io.cdmaa.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The temporary folder of a cluster. Its process holds a lock in it for as long as it lives, by
 * which the next one recognises the folders that killed processes have left, and deletes them.
 */
final class WorkFolder {
  private static final String PREFIX = "cdmaa-cluster";
  private static final String LOCK = "lock";
  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);

  private WorkFolder() {}

  /** Creates a folder that is locked until this process ends. */
  static Path create() throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static Path create(Path temporary) throws IOException {
    sweep(temporary);
    Path folder = Files.createTempDirectory(temporary, PREFIX);
    lock(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW);
    return folder;
  }

  /** Locks a file until this process ends; returns whether nobody else has. */
  private static boolean lock(Path file, StandardOpenOption how) throws IOException {
    FileChannel channel = FileChannel.open(file, how, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return true;
      }
    } catch (OverlappingFileLockException e) {
      // It is this process's own.
    }
    channel.close();
    return false;
  }

  private static void sweep(Path temporary) {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path folder : folders) {
        Path lock = folder.resolve(LOCK);
        if (Files.isRegularFile(lock) && lock(lock, StandardOpenOption.READ)) {
          delete(folder);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("Folders in {} may be left", temporary, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    }
  }
}
