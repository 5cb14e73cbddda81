package io.cdmaa;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text form of methods, used on the command line, in experiment files, in records and in
 * reports. A text is a preset, or {@code KEY=VALUE} pairs that change {@link Method#CDMAA}, or a
 * preset followed by pairs that change it, separated by whitespace; for instance {@code threshold
 * loss=masked:0.3}. A value that contains whitespace is enclosed in double quotes.
 */
public final class MethodSyntax {
  /**
   * A named method.
   *
   * @param name the name as it is written
   * @param method the method that it stands for
   * @param description what the method does
   */
  public record Preset(String name, Method method, String description) {}

  private static final List<Preset> PRESETS =
      List.of(
          new Preset(
              "threshold",
              Method.THRESHOLD,
              "MGDA that breaks as many domains as it can without neglecting the weakest"
                  + " generator"),
          new Preset(
              "cdmaa", Method.CDMAA, "the paper's: MGDA with the penalty, favours the weakest"),
          new Preset("uniform", Method.UNIFORM, "plain mean of the gradients"));

  /** Pairs without a preset change this one; texts written by earlier versions rely on it. */
  private static final Preset BASE = PRESETS.get(1);

  private static final Pattern WORD =
      Pattern.compile("(?:[^\\s\"]|\"(?:[^\"\\\\]|\\\\.)*\"|\")+", Pattern.DOTALL);

  private MethodSyntax() {}

  /** Returns all options of a method, in the order in which they are written. */
  public static List<MethodOption<?>> options() {
    return MethodTable.OPTIONS;
  }

  /** Returns the named methods. */
  public static List<Preset> presets() {
    return PRESETS;
  }

  /**
   * Returns the option with a key.
   *
   * @throws CdmaaException if there is no such option; the message names the nearest
   */
  public static MethodOption<?> option(String key) {
    String wanted = MethodOption.normal(key);
    List<String> known = options().stream().map(MethodOption::key).toList();
    return options().stream()
        .filter(option -> option.key().equals(wanted) || option.aliases().contains(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.SETTING,
                    "A method has no option '"
                        + key
                        + "'; did you mean '"
                        + Suggestions.nearest(wanted, known)
                        + "'? There are "
                        + String.join(", ", known)));
  }

  /**
   * Parses a text.
   *
   * @throws CdmaaException if a name or value is unknown; the message names the nearest known one
   */
  public static Method parse(String text) {
    List<String> words = words(text);
    boolean named = words.isEmpty() || !words.get(0).contains("=");
    Method start = named ? preset(words.isEmpty() ? text : words.get(0)) : BASE.method();
    Map<String, String> changes = new LinkedHashMap<>();
    for (String word : words.subList(named ? 1 : 0, words.size())) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new CdmaaException(ErrorReason.SETTING, "'" + word + "' is not KEY=VALUE");
      }
      changes.put(word.substring(0, equals), unquoted(word.substring(equals + 1)));
    }
    return with(start, changes);
  }

  /**
   * Parses a map such as a YAML node: options by their keys, and optionally {@code method}, the
   * method that they change ({@link Defaults#METHOD} if absent).
   *
   * @throws CdmaaException if a key or value is unknown; the message names the nearest known one
   */
  public static Method parse(Map<String, String> named) {
    Map<String, String> changes = new LinkedHashMap<>(named);
    String method = changes.remove("method");
    return with(method == null ? Defaults.METHOD : parse(method), changes);
  }

  /**
   * Returns a method with some options changed, given by their keys. Their order does not matter.
   *
   * @throws CdmaaException if a key or value is unknown; the message names the nearest known one
   */
  public static Method with(Method method, Map<String, String> changes) {
    Map<MethodOption<?>, String> given = new LinkedHashMap<>();
    changes.forEach((key, value) -> given.put(option(key), value));
    Method result = method;
    for (MethodOption<?> option : options()) {
      if (given.containsKey(option)) {
        result = option.with(result, given.get(option));
      }
    }
    return result;
  }

  /**
   * Returns those of the given options that have no effect on a method, so that setting them was a
   * mistake.
   */
  public static List<String> idle(Method method, Collection<String> keys) {
    return keys.stream().filter(key -> !option(key).hasEffectOn(method)).toList();
  }

  /**
   * Returns the text that {@link #parse(String)} reads back: the name of a preset, or else {@code
   * cdmaa} and the differences from it.
   */
  public static String print(Method method) {
    for (Preset preset : PRESETS) {
      if (preset.method().equals(method)) {
        return preset.name();
      }
    }
    return BASE.name()
        + options().stream()
            .filter(option -> !option.print(method).equals(option.print(BASE.method())))
            .map(option -> " " + option.key() + "=" + quoted(option.print(method)))
            .collect(Collectors.joining());
  }

  /** Returns all options by their keys; {@link #parse(Map)} reads the map back. */
  public static Map<String, String> toMap(Method method) {
    Map<String, String> map = new LinkedHashMap<>();
    options().forEach(option -> map.put(option.key(), option.print(method)));
    return Collections.unmodifiableMap(map);
  }

  private static Method preset(String name) {
    String wanted = MethodOption.normal(name);
    List<String> known = PRESETS.stream().map(Preset::name).toList();
    return PRESETS.stream()
        .filter(preset -> preset.name().equals(wanted))
        .findFirst()
        .map(Preset::method)
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.SETTING,
                    "'"
                        + name
                        + "' is not a method; did you mean '"
                        + Suggestions.nearest(wanted, known)
                        + "'? There are "
                        + String.join(", ", known)
                        + ", and each option can be changed by itself"));
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  private static String quoted(String value) {
    return value.matches("(?s).*[\\s\"].*")
        ? '"' + value.replaceAll("[\"\\\\]", "\\\\$0") + '"'
        : value;
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("(?s)\\\\(.)", "$1")
        : value;
  }
}
