package io.cdmaa;

import io.cdmaa.generator.SourceAttributes;
import java.util.Map;

/**
 * What is known of the face on a photo: which attributes it has and which not. Generators whose
 * conditions depend on the face are attacked under the conditions that fit it; what is not said is
 * assumed as their manifests state.
 *
 * @param attributes by CelebA's names ({@code Black_Hair}, {@code Male}); case does not matter
 */
public record Face(Map<String, Boolean> attributes) {
  /** Nothing is known. */
  public static final Face UNKNOWN = new Face(Map.of());

  /** Copies the map and brings the names into one form. */
  public Face {
    attributes = new SourceAttributes(attributes).values();
  }

  /**
   * Reads attributes as people write them.
   *
   * @param text {@code NAME=1,NAME=0,...}
   * @throws CdmaaException if it is anything else
   */
  public static Face parse(String text) {
    return new Face(SourceAttributes.parse(text).values());
  }

  SourceAttributes source() {
    return new SourceAttributes(attributes);
  }
}
