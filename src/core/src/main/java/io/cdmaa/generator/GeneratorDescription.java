package io.cdmaa.generator;

import io.cdmaa.Printable;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.FileVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The properties of a generator that do not depend on the number of rows per pass.
 *
 * @param name the name used in reports
 * @param source the ONNX file
 * @param files the versions of the files that were read, including the gradient graph
 * @param image the image input
 * @param crop the part of the photo that is fed to the generator; the whole photo if empty
 * @param domains the domains to protect against, at least one; for the neutral source if they
 *     depend on the photo
 * @param labels how the conditions depend on the photo's attributes, if they do
 * @param opset the operator set of the file, for messages
 * @param access what kind of access an attack has
 * @param assumptions one sentence per assumption made in the absence of a manifest entry
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
  /** Copies the collections, and puts the name on one line. */
  public GeneratorDescription {
    name = Printable.line(name);
    files = Map.copyOf(files);
    domains = List.copyOf(domains);
    assumptions = List.copyOf(assumptions);
  }
}
