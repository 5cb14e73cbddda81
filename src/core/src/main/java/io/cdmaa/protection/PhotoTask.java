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
 * @param face the known attributes of the face
 */
public record PhotoTask(Path photo, Path target, OutputFormat format, SourceAttributes face) {
  /** Creates a task for a face with no known attributes. */
  public PhotoTask(Path photo, Path target, OutputFormat format) {
    this(photo, target, format, SourceAttributes.UNKNOWN);
  }

  /** Returns a copy with the given attributes of the face. */
  public PhotoTask showing(SourceAttributes known) {
    return new PhotoTask(photo, target, format, known);
  }

  /** Returns the destination of the protected photo. */
  public Destination destination() {
    return new Destination.File(target, format);
  }
}
