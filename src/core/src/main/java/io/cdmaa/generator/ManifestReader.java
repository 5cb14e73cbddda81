package io.cdmaa.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Labels.Edit;
import io.cdmaa.generator.Manifest.Port;
import io.cdmaa.generator.Manifest.Provenance;
import io.cdmaa.generator.Manifest.Size;
import io.cdmaa.image.SquareCrop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads manifests (YAML, version 1) and says where and how one is wrong. */
final class ManifestReader {
  private static final int VERSION = 1;

  /** The most entries of any list of names or domains. */
  static final int MOST_ENTRIES = 1000;

  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private ManifestReader() {}

  record Document(
      Integer version,
      String name,
      String onnx,
      String gradient,
      String latent,
      Manifest.Access access,
      ImagePart image,
      OutputPart output,
      ConditionPart condition,
      String licence,
      String origin,
      JsonNode sha256) {
    Document {
      sha256 = said(sha256);
    }
  }

  /** A key without a value says nothing. */
  private static JsonNode said(JsonNode node) {
    return node == null || node.isNull() ? null : node;
  }

  private record ImagePart(
      String input,
      Layout layout,
      ColorOrder color,
      List<Double> range,
      JsonNode size,
      CropPart crop) {
    @SuppressWarnings("UnusedMethod") // the mapper calls it
    ImagePart {
      size = said(size);
    }
  }

  private record OutputPart(String name, Layout layout, ColorOrder color, List<Double> range) {}

  private record CropPart(Integer size, Integer of, Integer left, Integer top) {}

  private record ConditionPart(
      String input,
      Labels.Form form,
      List<String> attributes,
      Double low,
      Double high,
      Double strength,
      List<List<String>> exclusive,
      List<String> source,
      List<DomainPart> domains) {
    List<DomainPart> parts() {
      return domains == null ? List.of() : domains;
    }

    /** Whether it says anything that only attributes give a sense to. */
    boolean speaksOfAttributes() {
      return Stream.of(form, low, high, strength, exclusive, source).anyMatch(Objects::nonNull)
          || parts().stream().anyMatch(DomainPart::edits);
    }
  }

  private record DomainPart(
      String name, JsonNode value, JsonNode set, JsonNode clear, JsonNode flip) {
    @SuppressWarnings("UnusedMethod") // the mapper calls it
    DomainPart {
      value = said(value);
      set = said(set);
      clear = said(clear);
      flip = said(flip);
    }

    boolean edits() {
      return set != null || clear != null || flip != null;
    }
  }

  static Manifest read(Path path) {
    return bind(path, YamlText.read(subject(path), path), false);
  }

  /** A text as if it stood at the path. */
  static Manifest parse(Path path, String text) {
    YamlText.check(subject(path), text);
    return bind(path, text, false);
  }

  /**
   * A text about a model that is in memory, where it takes no other file.
   *
   * @param name of the model
   */
  static Manifest inMemory(Path name, String text) {
    Path path = name.resolveSibling(name.getFileName() + ".yaml");
    YamlText.check(subject(path), text);
    return bind(path, text, true);
  }

  private static String subject(Path path) {
    return "The manifest " + path;
  }

