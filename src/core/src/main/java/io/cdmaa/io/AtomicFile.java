package io.cdmaa.io;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes files atomically: into a temporary file in the target's own folder, which then replaces
 * the target in one step. After a failure, an exception or Ctrl-C no temporary file remains, and an
 * existing target is unchanged.
 *
 * <p>The process-wide list of temporary files is the only static state in this package: a shutdown
 * hook belongs to the process.
 */
public final class AtomicFile {
  /** The suffix of temporary files, by which leftovers after a power failure can be recognised. */
  public static final String TEMPORARY_SUFFIX = ".cdmaa-tmp";

  private static final Logger LOG = LoggerFactory.getLogger(AtomicFile.class);
  private static final PendingFiles PENDING = PendingFiles.closedAtShutdown();

  private AtomicFile() {}

  /**
   * Writes a file.
   *
   * @param target the file; an existing one is replaced, a missing folder is not created
   * @param content writes the content into a buffered stream, which is closed afterwards
   * @throws CdmaaException if the folder is missing or not writable, the target is a folder, or the
   *     disk is full; exceptions of {@code content} other than I/O errors propagate unchanged
   */
  public static void write(Path target, IOConsumer<OutputStream> content) {
    write(target, content, PENDING);
  }

  static void write(Path target, IOConsumer<OutputStream> content, PendingFiles pending) {
    try (Prepared prepared = prepare(target, content, pending)) {
      prepared.commit();
    }
  }

  /**
   * Writes a file under a temporary name, so that it can be read before it replaces the target. It
   * is deleted unless it is committed.
   *
   * @throws CdmaaException as {@link #write} does
   */
  public static Prepared prepare(Path target, IOConsumer<OutputStream> content) {
    return prepare(target, content, PENDING);
  }

  /** A complete file under a temporary name. */
  public static final class Prepared implements AutoCloseable {
    private final Path target;
    private final Path temporary;
    private final PendingFiles pending;
    private boolean committed;

    private Prepared(Path target, Path temporary, PendingFiles pending) {
      this.target = target;
      this.temporary = temporary;
      this.pending = pending;
    }

    /** Returns its temporary path, valid until it is committed. */
    public Path path() {
      return temporary;
    }

    /**
     * Moves the file to its target in one step.
     *
     * @throws CdmaaException if it cannot be moved there
     */
    public void commit() {
      try {
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        pending.forget(temporary);
        committed = true;
      } catch (IOException e) {
        throw new CdmaaException(
            ErrorReason.OUTPUT, target, explain(target, temporary.getParent(), e), e);
      }
    }

    @Override
    public void close() {
      if (!committed) {
        pending.discard(temporary);
      }
    }
  }

  /**
   * Tries whether a file can be written, without writing it, for work that would be lost otherwise.
   *
   * @throws CdmaaException as {@link #write} does
   */
  public static void requireWritable(Path target) {
    prepare(target, content -> {}, PENDING).close();
  }

  /** Removes the temporary files in a folder that killed processes have left behind. */
  public static void sweep(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + TEMPORARY_SUFFIX)) {
      for (Path file : files) {
        if (TemporaryName.isAbandoned(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("Temporary files in {} may be left", folder, e);
    }
  }

  private static Prepared prepare(
      Path target, IOConsumer<OutputStream> content, PendingFiles pending) {
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT_NO_FILE,
          target,
          "The output %s is a folder; name a file inside it".formatted(target));
    }
    if (!Files.isDirectory(folder)) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          target,
          "The output %s cannot be written because %s"
              .formatted(
                  target,
                  Files.exists(folder)
                      ? folder + " is not a folder; choose another place"
                      : "the folder " + folder + " does not exist; create it first"));
    }
    Path temporary = folder.resolve(TemporaryName.next());
    try {
      try (OutputStream stream = new BufferedOutputStream(pending.create(temporary))) {
        content.accept(stream);
      }
      return new Prepared(target, temporary, pending);
    } catch (IOException e) {
      pending.discard(temporary);
      throw new CdmaaException(ErrorReason.OUTPUT, target, explain(target, folder, e), e);
    } catch (RuntimeException | Error e) {
      pending.discard(temporary);
      throw e;
    }
  }

  private static String explain(Path target, Path folder, IOException e) {
    if (e instanceof PendingFiles.EndingException) {
      return "The output %s was not written because the process is ending; run the command again"
          .formatted(target);
    }
    return Causes.unwritable("The output " + target, folder.toString(), e);
  }
}
