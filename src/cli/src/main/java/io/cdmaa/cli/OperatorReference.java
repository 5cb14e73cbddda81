package io.cdmaa.cli;

import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.autodiff.GradientRules;
import io.cdmaa.autodiff.InputRule;
import io.cdmaa.autodiff.OperatorRule;
import io.cdmaa.cli.Inspection.Operator;
import io.cdmaa.cli.Inspection.State;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The operators of a graph and their gradients. */
final class OperatorReference {
  private OperatorReference() {}

  /** Returns one line per operator, by name, of a file that is not a valid generator. */
  static List<Operator> of(Graph file) {
    return of(file, List.of(), State.REFUSED);
  }

  /**
   * Returns one line per operator, by name, of a generator's graph.
   *
   * @param graph the graph
   * @param stops everything that prevents a gradient there
   */
  static List<Operator> of(Graph graph, List<Obstacle> stops) {
    return of(graph, stops, State.UNUSED);
  }

  private static List<Operator> of(Graph graph, List<Obstacle> stops, State withoutRule) {
    Map<String, List<Node>> byName = new TreeMap<>();
    graph.nodes().forEach(n -> byName.computeIfAbsent(name(n), k -> new ArrayList<>()).add(n));
    List<Operator> operators = new ArrayList<>();
    byName.forEach(
        (name, nodes) -> {
          List<Obstacle> here = stops.stream().filter(o -> name(o.node()).equals(name)).toList();
          operators.add(
              here.isEmpty()
                  ? allowed(name, nodes, withoutRule)
                  : refused(name, nodes.size(), here));
        });
    return operators;
  }

  private static String name(Node node) {
    return node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType();
  }

  private static Operator refused(String name, int count, List<Obstacle> stops) {
    long nodes = stops.stream().map(Obstacle::node).distinct().count();
    String which = nodes < count ? nodes + " of them: " : "";
    return new Operator(name, count, State.REFUSED, which + stops.get(0).reason());
  }

  private static Operator allowed(String name, List<Node> nodes, State withoutRule) {
    Node example = nodes.get(0);
    Optional<OperatorRule> rule = GradientRules.standard().find(example.domain(), example.opType());
    if (rule.isEmpty()) {
      return new Operator(name, nodes.size(), withoutRule, "no gradient rule");
    }
    List<InputRule> states = rule.get().inputs().stream().map(OperatorRule.Input::rule).toList();
    if (states.stream().anyMatch(InputRule.Formula.class::isInstance)) {
      return new Operator(name, nodes.size(), State.FORMULA, "");
    }
    return states.stream()
        .flatMap(s -> s instanceof InputRule.NotSupported n ? Stream.of(n.reason()) : Stream.of())
        .findFirst()
        .map(reason -> new Operator(name, nodes.size(), withoutRule, reason))
        .orElseGet(() -> new Operator(name, nodes.size(), State.ZERO, ""));
  }
}
