package io.cdmaa.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
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

/** Reads manifests (YAML, version 1) and reports errors with their position. */
final class ManifestReader {
  private static final int VERSION = 1;

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private ManifestReader() {}

  static Manifest read(Path path) {
    return bind(path, YamlText.read(source(path)), false);
  }

  /** Parses a text as if it were read from the path. */
  static Manifest parse(Path path, String text) {
    YamlText.check(source(path), text);
    return bind(path, text, false);
  }

  /**
   * Parses the manifest of a model in memory, which must not name other files.
   *
   * @param name of the model
   */
  static Manifest inMemory(Path name, String text) {
    Path path = name.resolveSibling(name.getFileName() + ".yaml");
    YamlText.check(source(path), text);
    return bind(path, text, true);
  }

  private static YamlText.Source source(Path path) {
    return new YamlText.Source(ErrorReason.MANIFEST, "The manifest", path);
  }

  private static Manifest bind(Path path, String text, boolean inMemory) {
    ManifestDocument document;
    try {
      document = YAML.readValue(text, ManifestDocument.class);
    } catch (JsonProcessingException e) {
      throw ManifestFaults.explain(path, e, YAML);
    }
    if (document == null || document.onnx() == null) {
      throw ManifestFaults.wrong(path, "it names no model; add a line 'onnx: FILE.onnx'");
    }
    if (document.version() == null) {
      throw ManifestFaults.wrong(path, "it does not say its version; add a line 'version: 1'");
    }
    if (document.version() != VERSION) {
      throw ManifestFaults.wrong(
          path, "its version is " + document.version() + "; this tool reads 'version: 1'");
    }
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
    condition.ifPresent(c -> ManifestConditions.requireSound(path, c));
    Optional<Labels> labels = condition.flatMap(c -> ManifestConditions.labels(path, c));
    List<Domain> domains =
        labels
            .map(l -> l.domains(SourceAttributes.UNKNOWN))
            .orElseGet(
                () ->
                    condition.map(ConditionPart::parts).orElse(List.of()).stream()
                        .map(part -> ManifestConditions.domain(path, part))
                        .toList());
    return new Manifest(
        path,
        Optional.ofNullable(document.name()),
        onnx,
        image(path, document.image()),
        output(path, document.output()),
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
    if (crop.size() == null || crop.of() == null) {
      throw ManifestFaults.wrong(
          path, "its crop needs a size and the photo's side, e.g. {size: 170, of: 178}");
    }
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

  private static Port image(Path path, ImagePart part) {
    return part == null
        ? Port.UNSAID
        : new Port(
            Optional.ofNullable(part.input()),
            Optional.ofNullable(part.layout()),
            Optional.ofNullable(part.color()),
            range(path, part.range()),
            size(path, part.size()));
  }

  private static Port output(Path path, OutputPart part) {
    return part == null
        ? Port.UNSAID
        : new Port(
            Optional.ofNullable(part.name()),
            Optional.ofNullable(part.layout()),
            Optional.ofNullable(part.color()),
            range(path, part.range()),
            Optional.empty());
  }

  private static Optional<ValueRange> range(Path path, List<Double> ends) {
    if (ends == null) {
      return Optional.empty();
    }
    if (ends.size() != 2 || ends.contains(null)) {
      throw ManifestFaults.wrong(path, "a range needs two numbers, black and white, e.g. [-1, 1]");
    }
    return Optional.of(new ValueRange(ends.get(0), ends.get(1)));
  }

  private static Optional<Size> size(Path path, JsonNode node) {
    if (node == null) {
      return Optional.empty();
    }
    if (node.isInt() && node.asInt() > 0) {
      return Optional.of(new Size(node.asInt(), node.asInt()));
    }
    if (node.isArray() && node.size() == 2 && node.get(0).asInt() > 0 && node.get(1).asInt() > 0) {
      return Optional.of(new Size(node.get(0).asInt(), node.get(1).asInt()));
    }
    throw ManifestFaults.wrong(
        path,
        "the size "
            + node.toString().replace("null", "''")
            + " is neither one number nor [height, width]");
  }
}
