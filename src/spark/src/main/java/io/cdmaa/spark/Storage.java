package io.cdmaa.spark;

import io.cdmaa.Causes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Files in any Hadoop file system. A file appears under its name only when it is complete: it is
 * written under a temporary name and renamed. On object stores a rename copies, but the object
 * appears there at once as well.
 */
final class Storage {
  private static final String TEMPORARY = ".cdmaa-";
  private static final String SUFFIX = ".cdmaa-tmp";

  private final Configuration hadoop;
  private final String run;

  /**
   * @param run the name of the run, by which its temporary files are known
   */
  Storage(Configuration hadoop, String run) {
    this.hadoop = hadoop;
    this.run = run;
  }

  /** Returns the file system of a path; that of this machine without checksum files. */
  FileSystem of(Path path) throws IOException {
    FileSystem system = path.getFileSystem(hadoop);
    return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
  }

  /** Returns the status of a file; null if it does not exist. */
  FileStatus status(Path file) throws IOException {
    try {
      return of(file).getFileStatus(file);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Something that is done with a file system. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  /**
   * Does something with a file system.
   *
   * @throws IOException if that fails; Hadoop's local file system reports what is wrong with a
   *     disk, for instance that it is full, as an {@link Error}
   */
  static <T> T trying(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (FSError e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Copies a file to this machine. */
  void fetch(Path from, java.nio.file.Path to) throws IOException {
    trying(
        () -> {
          try (InputStream in = of(from).open(from)) {
            return Files.copy(in, to);
          }
        });
  }

  /** A complete file under a temporary name; it is deleted unless it is committed. */
  static final class Prepared implements AutoCloseable {
    private final FileSystem system;
    private final Path temporary;
    private final Path target;
    private boolean committed;

    private Prepared(FileSystem system, Path temporary, Path target) {
      this.system = system;
      this.temporary = temporary;
      this.target = target;
    }

    /** Gives the file its name, at once; an existing file is replaced. */
    void commit() throws IOException {
      rename(system, temporary, target);
      committed = true;
    }

    @Override
    public void close() throws IOException {
      if (!committed) {
        system.delete(temporary, false);
      }
    }
  }

  /**
   * Copies a file of this machine to a file system, under a temporary name. After a failure nothing
   * of it stays.
   *
   * @param to the name that it gets when it is committed
   */
  Prepared prepare(java.nio.file.Path from, Path to) throws IOException {
    FileSystem system = of(to);
    Path temporary = temporary(to.getParent());
    try {
      trying(
          () -> {
            make(system, to.getParent());
            try (OutputStream out = system.create(temporary, true)) {
              return Files.copy(from, out);
            }
          });
      return new Prepared(system, temporary, to);
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(system, temporary, e);
      throw e;
    }
  }

  /**
   * Copies a file of this machine to a file system, where it appears at once and complete.
   *
   * @param to an existing file is replaced
   */
  void store(java.nio.file.Path from, Path to) throws IOException {
    try (Prepared file = prepare(from, to)) {
      file.commit();
    }
  }

  private Path temporary(Path folder) {
    return new Path(folder, TEMPORARY + run + "-" + UUID.randomUUID() + SUFFIX);
  }

  /** Creates a folder; on this machine by Java's means, which say why it cannot be created. */
  private static void make(FileSystem system, Path folder) throws IOException {
    if (system instanceof RawLocalFileSystem) {
      java.nio.file.Path local = java.nio.file.Path.of(folder.toUri().getPath());
      if (!Files.isDirectory(local)) {
        Files.createDirectories(local);
      }
    } else if (!system.mkdirs(folder)) {
      throw new IOException("it cannot be created");
    }
  }

  private static void deleteQuietly(FileSystem system, Path file, Throwable cause) {
    try {
      system.delete(file, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Local file systems replace a file by renaming; others refuse, or leave a gap between. */
  private static void rename(FileSystem system, Path from, Path to) throws IOException {
    if (system.rename(from, to)) {
      return;
    }
    if (!system.delete(to, false) || !system.rename(from, to)) {
      throw new IOException("it cannot be renamed to " + to);
    }
  }

  /**
   * Creates a folder unless it is there, and writes to it.
   *
   * @throws InputException if that is not possible
   */
  void requireWritable(Path folder) {
    try {
      trying(
          () -> {
            FileSystem system = of(folder);
            make(system, folder);
            Path probe = temporary(folder);
            system.create(probe, true).close();
            return system.delete(probe, false);
          });
    } catch (IOException e) {
      throw new InputException(
          "The folder "
              + folder
              + " cannot be written to ("
              + (isFile(folder) ? "it is a file" : Causes.of(e))
              + "); choose another",
          e);
    }
  }

  private boolean isFile(Path path) {
    try {
      FileStatus status = status(path);
      return status != null && !status.isDirectory();
    } catch (IOException e) {
      return false;
    }
  }

  /** Deletes the temporary files of other runs in a folder, which killed processes left behind. */
  void sweep(Path folder) throws IOException {
    FileSystem system = of(folder);
    FileStatus[] left;
    try {
      left =
          system.listStatus(
              folder, path -> path.getName().startsWith(TEMPORARY) && isTemporary(path));
    } catch (FileNotFoundException e) {
      return;
    }
    for (FileStatus file : left) {
      system.delete(file.getPath(), false);
    }
  }

  static boolean isTemporary(Path path) {
    return path.getName().endsWith(SUFFIX);
  }
}
