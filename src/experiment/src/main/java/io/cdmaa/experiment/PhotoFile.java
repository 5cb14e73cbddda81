package io.cdmaa.experiment;

import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.io.FileNames;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A photo that takes part.
 *
 * @param path the file
 * @param sha256 digest of its bytes
 * @param crop shape of what the generators see of it
 * @param face what is known of the face on it and matters to a generator
 * @param mask its picture of weights, if the experiment has any
 */
public record PhotoFile(
    Path path, String sha256, PhotoShape crop, SourceAttributes face, Optional<Mask> mask) {
  /**
   * A picture of weights.
   *
   * @param path the file
   * @param sha256 digest of its bytes
   */
  public record Mask(Path path, String sha256) {}

  /** The picture of weights, where a plan's loss needs one. */
  Optional<Photo> weights(Plan plan, PhotoReader reader) {
    return mask.filter(m -> plan.weighs()).map(m -> reader.read(m.path()));
  }

  /** The file's name. */
  public String name() {
    return path.getFileName().toString();
  }

  /** The file's name without its extension. */
  String stem() {
    return FileNames.stem(path);
  }
}
