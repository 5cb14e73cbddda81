package io.cdmaa.cli;

import io.cdmaa.image.OutputFormat;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * The path that protected photos are written to: a folder, or one photo's file.
 *
 * @param path the folder or file
 * @param format the file's format; empty for a folder
 */
record OutputPath(Path path, Optional<OutputFormat> format) {
  /**
   * Matches extensions that look like a format; names such as {@code out.v2} or {@code 2024.05} are
   * folders.
   */
  private static final Pattern EXTENSION = Pattern.compile(".*\\.[A-Za-z]{2,5}\\d?");

  /**
   * Converts the option: a name with an extension is a file, unless a folder of that name exists.
   */
  static final class Converter implements ITypeConverter<OutputPath> {
    @Override
    public OutputPath convert(String text) {
      Path path;
      try {
        path = Path.of(text);
      } catch (InvalidPathException e) {
        throw new TypeConversionException("'" + text + "' is not a path");
      }
      Path name = path.getFileName();
      boolean folder = name == null || text.endsWith("/") || Files.isDirectory(path);
      if (folder || !EXTENSION.matcher(name.toString()).matches()) {
        return new OutputPath(path, Optional.empty());
      }
      return OutputFormat.named(name.toString())
          .map(format -> new OutputPath(path, Optional.of(format)))
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'"
                          + text
                          + "' has the extension of an unsupported format; use png, jpg, tif or"
                          + " bmp, or end the name of a folder with /"));
    }
  }
}
