package io.cdmaa.protection;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Encoding;
import io.cdmaa.image.OutputFormat;
import java.nio.file.Path;

/**
 * One photo to protect.
 *
 * @param photo the original
 * @param target the protected file
 * @param encoding its format and quality
 * @param face the known attributes of the face
 */
public record PhotoTask(Path photo, Path target, Encoding encoding, SourceAttributes face) {
  /** Creates a task for a face with no known attributes and the format's default quality. */
  public PhotoTask(Path photo, Path target, OutputFormat format) {
    this(photo, target, Encoding.of(format), SourceAttributes.UNKNOWN);
  }

  /** Returns a copy with the given attributes of the face. */
  public PhotoTask showing(SourceAttributes known) {
    return new PhotoTask(photo, target, encoding, known);
  }

  /** Returns the destination of the protected photo. */
  public Destination destination() {
    return new Destination.File(target, encoding);
  }
}
