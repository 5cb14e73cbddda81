package io.cdmaa.cli;

import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for where protected photos are written, and how. */
final class DestinationOptions {
  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      converter = OutputPath.Converter.class,
      description =
          "Output folder, or for one photo a file name ending in png, jpg, tif or bmp; a folder"
              + " whose name has an extension needs a trailing /. Default: a folder 'protected'"
              + " beside the photos.")
  private OutputPath output;

  @Mixin private FormatOptions format;

  /** Returns the folder or file that was given; null for the default folder. */
  Path path() {
    return output == null ? null : output.path();
  }

  /** Returns whether a file was given rather than a folder. */
  boolean isFile() {
    return named().isPresent();
  }

  private Optional<OutputFormat> named() {
    return Optional.ofNullable(output).flatMap(OutputPath::format);
  }

  /**
   * Returns the encoding of the files.
   *
   * @param photos the photos and folders to protect
   * @throws ParameterException if options contradict each other or a value is out of range
   */
  Encoding encoding(CommandSpec spec, List<Path> photos) {
    if (isFile() && (photos.size() > 1 || Files.isDirectory(photos.get(0)))) {
      throw usage(spec, "-o " + path() + " names one file; name a folder for several photos");
    }
    Optional<OutputFormat> given = format.given();
    if (isFile() && given.isPresent() && !given.equals(named())) {
      throw usage(spec, "-o " + path() + " and --format " + given.get() + " contradict each other");
    }
    return format.encoding(spec, named());
  }

  private static ParameterException usage(CommandSpec spec, String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
