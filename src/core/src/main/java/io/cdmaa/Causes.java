package io.cdmaa;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Readable causes of failed reads and writes, as clauses for error messages. The messages of Java's
 * I/O classes and of the codecs are written for developers ("Input length = 1", a bare path, "I/O
 * error writing PNG file!"), so only the operating system's own wording is passed on.
 */
public final class Causes {
  /** A kind of exception and the clause that explains it. */
  private record Known(Class<? extends IOException> type, String clause) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known(NoSuchFileException.class, "it does not exist"),
          new Known(FileNotFoundException.class, "it does not exist or may not be read"),
          new Known(AccessDeniedException.class, "permission is denied"),
          new Known(NotDirectoryException.class, "it is not a folder"),
          new Known(FileSystemLoopException.class, "its links form a cycle"),
          new Known(CharacterCodingException.class, "it is not UTF-8 text"),
          new Known(EOFException.class, "it ends too early"));

  /** Linux's text for a failed call, as it appears in the message of a plain IOException. */
  private static final Pattern SYSTEM_ERROR =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|Input/output error|Read-only file"
              + " system|File too large|File name too long|Is a directory|Not a"
              + " directory|Permission denied|Operation not permitted|Too many open files|Stale"
              + " file handle|Cannot allocate memory|Transport endpoint is not connected|No such"
              + " device|Device or resource busy");

  private Causes() {}

  /**
   * Creates the error for a file or folder that cannot be read, with a remedy that fits the cause.
   *
   * @param subject what the file is, for instance "The manifest"
   * @param file the file or folder
   * @param failure the exception that reading it threw
   */
  public static CdmaaException unreadable(String subject, Path file, IOException failure) {
    return new CdmaaException(
        ErrorReason.FILE,
        file,
        unreadable(subject + " " + file, Files.isDirectory(file), failure),
        failure);
  }

  /**
   * Returns a sentence on a file or folder that cannot be read, with a remedy that fits the cause.
   *
   * @param what names it, for instance "The photo hdfs:/photos/1.png"
   * @param folder whether it is a folder, though a file is meant
   * @param failure the exception that reading it threw
   */
  public static String unreadable(String what, boolean folder, IOException failure) {
    String remedy;
    if (failure instanceof NoSuchFileException || failure instanceof FileNotFoundException) {
      remedy = "check the path";
    } else if (failure instanceof AccessDeniedException) {
      remedy = "grant read permission on it";
    } else if (failure instanceof CharacterCodingException) {
      remedy = "name a text file";
    } else if (folder) {
      remedy = "name a file";
    } else {
      remedy = "check that it is a readable file on a working disk";
    }
    return what + " cannot be read (" + of(failure) + "); " + remedy;
  }

  /**
   * Returns a sentence on an output that cannot be written, with a remedy that fits the cause.
   *
   * @param what names it, for instance "The output a/1.png"
   * @param folder in which it was to be written
   * @param failure the exception that writing it threw
   */
  public static String unwritable(String what, String folder, Throwable failure) {
    String cause = of(failure);
    String lower = cause.toLowerCase(Locale.ROOT);
    String subject = what + " cannot be written ";
    if (lower.contains("permission")) {
      return subject
          + "because the folder %s denies it; choose another folder or grant write permission"
              .formatted(folder);
    }
    if (lower.contains("read-only")) {
      return subject
          + "because %s lies on a read-only file system; choose another folder".formatted(folder);
    }
    if (lower.contains("no space left") || lower.contains("quota")) {
      return subject
          + "because the disk is full (%s); free some space or choose another folder"
              .formatted(cause);
    }
    return subject + "(%s); choose another folder or file name".formatted(cause);
  }

  /**
   * Returns the cause of a failure as a clause.
   *
   * @param failure the exception; its causes are searched for the operating system's text
   * @return a clause without a full stop, for instance "permission is denied" or "no space left on
   *     device"
   */
  public static String of(Throwable failure) {
    int depth = 8;
    for (Throwable at = failure; at != null && depth > 0; at = at.getCause(), depth--) {
      Optional<String> told = at instanceof FileNotFoundException ? told(at) : Optional.empty();
      if (told.isPresent()) {
        return told.get();
      }
      for (Known known : KNOWN) {
        if (known.type().isInstance(at)) {
          return known.clause();
        }
      }
      if (at instanceof OutOfMemoryError) {
        return "memory ran out";
      }
      String said = at instanceof FileSystemException f ? f.getReason() : at.getMessage();
      Matcher system = SYSTEM_ERROR.matcher(said == null ? "" : said);
      if (at instanceof IOException && system.find()) {
        return lowerFirst(system.group());
      }
    }
    return failure instanceof IOException ? "an input or output error" : "an unexpected error";
  }

  /**
   * Returns what the operating system told Java's older classes, which have one exception for every
   * file that they cannot open; empty if that is all there is to say.
   */
  private static Optional<String> told(Throwable failure) {
    String message = failure.getMessage();
    int from = message == null || !message.endsWith(")") ? -1 : message.lastIndexOf(" (");
    if (from < 0) {
      return Optional.empty();
    }
    String reason = message.substring(from + 2, message.length() - 1);
    if (reason.equals("Permission denied")) {
      return Optional.of("permission is denied");
    }
    return SYSTEM_ERROR.matcher(reason).matches()
        ? Optional.of(lowerFirst(reason))
        : Optional.empty();
  }

  /** Returns whether the memory that ran out is that of tensors, rather than Java's heap. */
  public static boolean isTensorMemory(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof OutOfMemoryError
        && message != null
        && message.contains("direct buffer memory");
  }

  private static String lowerFirst(String text) {
    return Character.toLowerCase(text.charAt(0)) + text.substring(1);
  }
}
