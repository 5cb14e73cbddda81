package io.cdmaa.protection;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of files that are written: which file name extensions fit the contents, and how a file
 * that {@code cdmaa} wrote is told from any other. A mark inside the file tells, so that it may be
 * renamed and copied; a protected photo carries none, the record beside it tells.
 */
public enum OutputKind {
  /** A page, marked by {@code <meta name="generator">}. */
  REPORT("a page", ".html .htm"),
  /** A drawing or contact sheet, marked by the PNG's text chunk {@code Software}. */
  PICTURE("a PNG picture", ".png"),
  /** JSON Lines, marked by {@code "tool"} as the first key. */
  DIAGNOSTICS("JSON Lines", ".jsonl .ndjson"),
  /** An ONNX graph, marked by its {@code producer_name}. */
  GRADIENT_GRAPH("an ONNX graph", ".onnx"),
  /** A manifest; people edit those that were written for them, so none counts as ours. */
  MANIFEST("a manifest", ".yaml .yml"),
  /** A copy of somebody's model under the name that it has; never ours. */
  MODEL("a model", "");

  private final String described;
  private final String extensions;

  OutputKind(String described, String extensions) {
    this.described = described;
    this.extensions = extensions;
  }

  /** Whether {@code cdmaa} wrote an existing file. */
  boolean isOurs(Path file) {
    return switch (this) {
      case REPORT -> Marks.isReport(file);
      case PICTURE -> Marks.isPicture(file);
      case DIAGNOSTICS -> Marks.isJson(file);
      case GRADIENT_GRAPH -> Marks.isGradientGraph(file);
      case MANIFEST, MODEL -> false;
    };
  }

  /** Whether the file's name promises these contents. */
  boolean fits(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions().stream().anyMatch(name::endsWith);
  }

  /** The contents in words. */
  String described() {
    return described;
  }

  /** The extensions with their dots, the usual one first. */
  List<String> extensions() {
    return Arrays.asList(extensions.split(" ", -1));
  }
}
