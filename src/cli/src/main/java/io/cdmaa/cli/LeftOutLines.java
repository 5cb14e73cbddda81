package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.io.Json;
import io.cdmaa.protection.LeftOut;
import io.cdmaa.protection.LeftOut.Reason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints what is not protected in the folders: one human-readable line, or one JSON object each.
 */
record LeftOutLines(Console console, OutputOptions print) {
  /** The JSON output on one entry; an unknown format is left out. */
  record Line(
      String file,
      String status,
      String reason,
      @JsonInclude(JsonInclude.Include.NON_NULL) String format) {}

  void tell(List<LeftOut> leftOut) {
    if (leftOut.isEmpty()) {
      return;
    }
    if (print.json()) {
      leftOut.forEach(this::json);
      return;
    }
    print.note(console, summary(leftOut));
    if (print.verbose()) {
      leftOut.forEach(
          entry ->
              print.note(
                  console,
                  "  "
                      + entry.path()
                      + ": "
                      + entry.reason().words(1)
                      + (entry.format().isEmpty() ? "" : " (" + entry.format() + ")")));
    }
  }

  private void json(LeftOut entry) {
    console
        .out()
        .println(
            Json.line(
                new Line(
                    entry.path().toString(),
                    "left out",
                    entry.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    entry.format().isEmpty() ? null : entry.format())));
  }

  /** Returns how many entries are left out for each reason, with the remedy. */
  private String summary(List<LeftOut> leftOut) {
    Map<Reason, Map<String, Integer>> counts = new EnumMap<>(Reason.class);
    for (LeftOut entry : leftOut) {
      counts
          .computeIfAbsent(entry.reason(), reason -> new TreeMap<>())
          .merge(entry.format(), 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    counts.forEach(
        (reason, formats) -> {
          int count = formats.values().stream().mapToInt(Integer::intValue).sum();
          List<String> named = new ArrayList<>();
          formats.forEach(
              (format, number) -> {
                if (!format.isEmpty()) {
                  named.add(number + " " + format);
                }
              });
          parts.add(
              count
                  + " "
                  + reason.words(count)
                  + (named.isEmpty() ? "" : " (" + String.join(", ", named) + ")")
                  + (reason == Reason.SUBFOLDER ? " (-r searches them)" : ""));
        });
    return "Left out: "
        + String.join("; ", parts)
        + (print.verbose() ? "" : "; --verbose names them")
        + ".";
  }
}
