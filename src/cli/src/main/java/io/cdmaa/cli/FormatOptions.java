package io.cdmaa.cli;

import io.cdmaa.FileSettings;
import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options for the format of protected photos. */
final class FormatOptions {
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

  /** Returns the format that was given. */
  Optional<OutputFormat> given() {
    return Optional.ofNullable(format);
  }

  /**
   * Returns the encoding of files.
   *
   * @param named the format that a file name demands, if any
   * @throws ParameterException if a quality is given for a lossless format, or is out of range
   */
  Encoding encoding(CommandSpec spec, Optional<OutputFormat> named) {
    OutputFormat chosen = named.or(this::given).orElse(OutputFormat.PNG);
    if (quality == null) {
      return Encoding.of(chosen);
    }
    if (!chosen.lossy()) {
      throw new ParameterException(
          spec.commandLine(),
          "--quality is for JPEG files, and "
              + chosen
              + " is lossless; leave it out, or add --format jpeg or name the output .jpg");
    }
    AttackOptions.require(
        spec, quality >= 1 && quality <= 100, "--quality", quality, "from 1 to 100");
    return new Encoding(chosen, quality);
  }

  /** Returns how a protector of files writes them. */
  FileSettings files(CommandSpec spec, OptionalDouble required, String tool) {
    Encoding encoding = encoding(spec, Optional.empty());
    return new FileSettings(
        encoding.format().name().toLowerCase(Locale.ROOT),
        encoding.format().lossy() ? OptionalInt.of(encoding.quality()) : OptionalInt.empty(),
        required,
        tool);
  }
}
