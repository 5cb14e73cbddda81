package io.cdmaa.protection;

import io.cdmaa.universal.PerturbationFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The kinds of output files: which file name extensions match the contents, and how files written
 * by {@code cdmaa} are recognised. The mark is inside the file, so the file may be renamed and
 * copied; a protected photo carries no mark and is recognised by the record beside it.
 */
public enum OutputKind {
  /** An HTML page, marked by {@code <meta name="generator">}. */
  REPORT("a page", ".html .htm"),
  /** A plot or contact sheet, marked by the PNG text chunk {@code Software}. */
  PICTURE("a PNG picture", ".png"),
  /** JSON Lines, marked by {@code "tool"} as the first key. */
  DIAGNOSTICS("JSON Lines", ".jsonl .ndjson"),
  /** An ONNX graph, marked by its {@code producer_name}. */
  GRADIENT_GRAPH("an ONNX graph", ".onnx"),
  /** A universal perturbation, marked by its first bytes. */
  PERTURBATION("a universal perturbation", PerturbationFile.EXTENSION),
  /** A manifest; users edit generated ones, so none counts as written by {@code cdmaa}. */
  MANIFEST("a manifest", ".yaml .yml"),
  /** A copy of a model under its original name; never counts as written by {@code cdmaa}. */
  MODEL("a model", "");

  private final String described;
  private final String extensions;

  OutputKind(String described, String extensions) {
    this.described = described;
    this.extensions = extensions;
  }

  /** Returns whether {@code cdmaa} wrote an existing file. */
  boolean isOurs(Path file) {
    return switch (this) {
      case REPORT -> Marks.isReport(file);
      case PICTURE -> Marks.isPicture(file);
      case DIAGNOSTICS -> Marks.isJson(file);
      case GRADIENT_GRAPH -> Marks.isGradientGraph(file);
      case PERTURBATION -> PerturbationFile.isOne(file);
      case MANIFEST, MODEL -> false;
    };
  }

  /** Returns whether the file's extension matches the contents. */
  boolean fits(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return extensions.isEmpty() || extensions().stream().anyMatch(name::endsWith);
  }

  /** Returns the contents in words. */
  String described() {
    return described;
  }

  /** Returns the extensions with their dots, the usual one first. */
  List<String> extensions() {
    return Arrays.asList(extensions.split(" ", -1));
  }
}
