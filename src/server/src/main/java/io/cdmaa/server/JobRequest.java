package io.cdmaa.server;

import io.cdmaa.Face;
import io.cdmaa.PhotoOptions;
import io.cdmaa.Strength;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a client asked for; stored beside its photo.
 *
 * @param name the photo's file name
 * @param format of the photo
 * @param width in pixels
 * @param height in pixels
 * @param bytes size of the upload
 * @param strength low, medium or high; null for that of the service
 * @param crop the regions to protect; null for that of the service
 * @param attributes of the face, {@code NAME=1,NAME=0}; empty if unknown
 * @param generators to protect against, in their order
 * @param created when the job was accepted, ISO 8601
 */
record JobRequest(
    String name,
    String format,
    int width,
    int height,
    long bytes,
    String strength,
    String crop,
    String attributes,
    List<String> generators,
    String created) {
  JobRequest {
    generators = List.copyOf(generators);
  }

  /** Returns a copy with the given regions. */
  JobRequest withCrop(String regions) {
    return new JobRequest(
        name, format, width, height, bytes, strength, regions, attributes, generators, created);
  }

  /** Returns how many regions the photo has; 1 if they are not known. */
  int regions() {
    return crop == null ? 1 : crop.split("\\+", -1).length;
  }

  Instant at() {
    return Instant.parse(created);
  }

  /**
   * Returns the options of the photo.
   *
   * @throws io.cdmaa.CdmaaException if a value is invalid
   */
  PhotoOptions options() {
    PhotoOptions options =
        PhotoOptions.DEFAULT.withName(name).withGenerators(generators).withFakes(true);
    if (strength != null) {
      options = options.withStrength(Strength.valueOf(strength.toUpperCase(Locale.ROOT)));
    }
    if (crop != null) {
      options = options.withCrop(crop);
    }
    return attributes.isEmpty() ? options : options.withFace(Face.parse(attributes));
  }
}
