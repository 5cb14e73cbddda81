package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("file", entry.path().toString());
    node.put("status", "left out");
    node.put("reason", entry.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    if (!entry.format().isEmpty()) {
      node.put("format", entry.format());
    }
    console.out().println(node);
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
