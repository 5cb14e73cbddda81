package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Manifest.Port;
import io.cdmaa.generator.Manifest.Provenance;
import io.cdmaa.generator.Manifest.Size;
import io.cdmaa.generator.ManifestDocument.ConditionPart;
import io.cdmaa.generator.ManifestDocument.CropPart;
import io.cdmaa.generator.ManifestDocument.ImagePart;
import io.cdmaa.generator.ManifestDocument.OutputPart;
import io.cdmaa.image.SquareCrop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads manifests (YAML, version 1) and reports errors with their position. */
final class ManifestReader {
  private ManifestReader() {}

  static Manifest read(Path path) {
    YamlText.Source source = source(path);
    return bind(source, YamlText.read(source), false);
  }

  /** Parses a text as if it were read from the path. */
  static Manifest parse(Path path, String text) {
    YamlText.Source source = source(path);
    return bind(source, YamlText.parse(source, text), false);
  }

  /**
   * Parses the manifest of a model in memory, which must not name other files.
   *
   * @param name of the model
   */
  static Manifest inMemory(Path name, String text) {
    YamlText.Source source = source(name.resolveSibling(name.getFileName() + ".yaml"));
    return bind(source, YamlText.parse(source, text), true);
  }

  private static YamlText.Source source(Path path) {
    return new YamlText.Source(ErrorReason.MANIFEST, "The manifest", path);
  }

  private static Manifest bind(YamlText.Source source, Node root, boolean inMemory) {
    Path path = source.file();
    JsonNode manifest = YamlJson.of(root);
    ManifestSchema.require(source, root, manifest);
    // Keys, types and lengths are as the schema says from here on.
    ManifestDocument document = ManifestDocument.of(manifest);
    ManifestFiles files = new ManifestFiles(path);
    Path onnx = files.inside("onnx", document.onnx());
    Optional<Path> gradient =
        Optional.ofNullable(document.gradient()).map(g -> files.inside("gradient", g));
    if (inMemory) {
      requireAlone(path, gradient);
    } else {
      requireThere(path, files, onnx, gradient);
    }
    Optional<ConditionPart> condition = Optional.ofNullable(document.condition());
    Optional<Labels> labels = condition.flatMap(c -> ManifestConditions.labels(path, c));
    List<Domain> domains =
        labels
            .map(l -> l.domains(SourceAttributes.UNKNOWN))
            .orElseGet(
                () ->
                    condition.map(ConditionPart::parts).orElse(List.of()).stream()
                        .map(ManifestConditions::domain)
                        .toList());
    return new Manifest(
        path,
        Optional.ofNullable(document.name()),
        onnx,
        image(document.image()),
        output(document.output()),
        condition.map(ConditionPart::input),
        domains,
        labels,
        gradient,
        Optional.ofNullable(document.latent()),
        Optional.ofNullable(document.access()).orElse(Manifest.Access.GRADIENT),
        crop(path, document.image()),
        new Provenance(
            Optional.ofNullable(document.licence()),
            Optional.ofNullable(document.origin()),
            files.digests(onnx, document.sha256())),
        Optional.empty());
  }

  private static void requireThere(
      Path path, ManifestFiles files, Path onnx, Optional<Path> gradient) {
    if (!Files.isRegularFile(onnx)) {
      throw ManifestFaults.wrong(
          path, "its model " + onnx + " does not exist; copy it there or correct 'onnx'");
    }
    if (gradient.isPresent() && !Files.isRegularFile(gradient.get())) {
      throw ManifestFaults.wrong(
          path,
          "its gradient graph "
              + gradient.get()
              + " does not exist; copy it there, correct 'gradient' or leave it out");
    }
    files.requireNoLink("onnx", onnx);
    gradient.ifPresent(g -> files.requireNoLink("gradient", g));
  }

  private static void requireAlone(Path path, Optional<Path> gradient) {
    if (gradient.isPresent()) {
      throw ManifestFaults.wrong(
          path,
          "it names a gradient graph, which a model in memory cannot have; leave it out, or load"
              + " the model from its folder");
    }
  }

  private static Optional<SquareCrop> crop(Path path, ImagePart part) {
    if (part == null || part.crop() == null) {
      return Optional.empty();
    }
    CropPart crop = part.crop();
    try {
      return Optional.of(
          new SquareCrop(
              crop.size(),
              crop.of(),
              Optional.ofNullable(crop.left()),
              Optional.ofNullable(crop.top())));
    } catch (CdmaaException e) {
      throw ManifestFaults.wrong(path, e);
    }
  }

  private static Port image(ImagePart part) {
    return part == null
        ? Port.UNSAID
        : new Port(
            Optional.ofNullable(part.input()),
            Optional.ofNullable(part.layout()),
            Optional.ofNullable(part.color()),
            range(part.range()),
            size(part.size()));
  }

  private static Port output(OutputPart part) {
    return part == null
        ? Port.UNSAID
        : new Port(
            Optional.ofNullable(part.name()),
            Optional.ofNullable(part.layout()),
            Optional.ofNullable(part.color()),
            range(part.range()),
            Optional.empty());
  }

  private static Optional<ValueRange> range(List<Double> ends) {
    return Optional.ofNullable(ends).map(e -> new ValueRange(e.get(0), e.get(1)));
  }

  /** One number for both sides, or height and width. */
  private static Optional<Size> size(JsonNode node) {
    return Optional.ofNullable(node)
        .map(
            n ->
                n.isArray()
                    ? new Size(n.get(0).asInt(), n.get(1).asInt())
                    : new Size(n.asInt(), n.asInt()));
  }
}
