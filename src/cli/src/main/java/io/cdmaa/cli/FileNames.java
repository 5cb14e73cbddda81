package io.cdmaa.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Names of files that Java cannot write in the character set of the locale. It reads such a name,
 * with substitutes for what it does not know, and can form no other name from it, among them that
 * of the output.
 */
final class FileNames {
  private FileNames() {}

  /** Whether a path's text leads to the same file. */
  static boolean isRepresentable(Path path) {
    try {
      return path.getFileSystem().getPath(path.toString()).equals(path);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** What is wrong with a name that is not representable. */
  static String sentence(Path path) {
    return sentence(path.toString());
  }

  private static String sentence(String name) {
    return "The file name '"
        + name
        + "' does not fit the character set of this locale ("
        + System.getProperty("sun.jnu.encoding", "unknown")
        + "); set LC_ALL=C.UTF-8, or rename the file";
  }

  /** Paths on the command line. */
  static final class Converter implements ITypeConverter<Path> {
    @Override
    public Path convert(String value) {
      try {
        return Path.of(value);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(sentence(value));
      }
    }
  }
}
