package io.cdmaa.cli;

import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "png (default), jpeg, tiff or bmp, for output folders.")
  private OutputFormat format;

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description = "Quality of JPEG files, 1 to 100. Default: 95.")
  private Integer quality;

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
    if (isFile() && format != null && format != named().get()) {
      throw usage(spec, "-o " + path() + " and --format " + format + " contradict each other");
    }
    OutputFormat chosen = named().orElse(format == null ? OutputFormat.PNG : format);
    if (quality == null) {
      return Encoding.of(chosen);
    }
    if (!chosen.lossy()) {
      throw usage(spec, "--quality is for JPEG files, and " + chosen + " is lossless");
    }
    AttackOptions.require(
        spec, quality >= 1 && quality <= 100, "--quality", quality, "from 1 to 100");
    return new Encoding(chosen, quality);
  }

  private static ParameterException usage(CommandSpec spec, String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
