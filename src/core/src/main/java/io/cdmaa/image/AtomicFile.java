package io.cdmaa.image;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;

/**
 * Writes a file wholly or not at all: into a temporary file in the target's own folder, then moved
 * over the target in one step. After a failure, an exception or Ctrl-C nothing is left, and what
 * stood under the target's name before still stands there.
 *
 * <p>The process-wide list of temporary files is the one piece of static state in this package: a
 * shutdown hook belongs to the process.
 */
public final class AtomicFile {
  /** How the name of a temporary file ends, so that a leftover after a power cut can be told. */
  public static final String TEMPORARY_SUFFIX = ".cdmaa-tmp";

  private static final PendingFiles PENDING = PendingFiles.closedAtShutdown();

  private AtomicFile() {}

  /**
   * Writes a file.
   *
   * @param target the file; an existing one is replaced, a missing folder is not created
   * @param content writes the content into a buffered stream, which is closed afterwards
   * @throws CdmaaException if the folder is missing or refuses, the target is a folder, or the disk
   *     is full; exceptions of {@code content} other than I/O errors pass through unchanged
   */
  public static void write(Path target, IOConsumer<OutputStream> content) {
    write(target, content, PENDING);
  }

  static void write(Path target, IOConsumer<OutputStream> content, PendingFiles pending) {
    Path folder = target.toAbsolutePath().normalize().getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new CdmaaException(
          "The output %s is a folder; name a file inside it".formatted(target));
    }
    if (!Files.isDirectory(folder)) {
      throw new CdmaaException(
          "The output %s cannot be written because %s is not a folder; create it first"
              .formatted(target, folder));
    }
    Path temporary =
        folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY_SUFFIX);
    try {
      try (OutputStream stream = new BufferedOutputStream(pending.create(temporary))) {
        content.accept(stream);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      pending.forget(temporary);
    } catch (IOException e) {
      pending.discard(temporary);
      throw new CdmaaException(explain(target, folder, e), e);
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
    String cause = Causes.of(e);
    String lower = cause.toLowerCase(Locale.ROOT);
    if (lower.contains("permission")) {
      return ("The output %s cannot be written because the folder %s denies it; choose"
              + " another folder or grant write permission")
          .formatted(target, folder);
    }
    if (lower.contains("read-only")) {
      return ("The output %s cannot be written because %s lies on a read-only file"
              + " system; choose another folder")
          .formatted(target, folder);
    }
    if (lower.contains("no space left") || lower.contains("quota")) {
      return ("The output %s cannot be written because the disk is full (%s); free some"
              + " space or choose another folder")
          .formatted(target, cause);
    }
    return "The output %s cannot be written (%s); choose another folder or file name"
        .formatted(target, cause);
  }
}
