package io.cdmaa.generator;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.Suggestions;
import io.cdmaa.image.SquareCrop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What is wrong with a manifest that its schema does not allow, in words for its author: a sentence
 * by the schema's keyword and the place. Of several faults the first rule's is told, so rules that
 * make sense of others come first.
 */
final class ManifestRules {
  private static final String SEE = "; see onnx/manifest.schema.json";
  private static final String DOMAIN = "condition\\.domains\\[\\d+]";
  private static final String ANYWHERE = ".*";

  /** Types of JSON in words. */
  private static final Map<String, String> TYPES =
      Map.of(
          "integer", "a whole number",
          "number", "a number",
          "string", "a text",
          "array", "a list, [A, B, ...]",
          "object", "a block of lines 'key: value', or {key: value, ...}");

  private static final List<Rule> RULES =
      List.of(
          rule("type", "", f -> "it is no " + TYPES.get("object").substring(2) + SEE),
          rule("type", "version", ManifestRules::type),
          rule(
              "const",
              "version",
              f -> "its version is " + f.text() + "; this tool reads 'version: 1'"),
          rule("additionalProperties", ANYWHERE, ManifestRules::unknownKey),
          rule(
              "oneOf",
              "image\\.size",
              f -> "the size " + f.text() + " is neither one number nor [height, width]"),
          rule(
              "type|minItems|maxItems",
              "(image|output)\\.range(\\[\\d])?",
              f -> "a range needs two numbers, black and white, e.g. [-1, 1]"),
          alternative("oneOf|type|pattern|minProperties", "sha256.*", ManifestRules::digest),
          alternative(
                  "type",
                  DOMAIN + "\\.value.*",
                  f -> "the domain value " + f.text() + " is no number; give a list of numbers")
              .onlyOf(f -> !f.value().isArray()),
          alternative(
                  "type",
                  DOMAIN + "\\.(set|clear|flip).*",
                  f -> "the edit " + f.text() + " is no attribute's name nor a list of them")
              .onlyOf(f -> !f.value().isArray()),
          rule(
                  "type",
                  ANYWHERE,
                  f -> "'" + f.where() + "' is an empty entry; fill it or leave it out")
              .onlyOf(f -> f.value().isNull()),
          rule("enum", ANYWHERE, ManifestRules::oneOfWords),
          rule("type", ANYWHERE, ManifestRules::type),
          rule(
              "required",
              "image\\.crop",
              f -> "its crop needs a size and the photo's side, e.g. {size: 170, of: 178}"),
          rule("minimum", "image\\.crop\\..*", ManifestRules::crop),
          rule(
              "minimum",
              ANYWHERE,
              f -> "'" + f.where() + "' is " + f.text() + "; write at least " + f.demand()),
          rule(
              "maximum",
              ANYWHERE,
              f -> "'" + f.where() + "' is " + f.text() + "; write at most " + f.demand()),
          rule(
              "maxItems",
              ANYWHERE,
              f ->
                  "'"
                      + f.where()
                      + "' has "
                      + f.value().size()
                      + " entries, and at most "
                      + f.demand()
                      + " are read; keep those that matter"),
          alternative(
              "minItems",
              ANYWHERE,
              f -> "'" + f.where() + "' is an empty list; fill it or leave it out"),
          rule(
              "uniqueItems",
              "condition\\.attributes",
              f -> "it names an attribute twice; name each once, in the order trained"),
          rule("dependentRequired", "condition", f -> withoutAttributes()),
          rule("required", DOMAIN, f -> withoutAttributes())
              .onlyOf(f -> f.property().equals("value") && f.edits()),
          rule("required", DOMAIN, f -> "a domain lacks its name; give one")
              .onlyOf(f -> f.property().equals("name") && f.hasAttributes()),
          rule("required", DOMAIN, f -> "a domain lacks its name or its value; give both"),
          rule(
              "oneOf",
              DOMAIN,
              f ->
                  "the domain '"
                      + f.value().path("name").asText()
                      + "' needs either a value or an edit; give it set, clear or flip with a name"
                      + " from attributes"),
          rule("required", "", f -> "it names no model; add a line 'onnx: FILE.onnx'")
              .onlyOf(f -> f.property().equals("onnx")),
          rule("required", "", f -> "it does not say its version; add a line 'version: 1'"),
          alternative(
              ANYWHERE,
              ANYWHERE,
              f -> "'" + f.where() + "' is " + f.text() + ", which is not allowed" + SEE));

  private ManifestRules() {}

