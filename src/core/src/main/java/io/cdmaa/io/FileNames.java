package io.cdmaa.io;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/** Parts of file names, and names that Java cannot write in the character set of the locale. */
public final class FileNames {
  private FileNames() {}

  /** A file's name without its extension; a name that begins with its only dot has none. */
  public static String stem(Path file) {
    return stem(file.getFileName().toString());
  }

  /** A file name without its extension; one that begins with its only dot has none. */
  public static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** A file's extension in lower case, without the dot; empty if there is none. */
  public static String extension(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a path's text leads to the same file. Java reads names that the locale cannot write
   * with substitutes for what it does not know, and can form no other name from them, among them
   * that of an output.
   */
  public static boolean isRepresentable(Path path) {
    try {
      return path.getFileSystem().getPath(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** What is wrong with a name that is not representable. */
  public static String sentence(String name) {
    return "The file name '"
        + name
        + "' does not fit the character set of this locale ("
        + System.getProperty("sun.jnu.encoding", "unknown")
        + "); set LC_ALL=C.UTF-8, or rename the file";
  }
}
