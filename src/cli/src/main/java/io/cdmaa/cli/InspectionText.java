package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.ImagePort;
import io.cdmaa.generator.Manifest;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.optimize.Sharing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Formats an inspection as human-readable text. */
final class InspectionText {
  private static final int MOST_DOMAINS = 15;

  private final StringBuilder text = new StringBuilder();

  private InspectionText() {}

  static String of(Inspection inspection) {
    return new InspectionText().render(inspection);
  }

  private String render(Inspection inspection) {
    Manifest manifest = inspection.manifest();
    text.append(manifest.onnx()).append(System.lineSeparator());
    boolean bare = manifest.bare();
    row("manifest", bare ? "none" : manifest.source().toString());
    inspection.file().ifPresent(graph -> file(inspection, graph));
    inspection.generator().ifPresent(this::generator);
    inspection.workload().ifPresent(this::condition);
    operators(inspection);
    inspection.workload().ifPresent(this::costs);
    inspection.workload().ifPresent(this::algorithms);
    List<String> obstacles = inspection.obstacles();
    if (obstacles.isEmpty()) {
      row("gradient", "nothing stops it; photos can be protected against this model");
    } else {
      row("gradient", "stopped:");
      obstacles.forEach(o -> text.append("    ").append(o).append(System.lineSeparator()));
    }
    return text.append(System.lineSeparator()).toString();
  }

  private void file(Inspection inspection, Graph graph) {
    row("opset", Integer.toString(graph.opset()));
    row("parameters", String.format(Locale.ROOT, "%,d", inspection.parameters()));
    graph.inputs().forEach(v -> row("input", describe(v)));
    graph.outputs().forEach(v -> row("output", describe(v)));
  }

  private void generator(Generator generator) {
    row("name", generator.name());
    row("image", describe(generator.image()));
    row("fake", describe(generator.output()));
    List<String> domains = generator.domainNames();
    int shown = domains.size() > MOST_DOMAINS ? MOST_DOMAINS - 1 : domains.size();
    row(
        "domains",
        domains.size()
            + ": "
            + String.join(", ", domains.subList(0, shown))
            + (shown < domains.size() ? " and " + (domains.size() - shown) + " more" : ""));
    if (generator.domains().size() > 1) {
      row(
          "batch",
          generator.batch() > 1
              ? "all domains in one pass"
              : "one domain per pass, as the rows of a batch are not independent (slower)");
    }
    generator.assumptions().forEach(a -> row("assumed", a));
  }

  private void operators(Inspection inspection) {
    if (inspection.operators().isEmpty()) {
      return;
    }
    row("operators", inspection.generator().isPresent() ? "after folding" : "as in the file");
    for (Inspection.Operator operator : inspection.operators()) {
      text.append(
          String.format(
              Locale.ROOT,
              "    %5d  %-28s %s%n",
              operator.count(),
              operator.name(),
              state(operator)));
    }
  }

  private static String state(Inspection.Operator operator) {
    return switch (operator.state()) {
      case FORMULA -> "formula";
      case ZERO -> "zero";
      case REFUSED -> "refused: " + operator.reason();
      case UNUSED -> "not needed: the image does not pass here";
    };
  }

  private void condition(Workload workload) {
    workload
        .entry()
        .ifPresent(
            e ->
                row(
                    "condition",
                    "enters at " + e.node() + " " + describe(e.type()) + later(e.others())));
    workload.shared().ifPresent(s -> shared(s, workload));
  }

  private static String later(int nodes) {
    return nodes == 0 ? "" : " and at " + nodes + (nodes == 1 ? " later node" : " later nodes");
  }

  private void shared(Sharing shared, Workload workload) {
    long once = shared.multiplyAdds();
    long all = workload.optimised().multiplyAdds();
    long repeated = (workload.rows() - 1) * once;
    row(
        "shared",
        String.format(
            Locale.ROOT,
            "%d of %d nodes run once for all %d domains: %.0f%% of the GMAC, not %.0f%%",
            shared.nodes(),
            workload.optimised().nodes(),
            workload.rows(),
            percent(once, all),
            percent(once + repeated, all + repeated)));
  }

  private static double percent(long part, long whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  private void costs(Workload workload) {
    row(
        "cost",
        "estimated from shapes, for "
            + (workload.rows() == 1 ? "one domain" : "all " + workload.rows() + " domains")
            + " and a photo of the model's size");
    text.append(
        String.format(
            "    %-22s %6s %9s  %10s  %15s%n",
            "", "nodes", "GMAC", "weights MB", "intermediate MB"));
    for (Workload.Stage stage : workload.stages()) {
      text.append(
          String.format(
              Locale.ROOT,
              "    %-22s %6d %9.3f  %10.1f  %15.1f%n",
              stage.name(),
              stage.cost().nodes(),
              stage.cost().multiplyAdds() / 1e9,
              stage.cost().weightBytes() / 1e6,
              stage.cost().peakBytes() / 1e6));
    }
  }

  private void algorithms(Workload workload) {
    if (!workload.algorithms().isEmpty()) {
      row(
          "run as",
          workload.algorithms().entrySet().stream()
                  .map(e -> e.getKey().label() + " " + e.getValue())
                  .collect(Collectors.joining(", "))
              + " (convolutions of both passes, on the CPU without --tune)");
    }
  }

  private static String describe(Value value) {
    return value.name() + "  " + describe(value.type());
  }

  private static String describe(TensorType type) {
    return type == null
        ? "of unknown type"
        : type.elementType().name().toLowerCase(Locale.ROOT)
            + Arrays.stream(type.dims())
                .mapToObj(d -> d == TensorType.UNKNOWN ? "?" : Long.toString(d))
                .collect(Collectors.joining(" x ", " [", "]"));
  }

  private static String describe(ImagePort port) {
    return port.name()
        + ": "
        + port.width()
        + " x "
        + port.height()
        + " pixels, "
        + port.layout()
        + ", "
        + port.color()
        + ", black "
        + port.range().black()
        + ", white "
        + port.range().white();
  }

  private void row(String label, String value) {
    text.append(String.format(Locale.ROOT, "  %-11s %s%n", label, value));
  }
}