  /**
   * What the schema does not allow.
   *
   * @param keyword the schema's, for instance {@code minItems}
   * @param steps keys and indices that lead to the place
   * @param value what stands there
   * @param demand what the schema says behind the keyword
   * @param rules the keyword's neighbours
   * @param property the key that is missing or surplus, or nothing
   * @param alternative whether it is said of one of several forms that a value may have
   * @param manifest all of it
   */
  record Fault(
      String keyword,
      List<Object> steps,
      JsonNode value,
      JsonNode demand,
      JsonNode rules,
      String property,
      boolean alternative,
      JsonNode manifest) {

    /** The place, for instance condition.domains[2].name. */
    String where() {
      StringBuilder path = new StringBuilder();
      for (Object step : steps) {
        path.append(
            step instanceof Integer ? "[" + step + "]" : (path.isEmpty() ? "" : ".") + step);
      }
      return path.toString();
    }

    /** The value as its author would write it. */
    String text() {
      return value.isTextual() ? value.asText() : value.toString().replace("null", "''");
    }

    boolean hasAttributes() {
      return manifest.path("condition").has("attributes");
    }

    boolean edits() {
      return value.has("set") || value.has("clear") || value.has("flip");
    }
  }

  /** What is told of a fault, and of which place. */
  record Told(List<Object> steps, String sentence) {}

  /** Which faults a rule makes a sentence of. */
  private record Rule(
      Pattern keyword,
      Pattern place,
      boolean alternatives,
      Predicate<Fault> condition,
      Function<Fault, String> sentence) {
    Rule onlyOf(Predicate<Fault> narrower) {
      return new Rule(keyword, place, alternatives, narrower, sentence);
    }

    boolean fits(Fault fault) {
      return keyword.matcher(fault.keyword()).matches()
          && place.matcher(fault.where()).matches()
          && (alternatives || !fault.alternative())
          && condition.test(fault);
    }
  }

  private static Rule rule(String keyword, String place, Function<Fault, String> sentence) {
    return new Rule(Pattern.compile(keyword), Pattern.compile(place), false, f -> true, sentence);
  }

  /** A rule for faults of one of several forms too. */
  private static Rule alternative(String keyword, String place, Function<Fault, String> sentence) {
    return new Rule(Pattern.compile(keyword), Pattern.compile(place), true, f -> true, sentence);
  }

  /** What to tell of one or more faults. */
  static Told told(List<Fault> faults) {
    for (Rule rule : RULES) {
      Optional<Fault> fault = faults.stream().filter(rule::fits).findFirst();
      if (fault.isPresent()) {
        List<Object> steps = new ArrayList<>(fault.get().steps());
        steps.add(fault.get().property());
        return new Told(steps, rule.sentence().apply(fault.get()));
      }
    }
    throw new IllegalStateException("no rule for " + faults);
  }

  private static String type(Fault fault) {
    boolean unquoted = fault.value().isNumber() || fault.value().isBoolean();
    return "'"
        + fault.where()
        + "' should be "
        + TYPES.get(fault.demand().asText())
        + (unquoted && fault.demand().asText().equals("string") ? "; put it into quotes" : "");
  }

  private static String unknownKey(Fault fault) {
    List<String> known = new ArrayList<>();
    fault.rules().path("properties").fieldNames().forEachRemaining(known::add);
    return "it has the unknown key '"
        + fault.property()
        + "'; did you mean '"
        + Suggestions.nearest(fault.property(), known)
        + "'?";
  }

  /** The schema lists words in lower and upper case; either will do. */
  private static String oneOfWords(Fault fault) {
    List<String> words = new ArrayList<>();
    for (JsonNode word : fault.demand()) {
      if (words.stream().noneMatch(word.asText()::equalsIgnoreCase)) {
        words.add(word.asText());
      }
    }
    return "'"
        + fault.where()
        + "' is '"
        + fault.text()
        + "'; write one of "
        + String.join(", ", words);
  }

  private static String digest(Fault fault) {
    return "its sha256 is no digest of 64 hexadecimal digits; write what sha256sum "
        + fault.manifest().path("onnx").asText("FILE")
        + " prints, or a digest for each file";
  }

  private static String withoutAttributes() {
    return "its condition speaks of attributes without naming them; add a line 'attributes:"
        + " [NAME, ...]' in the order of the condition's values";
  }

  /** In the words of the crop itself, which knows how far it may go. */
  private static String crop(Fault fault) {
    JsonNode crop = fault.manifest().at("/image/crop");
    try {
      SquareCrop sound =
          new SquareCrop(
              crop.path("size").asInt(),
              crop.path("of").asInt(),
              Optional.ofNullable(crop.get("left")).map(JsonNode::asInt),
              Optional.ofNullable(crop.get("top")).map(JsonNode::asInt));
      return "the crop " + sound + " is not allowed" + SEE;
    } catch (CdmaaException e) {
      return e.getMessage();
    }
  }
}
