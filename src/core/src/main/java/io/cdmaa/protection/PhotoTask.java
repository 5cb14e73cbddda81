package io.cdmaa.protection;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.OutputFormat;
import java.nio.file.Path;

/**
 * One photo to protect.
 *
 * @param photo the original
 * @param target the protected file
 * @param format its format
 * @param face what is known of the face on it
 */
public record PhotoTask(Path photo, Path target, OutputFormat format, SourceAttributes face) {
  /** A photo of whose face nothing is known. */
  public PhotoTask(Path photo, Path target, OutputFormat format) {
    this(photo, target, format, SourceAttributes.UNKNOWN);
  }

  /** The same with what is known of the face. */
  public PhotoTask showing(SourceAttributes known) {
    return new PhotoTask(photo, target, format, known);
  }

  /** Where the protected photo goes. */
  public Destination destination() {
    return new Destination.File(target, format);
  }
}
