package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.SquareCrop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A manifest to be written, from what was found in the file and what the user specified.
 *
 * @param onnx the ONNX file
 * @param name the generator's name in reports
 * @param image the image input
 * @param output the image output
 * @param crop the part of a photo that the generator was trained on
 * @param conditionInput the condition input
 * @param labels how conditions depend on attributes
 * @param domains fixed conditions, if there are no labels
 * @param licence of the weights
 * @param origin of the weights
 * @param sha256 of the ONNX file
 */
public record ManifestDraft(
    Path onnx,
    Optional<String> name,
    Manifest.Port image,
    Manifest.Port output,
    Optional<SquareCrop> crop,
    Optional<String> conditionInput,
    Optional<Labels> labels,
    List<Domain> domains,
    Optional<String> licence,
    Optional<String> origin,
    Optional<String> sha256) {
  /** Strings that every version of YAML reads as strings without quotes. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z][A-Za-z0-9_]*([ .-][A-Za-z0-9_]+)*");

  private static final Pattern KEYWORD =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|nan|inf");

  /** Copies the list. */
  public ManifestDraft {
    domains = List.copyOf(domains);
  }

  /** Returns the draft as a manifest beside the ONNX file. */
  public Manifest manifest() {
    return ManifestReader.parse(file(), yaml());
  }

  /** Returns the path at which that manifest belongs. */
  public Path file() {
    String stem = onnx.getFileName().toString().replaceAll("(?i)\\.onnx$", "");
    return onnx.resolveSibling(stem + ".yaml");
  }

  /** Returns the manifest's text. */
  public String yaml() {
    List<String> lines = new ArrayList<>();
    lines.add("# Written by cdmaa model add; onnx/manifest.schema.json describes the format.");
    lines.add("version: 1");
    name.ifPresent(n -> lines.add("name: " + text(n)));
    lines.add("onnx: " + text(onnx.getFileName().toString()));
    Map<String, String> in = port(image, "input");
    crop.ifPresent(c -> in.put("crop", inline(crop(c))));
    add(lines, "image", in);
    add(lines, "output", port(output, "name"));
    if (conditionInput.isPresent()) {
      lines.add("condition:");
      lines.add("  input: " + text(conditionInput.get()));
      labels.ifPresentOrElse(l -> labels(lines, l), () -> values(lines));
    }
    licence.ifPresent(l -> lines.add("licence: " + text(l)));
    origin.ifPresent(o -> lines.add("origin: " + text(o)));
    sha256.ifPresent(s -> lines.add("sha256: " + text(s)));
    return String.join("\n", lines) + "\n";
  }

  private static void add(List<String> lines, String key, Map<String, String> content) {
    if (!content.isEmpty()) {
      lines.add(key + ": " + inline(content));
    }
  }

  private static String inline(Map<String, String> content) {
    return content.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static Map<String, String> crop(SquareCrop crop) {
    Map<String, String> content = new LinkedHashMap<>();
    content.put("size", Integer.toString(crop.size()));
    content.put("of", Integer.toString(crop.of()));
    crop.left().ifPresent(left -> content.put("left", left.toString()));
    crop.top().ifPresent(top -> content.put("top", top.toString()));
    return content;
  }

  private static Map<String, String> port(Manifest.Port port, String nameKey) {
    Map<String, String> content = new LinkedHashMap<>();
    port.name().ifPresent(n -> content.put(nameKey, text(n)));
    port.layout().ifPresent(l -> content.put("layout", l.name()));
    port.color().ifPresent(c -> content.put("color", c.name()));
    port.range()
        .ifPresent(
            r -> content.put("range", "[" + number(r.black()) + ", " + number(r.white()) + "]"));
    port.size().ifPresent(s -> content.put("size", "[" + s.height() + ", " + s.width() + "]"));
    return content;
  }

  private void values(List<String> lines) {
    if (!domains.isEmpty()) {
      lines.add("  domains:");
      for (Domain domain : domains) {
        List<String> numbers = new ArrayList<>();
        for (float value : domain.condition()) {
          numbers.add(number(value));
        }
        lines.add("    - {name: " + text(domain.name()) + ", value: " + numbers + "}");
      }
    }
  }

  private static void labels(List<String> lines, Labels labels) {
    lines.add(
        "  form: "
            + switch (labels.form()) {
              case LABEL -> "label";
              case DIFFERENCE -> "difference";
              case ONE_HOT -> "one-hot";
            });
    lines.add("  low: " + number(labels.low()));
    lines.add("  high: " + number(labels.high()));
    lines.add("  strength: " + number(labels.strength()));
    lines.add("  attributes: " + names(labels.attributes()));
    if (!labels.exclusive().isEmpty()) {
      lines.add("  exclusive: " + labels.exclusive().stream().map(ManifestDraft::names).toList());
    }
    if (!labels.source().isEmpty()) {
      lines.add("  source: " + names(labels.source()));
    }
    lines.add("  domains:");
    for (Labels.Edit edit : labels.edits()) {
      Map<String, String> parts = new LinkedHashMap<>();
      parts.put("name", text(edit.name()));
      Map.of("set", edit.set(), "clear", edit.clear(), "flip", edit.flip())
          .forEach(
              (kind, attributes) -> {
                if (!attributes.isEmpty()) {
                  parts.put(
                      kind, attributes.size() == 1 ? text(attributes.get(0)) : names(attributes));
                }
              });
      lines.add("    - " + inline(parts));
    }
  }

  private static String names(List<String> names) {
    return names.stream().map(ManifestDraft::text).toList().toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Float.toString((float) value);
  }

  /** Returns a string as YAML, quoted if it could be read as something else. */
  private static String text(String text) {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new CdmaaException(
          ErrorReason.MANIFEST, "The text '" + text + "' has control characters; leave them out");
    }
    return PLAIN.matcher(text).matches() && !KEYWORD.matcher(text).matches()
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
