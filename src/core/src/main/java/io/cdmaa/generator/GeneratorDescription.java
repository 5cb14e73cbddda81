package io.cdmaa.generator;

import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.FileVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a generator is, however many rows of it are run at a time.
 *
 * @param name what reports call it
 * @param source the ONNX file
 * @param files what was read of it, the gradient graph included, as it was then
 * @param image where the photo goes in
 * @param crop the part of the photo that goes in there; all of it if empty
 * @param domains the conditions that it is protected against, at least one; for the neutral source
 *     where they depend on the photo
 * @param labels how the conditions follow from the photo's attributes, if they do
 * @param opset the operator set that the file is written in, which messages name
 * @param access what an attack may ask of it
 * @param assumptions sentences on what was guessed for want of a manifest
 */
public record GeneratorDescription(
    String name,
    Path source,
    Map<Path, FileVersion> files,
    ImagePort image,
    Optional<SquareCrop> crop,
    List<Domain> domains,
    Optional<Labels> labels,
    int opset,
    Manifest.Access access,
    List<String> assumptions) {
  /** Copies the collections. */
  public GeneratorDescription {
    files = Map.copyOf(files);
    domains = List.copyOf(domains);
    assumptions = List.copyOf(assumptions);
  }
}