  private static Manifest bind(Path path, String text, boolean inMemory) {
    Document document;
    try {
      document = YAML.readValue(text, Document.class);
    } catch (JsonProcessingException e) {
      throw ManifestFaults.explain(path, e, YAML);
    }
    if (document == null || document.onnx() == null) {
      throw wrong(path, "it names no model; add a line 'onnx: FILE.onnx'");
    }
    if (document.version() == null) {
      throw wrong(path, "it does not say its version; add a line 'version: 1'");
    }
    if (document.version() != VERSION) {
      throw wrong(path, "its version is " + document.version() + "; this tool reads 'version: 1'");
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
    condition.ifPresent(c -> requireSound(path, c));
    Optional<Labels> labels = condition.flatMap(c -> labels(path, c));
    List<Domain> domains =
        labels
            .map(l -> l.domains(SourceAttributes.UNKNOWN))
            .orElseGet(
                () ->
                    condition.map(ConditionPart::parts).orElse(List.of()).stream()
                        .map(part -> domain(path, part))
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
      throw wrong(path, "its model " + onnx + " does not exist; copy it there or correct 'onnx'");
    }
    if (gradient.isPresent() && !Files.isRegularFile(gradient.get())) {
      throw wrong(
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
      throw wrong(
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
      throw wrong(path, "its crop needs a size and the photo's side, e.g. {size: 170, of: 178}");
    }
    try {
      return Optional.of(
          new SquareCrop(
              crop.size(),
              crop.of(),
              Optional.ofNullable(crop.left()),
              Optional.ofNullable(crop.top())));
    } catch (CdmaaException e) {
      throw new CdmaaException("The manifest " + path + " is wrong: " + e.getMessage(), e);
    }
  }

  /** Lists of bounded length without empty entries, which YAML reads from a comma too many. */
  private static void requireSound(Path path, ConditionPart part) {
    Stream<List<?>> lists =
        Stream.concat(
            Stream.of(part.domains(), part.attributes(), part.exclusive(), part.source()),
            Stream.ofNullable(part.exclusive()).flatMap(List::stream));
    if (lists.anyMatch(list -> list != null && list.stream().anyMatch(Objects::isNull))) {
      throw wrong(path, "a list of its condition has an empty entry; fill it or leave it out");
    }
    Stream.of(part.parts(), part.attributes(), part.exclusive(), part.source())
        .filter(list -> list != null && list.size() > MOST_ENTRIES)
        .findFirst()
        .ifPresent(
            list -> {
              throw wrong(
                  path,
                  "a list of its condition has "
                      + list.size()
                      + " entries, and at most "
                      + MOST_ENTRIES
                      + " are read; keep those that matter");
            });
  }

  private static Optional<Labels> labels(Path path, ConditionPart part) {
    if (part.attributes() == null || part.attributes().isEmpty()) {
      if (part.speaksOfAttributes()) {
        throw wrong(
            path,
            "its condition speaks of attributes without naming them; add a line 'attributes:"
                + " [NAME, ...]' in the order of the condition's values");
      }
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>();
    for (DomainPart domain : part.parts()) {
      if (domain.name() == null) {
        throw wrong(path, "a domain lacks its name; give one");
      }
      edits.add(
          new Edit(
              domain.name(),
              Optional.ofNullable(domain.value()).map(value -> values(path, value)),
              names(path, domain.set()),
              names(path, domain.clear()),
              names(path, domain.flip())));
    }
    try {
      return Optional.of(
          new Labels(
              part.attributes(),
              Objects.requireNonNullElse(part.form(), Labels.Form.LABEL),
              Objects.requireNonNullElse(part.low(), 0.0),
              Objects.requireNonNullElse(part.high(), 1.0),
              Objects.requireNonNullElse(part.strength(), 1.0),
              Objects.requireNonNullElse(part.exclusive(), List.of()),
              Objects.requireNonNullElse(part.source(), List.of()),
              edits));
    } catch (CdmaaException e) {
      throw new CdmaaException("The manifest " + path + " is wrong: " + e.getMessage(), e);
    }
  }

  /** One name or a list of them. */
  private static List<String> names(Path path, JsonNode node) {
    if (node == null) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    (node.isArray() ? node : List.of(node))
        .forEach(
            name -> {
              if (!name.isTextual()) {
                throw wrong(
                    path,
                    "the edit "
                        + (name.isNull() ? "''" : name)
                        + " is no attribute's name nor a list of them");
              }
              names.add(name.asText());
            });
    return names;
  }

  private static Domain domain(Path path, DomainPart part) {
    if (part.name() == null || part.value() == null) {
      throw wrong(path, "a domain lacks its name or its value; give both");
    }
    return new Domain(part.name(), values(path, part.value()));
  }

  private static float[] values(Path path, JsonNode value) {
    List<Float> flat = new ArrayList<>();
    flatten(path, value, flat);
    float[] values = new float[flat.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = flat.get(i);
    }
    return values;
  }

  private static void flatten(Path path, JsonNode node, List<Float> into) {
    if (node.isArray()) {
      node.forEach(child -> flatten(path, child, into));
    } else if (node.isNumber()) {
      into.add((float) node.asDouble());
    } else {
      throw wrong(
          path,
          "the domain value "
              + (node.isNull() ? "''" : node)
              + " is no number; give a list of numbers");
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
      throw wrong(path, "a range needs two numbers, black and white, e.g. [-1, 1]");
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
    throw wrong(
        path,
        "the size "
            + node.toString().replace("null", "''")
            + " is neither one number nor [height, width]");
  }

  private static CdmaaException wrong(Path path, String what) {
    return new CdmaaException("The manifest " + path + " is wrong: " + what);
  }
}
