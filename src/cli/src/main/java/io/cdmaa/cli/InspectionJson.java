package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.generator.Generator;
import io.cdmaa.onnx.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An inspection as JSON. Unknown values are left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record InspectionJson(
    String model,
    boolean differentiable,
    Long opset,
    Long parameters,
    List<Value> inputs,
    List<Value> outputs,
    String name,
    Integer batch,
    List<String> domains,
    List<String> assumptions,
    List<Operator> operators,
    Entry conditionEnters,
    Shared shared,
    Map<String, Integer> algorithms,
    List<Stage> estimatedCost,
    List<String> obstacles) {

  /** An input or output of the graph. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Value(String name, String type) {
    static List<Value> of(List<io.cdmaa.onnx.Value> values) {
      return values.stream()
          .map(v -> new Value(v.name(), v.type() == null ? null : v.type().toString()))
          .toList();
    }
  }

  /** An operator and its gradient. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Operator(String name, int count, String gradient, String reason) {
    static Operator of(Inspection.Operator operator) {
      return new Operator(
          operator.name(),
          operator.count(),
          operator.state().name().toLowerCase(Locale.ROOT),
          operator.reason().isEmpty() ? null : operator.reason());
    }
  }

  /** Where the condition enters. */
  record Entry(String node, String type, int laterNodes) {}

  /** The part that all domains share. */
  record Shared(int domains, int nodes, long multiplyAdds) {}

  /** The cost of one stage. */
  record Stage(
      String stage, int nodes, long multiplyAdds, long weightBytes, long intermediateBytes) {
    static Stage of(Workload.Stage stage) {
      return new Stage(
          stage.name(),
          stage.cost().nodes(),
          stage.cost().multiplyAdds(),
          stage.cost().weightBytes(),
          stage.cost().peakBytes());
    }
  }

  static InspectionJson of(Inspection inspection) {
    Optional<Graph> graph = inspection.file();
    Optional<Generator> generator = inspection.generator();
    Optional<Workload> workload = inspection.workload();
    return new InspectionJson(
        inspection.manifest().onnx().toString(),
        inspection.obstacles().isEmpty(),
        graph.map(g -> (long) g.opset()).orElse(null),
        graph.map(g -> inspection.parameters()).orElse(null),
        graph.map(g -> Value.of(g.inputs())).orElse(null),
        graph.map(g -> Value.of(g.outputs())).orElse(null),
        generator.map(Generator::name).orElse(null),
        generator.map(Generator::batch).orElse(null),
        generator.map(Generator::domainNames).orElse(null),
        generator.map(Generator::assumptions).orElse(null),
        inspection.operators().stream().map(Operator::of).toList(),
        workload
            .flatMap(Workload::entry)
            .map(e -> new Entry(e.node(), e.type().toString(), e.others()))
            .orElse(null),
        workload
            .flatMap(w -> w.shared().map(s -> new Shared(w.rows(), s.nodes(), s.multiplyAdds())))
            .orElse(null),
        workload.map(InspectionJson::algorithms).orElse(null),
        workload.map(w -> w.stages().stream().map(Stage::of).toList()).orElse(null),
        inspection.obstacles());
  }

  private static Map<String, Integer> algorithms(Workload workload) {
    Map<String, Integer> algorithms = new LinkedHashMap<>();
    workload.algorithms().forEach((f, count) -> algorithms.put(f.label(), count));
    return algorithms.isEmpty() ? null : algorithms;
  }
}
