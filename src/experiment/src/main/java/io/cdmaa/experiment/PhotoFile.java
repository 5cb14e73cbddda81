package io.cdmaa.experiment;

import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.io.FileNames;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A photo of an experiment.
 *
 * @param path the file
 * @param sha256 digest of its bytes
 * @param crop shape of the region that the generators process
 * @param face those known attributes of the face that affect a generator
 * @param mask its mask, if the experiment has any
 */
public record PhotoFile(
    Path path, String sha256, PhotoShape crop, SourceAttributes face, Optional<Mask> mask) {
  /**
   * A mask of a weighted loss.
   *
   * @param path the file
   * @param sha256 digest of its bytes
   */
  public record Mask(Path path, String sha256) {}

  /** Reads the mask, if a plan's loss needs one. */
  Optional<Photo> weights(Plan plan, PhotoReader reader) {
    return mask.filter(m -> plan.weighs()).map(m -> reader.read(m.path()));
  }

  /** Returns the file's name. */
  public String name() {
    return path.getFileName().toString();
  }

  /** Returns the file's name without its extension. */
  String stem() {
    return FileNames.stem(path);
  }
}
