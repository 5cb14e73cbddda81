package io.cdmaa.protection;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Photo;
import java.util.Objects;
import java.util.Optional;

/**
 * A photo that is to be protected.
 *
 * @param photo the original, decoded
 * @param face what is known of the face on it
 * @param mask for a weighted loss a picture of the photo's size: what is white counts, what is
 *     black does not
 */
public record Subject(Photo photo, SourceAttributes face, Optional<Photo> mask) {
  /** Checks that nothing is missing. */
  public Subject {
    Objects.requireNonNull(photo, "photo");
    Objects.requireNonNull(face, "face");
    Objects.requireNonNull(mask, "mask");
  }
}
