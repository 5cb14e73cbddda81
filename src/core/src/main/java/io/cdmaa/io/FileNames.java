package io.cdmaa.io;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Parts of file names, and checks for names that Java cannot encode in the locale's character set.
 */
public final class FileNames {
  /** What Java puts in the place of bytes that are no character. */
  public static final char REPLACEMENT = '\ufffd';

  private FileNames() {}

  /**
   * Returns a file's name without its extension; a name whose only dot is its first character has
   * none.
   */
  public static String stem(Path file) {
    return stem(file.getFileName().toString());
  }

  /**
   * Returns a file name without its extension; a name whose only dot is its first character has
   * none.
   */
  public static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Returns a file's extension in lower case, without the dot; empty if there is none. */
  public static String extension(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns whether a path's text denotes the same file. Java replaces characters that the locale
   * cannot encode, and then cannot derive other names from the path, such as that of an output.
   */
  public static boolean isRepresentable(Path path) {
    try {
      return path.getFileSystem().getPath(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Returns a sentence that explains a name that is not representable. */
  public static String sentence(String name) {
    String encoding = System.getProperty("sun.jnu.encoding", "unknown");
    return "The file name '"
        + name
        + "' does not fit the character set of this locale ("
        + encoding
        + "); "
        + (encoding.equals("UTF-8") ? "" : "set LC_ALL=C.UTF-8, or ")
        + "rename the file";
  }
}
