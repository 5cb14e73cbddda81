package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.onnx.Value;
import java.util.List;

/** An inspection as JSON. */
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
      entry.put("gradient", operator.gradient());
    }
    ArrayNode obstacles = node.putArray("obstacles");
    inspection.obstacles().forEach(obstacles::add);
    return node;
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
