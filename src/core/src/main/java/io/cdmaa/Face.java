package io.cdmaa;

import io.cdmaa.generator.SourceAttributes;
import java.util.Map;

/**
 * The known attributes of the face on a photo. Generators whose conditions depend on the face are
 * attacked under the conditions that fit it; for attributes that are not given, the defaults in the
 * generators' manifests apply.
 *
 * @param attributes whether the face has an attribute, by its CelebA name ({@code Black_Hair},
 *     {@code Male}), case-insensitive
 */
public record Face(Map<String, Boolean> attributes) {
  /** A face with no known attributes. */
  public static final Face UNKNOWN = new Face(Map.of());

  /** Copies the map and normalises the names. */
  public Face {
    attributes = new SourceAttributes(attributes).values();
  }

  /**
   * Parses attributes.
   *
   * @param text {@code NAME=1,NAME=0,...}
   * @throws CdmaaException if the text has another form
   */
  public static Face parse(String text) {
    return new Face(SourceAttributes.parse(text).values());
  }

  SourceAttributes source() {
    return new SourceAttributes(attributes);
  }
}
