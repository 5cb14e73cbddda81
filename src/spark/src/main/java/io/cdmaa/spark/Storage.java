package io.cdmaa.spark;

import io.cdmaa.Causes;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

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

  /** Copies a file to this machine. */
  void fetch(Path from, java.nio.file.Path to) throws IOException {
    try (InputStream in = of(from).open(from)) {
      Files.copy(in, to);
    }
  }

  /**
   * Copies a file of this machine to a file system, where it appears at once and complete.
   *
   * @param to an existing file is replaced
   */
  void store(java.nio.file.Path from, Path to) throws IOException {
    FileSystem system = of(to);
    Path temporary = new Path(to.getParent(), TEMPORARY + run + "-" + UUID.randomUUID() + SUFFIX);
    try {
      try (OutputStream out = system.create(temporary, true)) {
        Files.copy(from, out);
      }
      rename(system, temporary, to);
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(system, temporary, e);
      throw e;
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
   * @return whether it was created
   * @throws InputException if that is not possible
   */
  boolean prepare(Path folder) {
    try {
      FileSystem system = of(folder);
      boolean made = !system.exists(folder);
      if (!system.mkdirs(folder)) {
        throw new IOException("it cannot be created");
      }
      Path probe = new Path(folder, TEMPORARY + run + "-" + UUID.randomUUID() + SUFFIX);
      system.create(probe, true).close();
      system.delete(probe, false);
      return made;
    } catch (IOException e) {
      throw new InputException(
          "The folder " + folder + " cannot be written to (" + Causes.of(e) + "); choose another",
          e);
    }
  }

  /** Deletes a folder if nothing is in it. */
  void deleteEmpty(Path folder) throws IOException {
    FileSystem system = of(folder);
    if (system.exists(folder) && system.listStatus(folder).length == 0) {
      system.delete(folder, false);
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
