package io.cdmaa.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a service's jobs. A job is a folder that appears with one rename, complete: its
 * request and photo. Its results appear likewise. Whatever a killed process left half-written lies
 * in {@code incoming}, which {@link #open} empties.
 *
 * <pre>
 * lock, incoming/, jobs/ID/{request.json, photo, attempts, result/{end.json, verdict.json, photo.png,
 *   report.html, fakes/N-original.png, fakes/N-protected.png}}
 * </pre>
 */
final class JobFolder implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path incoming;
  private final Path jobs;
  private final FileLock lock;
  private final JobIds names = new JobIds();

  private JobFolder(Path incoming, Path jobs, FileLock lock) {
    this.incoming = incoming;
    this.jobs = jobs;
    this.lock = lock;
  }

  /**
   * Takes possession of a folder and removes what a killed process left half-written.
   *
   * @throws IOException if it cannot be written, belongs to a running service, or holds files and
   *     never was a service's
   */
  static JobFolder open(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    Files.createDirectories(folder);
    if (!Files.exists(folder.resolve(LOCK)) && !isEmpty(folder)) {
      throw new ForeignFolderException(folder);
    }
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    FileLock lock = lock(folder.resolve(LOCK));
    try {
      Path incoming = folder.resolve("incoming");
      delete(incoming);
      Files.createDirectory(incoming);
      return new JobFolder(incoming, Files.createDirectories(folder.resolve("jobs")), lock);
    } catch (IOException e) {
      lock.channel().close();
      throw e;
    }
  }

  private static FileLock lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process, which is the same to the caller.
    }
    if (lock == null) {
      channel.close();
      throw new FolderInUseException(file.getParent());
    }
    return lock;
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  /** The folder holds files that are not of a service, which would not survive one. */
  static final class ForeignFolderException extends IOException {
    private static final long serialVersionUID = 1L;

    ForeignFolderException(Path folder) {
      super("The folder " + folder + " holds other files");
    }
  }

  /** The folder belongs to a running service. */
  static final class FolderInUseException extends IOException {
    private static final long serialVersionUID = 1L;

    FolderInUseException(Path folder) {
      super("The folder " + folder + " belongs to a service that is running");
    }
  }

  /** Returns the folder for files that are not complete yet. */
  Path incoming() {
    return incoming;
  }

  /** Stores a job. */
  void add(String id, JobRequest request, byte[] photo) throws IOException {
    Path part = Files.createDirectory(incoming.resolve(names.next()));
    try {
      Files.write(part.resolve("photo"), photo);
      Files.write(part.resolve("request.json"), Json.bytes(request));
      Files.move(part, jobs.resolve(id), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(part);
      throw e;
    }
  }

  /** Returns the identifiers of all jobs. */
  List<String> ids() throws IOException {
    try (Stream<Path> all = Files.list(jobs)) {
      return all.map(folder -> folder.getFileName().toString()).toList();
    }
  }

  JobRequest request(String id) throws IOException {
    return Json.read(jobs.resolve(id).resolve("request.json"), JobRequest.class);
  }

  Optional<JobEnd> end(String id) throws IOException {
    Path file = result(id, "end.json");
    return Files.exists(file) ? Optional.of(Json.read(file, JobEnd.class)) : Optional.empty();
  }

  Path photo(String id) {
    return jobs.resolve(id).resolve("photo");
  }

  /** Returns a file of the results. */
  Path result(String id, String name) {
    return jobs.resolve(id).resolve("result").resolve(name);
  }

  /**
   * Notes that work on a job begins.
   *
   * @return how often that has happened, this time included
   */
  int attempt(String id) throws IOException {
    Path file = jobs.resolve(id).resolve("attempts");
    int before = Files.exists(file) ? (int) Files.size(file) : 0;
    Files.write(file, new byte[] {'.'}, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    return before + 1;
  }

  /** Forgets the attempts, none of which ended the process. */
  void forgetAttempts(String id) throws IOException {
    Files.deleteIfExists(jobs.resolve(id).resolve("attempts"));
  }

  /** Writes the files of a result. */
  @FunctionalInterface
  interface Writer {
    void writeTo(Path folder) throws IOException;
  }

  /** Stores the results of a job, all or nothing. */
  void finish(String id, JobEnd end, Writer files) throws IOException {
    Path part = Files.createDirectory(incoming.resolve(names.next()));
    try {
      files.writeTo(part);
      Files.write(part.resolve("end.json"), Json.bytes(end));
      Files.move(part, jobs.resolve(id).resolve("result"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      delete(part);
      throw e;
    }
  }

  /** Notes that the photo of a job was delivered. */
  void delivered(String id) throws IOException {
    Files.write(jobs.resolve(id).resolve("delivered"), new byte[0]);
  }

  /** Returns when the photo of a job was delivered. */
  Optional<Instant> deliveredAt(String id) throws IOException {
    Path file = jobs.resolve(id).resolve("delivered");
    return Files.exists(file)
        ? Optional.of(Files.getLastModifiedTime(file).toInstant())
        : Optional.empty();
  }

  /** Returns the bytes that a job takes. */
  long size(String id) throws IOException {
    long[] sum = {0};
    walk(
        jobs.resolve(id),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            sum[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
    return sum[0];
  }

  /** Deletes a job. Out of its place first, so that no half of it is found after a kill. */
  void delete(String id) throws IOException {
    Path gone = incoming.resolve(names.next());
    try {
      Files.move(jobs.resolve(id), gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    delete(gone);
  }

  private static void delete(Path folder) throws IOException {
    walk(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path inner, IOException failure)
              throws IOException {
            Files.deleteIfExists(inner);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void walk(Path folder, SimpleFileVisitor<Path> visitor) throws IOException {
    if (Files.exists(folder)) {
      Files.walkFileTree(folder, visitor);
    }
  }

  @Override
  public void close() throws IOException {
    lock.channel().close();
  }
}
