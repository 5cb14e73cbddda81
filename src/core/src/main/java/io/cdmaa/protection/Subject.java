package io.cdmaa.protection;

import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Photo;
import java.util.Objects;
import java.util.Optional;

/**
 * A photo to protect.
 *
 * @param photo the original, decoded
 * @param face the known attributes of the face
 * @param mask for a weighted loss, an image of the same size as the photo: white counts, black does
 *     not
 * @param region what the generators process
 */
public record Subject(Photo photo, SourceAttributes face, Optional<Photo> mask, Region region) {
  /** Rejects null. */
  public Subject {
    Objects.requireNonNull(photo, "photo");
    Objects.requireNonNull(face, "face");
    Objects.requireNonNull(mask, "mask");
    Objects.requireNonNull(region, "region");
  }
}
