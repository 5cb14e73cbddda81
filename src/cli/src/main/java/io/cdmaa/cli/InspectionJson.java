package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.onnx.Value;
import java.util.List;
import java.util.Locale;

/** Formats an inspection as JSON. */
final class InspectionJson {
  private InspectionJson() {}

  static ObjectNode of(Inspection inspection) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("model", inspection.manifest().onnx().toString());
    node.put("differentiable", inspection.obstacles().isEmpty());
    inspection
        .file()
        .ifPresent(
            graph -> {
              node.put("opset", graph.opset());
              node.put("parameters", inspection.parameters());
              values(node.putArray("inputs"), graph.inputs());
              values(node.putArray("outputs"), graph.outputs());
            });
    inspection
        .generator()
        .ifPresent(
            generator -> {
              node.put("name", generator.name());
              node.put("batch", generator.batch());
              generator.domainNames().forEach(node.withArray("domains")::add);
              ArrayNode assumptions = node.putArray("assumptions");
              generator.assumptions().forEach(assumptions::add);
            });
    ArrayNode operators = node.putArray("operators");
    for (Inspection.Operator operator : inspection.operators()) {
      ObjectNode entry = operators.addObject();
      entry.put("name", operator.name());
      entry.put("count", operator.count());
      entry.put("gradient", operator.state().name().toLowerCase(Locale.ROOT));
      if (!operator.reason().isEmpty()) {
        entry.put("reason", operator.reason());
      }
    }
    inspection.workload().ifPresent(workload -> workload(node, workload));
    ArrayNode obstacles = node.putArray("obstacles");
    inspection.obstacles().forEach(obstacles::add);
    return node;
  }

  private static void workload(ObjectNode node, Workload workload) {
    workload
        .entry()
        .ifPresent(
            e -> {
              ObjectNode entry = node.putObject("conditionEnters");
              entry.put("node", e.node());
              entry.put("type", e.type().toString());
              entry.put("laterNodes", e.others());
            });
    workload
        .shared()
        .ifPresent(
            s -> {
              ObjectNode shared = node.putObject("shared");
              shared.put("domains", workload.rows());
              shared.put("nodes", s.nodes());
              shared.put("multiplyAdds", s.multiplyAdds());
            });
    if (!workload.algorithms().isEmpty()) {
      ObjectNode algorithms = node.putObject("algorithms");
      workload.algorithms().forEach((f, count) -> algorithms.put(f.label(), count));
    }
    ArrayNode stages = node.putArray("estimatedCost");
    for (Workload.Stage stage : workload.stages()) {
      ObjectNode entry = stages.addObject();
      entry.put("stage", stage.name());
      entry.put("nodes", stage.cost().nodes());
      entry.put("multiplyAdds", stage.cost().multiplyAdds());
      entry.put("weightBytes", stage.cost().weightBytes());
      entry.put("intermediateBytes", stage.cost().peakBytes());
    }
  }

  private static void values(ArrayNode into, List<Value> values) {
    for (Value value : values) {
      ObjectNode entry = into.addObject();
      entry.put("name", value.name());
      if (value.type() != null) {
        entry.put("type", value.type().toString());
      }
    }
  }
}
