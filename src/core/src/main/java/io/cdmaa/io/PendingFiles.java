package io.cdmaa.io;

import io.cdmaa.Causes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Temporary files that are being written. When the process is asked to end (Ctrl-C), {@link
 * #close()} deletes the remaining ones and rejects new ones. Thread-safe.
 */
final class PendingFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PendingFiles.class);

  /** Thrown when a file is requested after {@link #close()}. */
  static final class EndingException extends IOException {
    private static final long serialVersionUID = 1L;

    EndingException() {
      super("the process is ending");
    }
  }

  private final Set<Path> files = new HashSet<>();
  private boolean closed;

  /** Returns an instance that the virtual machine closes when it shuts down. */
  static PendingFiles closedAtShutdown() {
    PendingFiles pending = new PendingFiles();
    Runtime.getRuntime().addShutdownHook(new Thread(pending::close, "cdmaa-temporary-files"));
    return pending;
  }

  /**
   * Creates a file and registers it in one step, so that no shutdown can occur in between.
   *
   * @throws IOException if the file exists or cannot be created, or the process is ending
   */
  synchronized OutputStream create(Path file) throws IOException {
    if (closed) {
      throw new EndingException();
    }
    OutputStream stream =
        Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    files.add(file);
    return stream;
  }

  /** Unregisters a file that has been moved to its final name. */
  synchronized void forget(Path file) {
    files.remove(file);
  }

  /** Deletes a file that will not be completed. */
  synchronized void discard(Path file) {
    files.remove(file);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn(
          "The temporary file {} could not be deleted ({}); delete it by hand", file, Causes.of(e));
    }
  }

  /** Deletes all pending files and rejects new ones. */
  @Override
  public synchronized void close() {
    closed = true;
    Set.copyOf(files).forEach(this::discard);
  }
}
