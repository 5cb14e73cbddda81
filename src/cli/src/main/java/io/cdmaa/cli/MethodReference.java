package io.cdmaa.cli;

import io.cdmaa.Defaults;
import io.cdmaa.MethodOption;
import io.cdmaa.MethodOption.Choice;
import io.cdmaa.MethodSyntax;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The content of {@link MethodSyntax} as help and as a Markdown table. */
final class MethodReference {
  private MethodReference() {}

  /** Returns the help for the method as a whole. */
  static String methods() {
    return MethodSyntax.presets().stream()
            .map(preset -> preset.name() + " (" + preset.description() + ")")
            .collect(Collectors.joining(", "))
        + "; the options below change parts of it. Default: "
        + MethodSyntax.print(Defaults.METHOD)
        + ".";
  }

  /** Returns the placeholder for the value of a part. */
  static String label(MethodOption<?> part) {
    Choice first = part.choices().get(0);
    return first.name().isEmpty() ? first.placeholder() : "VALUE";
  }

  /** Returns the help for one part. */
  static String description(MethodOption<?> part) {
    List<String> values = values(part);
    return description(part, values.size() == 1 ? values.get(0) : "the method's");
  }

  /** Returns the help for one part with a default of its own. */
  static String description(MethodOption<?> part, String usual) {
    String choices = choices(part, UnaryOperator.identity());
    return capitalised(part.description())
        + (choices.isEmpty() ? "" : ": " + choices)
        + ". Default: "
        + usual
        + ".";
  }

  /** Returns the parts of a method as a table: option, values in the presets, permitted values. */
  static String markdown() {
    String names =
        MethodSyntax.presets().stream()
            .map(preset -> " in `" + preset.name() + "` |")
            .collect(Collectors.joining());
    StringBuilder table = new StringBuilder("| option | meaning |" + names + " values |\n");
    table.append("|---|---|").append("---|".repeat(MethodSyntax.presets().size())).append("---|\n");
    for (MethodOption<?> part : MethodSyntax.options()) {
      String choices = choices(part, text -> "`" + text + "`");
      table
          .append("| `--")
          .append(part.key())
          .append("` | ")
          .append(part.description())
          .append(" | ")
          .append(
              MethodSyntax.presets().stream()
                  .map(
                      preset ->
                          part.hasEffectOn(preset.method())
                              ? "`" + part.print(preset.method()) + "` | "
                              : "| ")
                  .collect(Collectors.joining()))
          .append(choices.isEmpty() ? "`" + label(part) + "`" : choices)
          .append(" |\n");
    }
    return table.toString();
  }

  private static String choices(MethodOption<?> part, UnaryOperator<String> code) {
    return part.choices().stream()
        .filter(choice -> !choice.name().isEmpty())
        .map(choice -> code.apply(choice.syntax()) + " (" + choice.description() + ")")
        .collect(Collectors.joining(", "));
  }

  /** Returns the values in the presets, without duplicates. */
  private static List<String> values(MethodOption<?> part) {
    return MethodSyntax.presets().stream()
        .filter(preset -> part.hasEffectOn(preset.method()))
        .map(preset -> part.print(preset.method()))
        .distinct()
        .toList();
  }

  private static String capitalised(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
