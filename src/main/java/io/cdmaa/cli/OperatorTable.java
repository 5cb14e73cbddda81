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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The operators of a graph, and what can be said of their gradients. */
final class OperatorTable {
  private static final int MOST_NODES = 3;

  private OperatorTable() {}

  /**
   * One line per operator, by name.
   *
   * @param graph the generator's graph, or the file's if it makes none
   * @param stops what stops the gradient there
   */
  static List<Operator> of(Graph graph, List<Obstacle> stops) {
    Map<String, List<Node>> byName = new TreeMap<>();
    graph.nodes().forEach(n -> byName.computeIfAbsent(name(n), k -> new ArrayList<>()).add(n));
    List<Operator> operators = new ArrayList<>();
    byName.forEach((name, nodes) -> operators.add(operator(name, nodes, stops)));
    return operators;
  }

  private static String name(Node node) {
    return node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType();
  }

  private static Operator operator(String name, List<Node> nodes, List<Obstacle> stops) {
    List<Obstacle> here = stops.stream().filter(o -> name(o.node()).equals(name)).toList();
    long refused = here.stream().map(Obstacle::node).distinct().count();
    if (refused > 0) {
      String which = refused < nodes.size() ? refused + " of them: " : "";
      return new Operator(name, nodes.size(), State.REFUSED, which + here.get(0).reason());
    }
    Node example = nodes.get(0);
    Optional<OperatorRule> rule = GradientRules.standard().find(example.domain(), example.opType());
    if (rule.isEmpty()) {
      // Without obstacles there: either the image passes elsewhere, or nobody could look.
      return stops.isEmpty() && !example.domain().isEmpty()
          ? new Operator(name, nodes.size(), State.REFUSED, "no gradient rule")
          : new Operator(name, nodes.size(), State.UNUSED, "no gradient rule");
    }
    boolean formula =
        rule.get().inputs().stream().anyMatch(i -> i.rule() instanceof InputRule.Formula);
    return new Operator(name, nodes.size(), formula ? State.FORMULA : State.ZERO, "");
  }

  /**
   * One sentence for each cause: the nodes, the operator's version, the reason and the remedy.
   *
   * @param opset the operator set of the file
   * @param stops what stops the gradient
   */
  static List<String> sentences(int opset, List<Obstacle> stops) {
    Map<String, List<Obstacle>> byCause = new LinkedHashMap<>();
    for (Obstacle stop : stops) {
      byCause
          .computeIfAbsent(
              name(stop.node()) + stop.reason() + stop.remedy(), k -> new ArrayList<>())
          .add(stop);
    }
    return byCause.values().stream().map(same -> sentence(opset, same)).toList();
  }

  private static String sentence(int opset, List<Obstacle> same) {
    List<String> labels = same.stream().map(o -> o.node().label()).distinct().toList();
    String more =
        labels.size() > MOST_NODES ? " and " + (labels.size() - MOST_NODES) + " more" : "";
    Obstacle first = same.get(0);
    return labels.stream().limit(MOST_NODES).collect(Collectors.joining(", "))
        + more
        + " (opset "
        + opset
        + "): "
        + first.reason()
        + "; "
        + first.remedy();
  }
}
