package io.cdmaa.autodiff;

import io.cdmaa.autodiff.InputRule.NotDifferentiable;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OperatorVersions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The nodes at which a derivative becomes zero: operators that are piecewise constant, or whose
 * output is an index or a boolean.
 *
 * @param ends each such node that a path from the input to the outputs passes, with its operator's
 *     version and the reason
 * @param passed whether the derivative may be other than zero on another path
 */
public record ZeroDerivatives(List<String> ends, boolean passed) {
  /** Copies the list. */
  public ZeroDerivatives {
    ends = List.copyOf(ends);
  }

  /**
   * Finds the nodes in a graph, by the standard rules.
   *
   * @param graph a folded graph
   * @param opset the operator set of the model's file, for messages
   * @param output the value to differentiate
   * @param wrt the value to differentiate with respect to
   */
  public static ZeroDerivatives of(Graph graph, int opset, String output, String wrt) {
    return of(GradientRules.standard(), graph, opset, Set.of(output), wrt);
  }

  static ZeroDerivatives of(
      GradientRules rules, Graph graph, int opset, Set<String> outputs, String wrt) {
    List<String> ends = new ArrayList<>();
    Set<String> needed = needed(graph, outputs);
    Set<String> active = new HashSet<>(Set.of(wrt));
    for (Node node : graph.nodes()) {
      if (node.outputs().stream().noneMatch(needed::contains)) {
        continue;
      }
      boolean continues = node.captured().stream().anyMatch(active::contains);
      Optional<OperatorRule> rule = rules.find(node.domain(), node.opType());
      for (int i = 0; i < node.inputs().size(); i++) {
        if (!active.contains(node.input(i))) {
          continue;
        }
        if (rule.isPresent() && rule.get().at(i) instanceof NotDifferentiable zero) {
          ends.add(end(node, opset, zero.reason()));
        } else {
          continues = true;
        }
      }
      for (String output : node.outputs()) {
        if (!continues || output.isEmpty()) {
          continue;
        }
        if (Differentiator.isReal(graph, output)) {
          active.add(output);
        } else if (needed.contains(output)) {
          ends.add(end(node, opset, "its output '" + output + "' holds no real numbers"));
        }
      }
    }
    return new ZeroDerivatives(
        ends.stream().distinct().toList(), outputs.stream().anyMatch(active::contains));
  }

  private static String end(Node node, int opset, String reason) {
    return "%s (%s, %s)".formatted(node.label(), OperatorVersions.name(node, opset), reason);
  }

  /** Returns all values that the outputs are computed from. */
  static Set<String> needed(Graph graph, Set<String> outputs) {
    Set<String> needed = new HashSet<>(outputs);
    for (int n = graph.nodes().size() - 1; n >= 0; n--) {
      Node node = graph.nodes().get(n);
      if (node.outputs().stream().anyMatch(needed::contains)) {
        needed.addAll(node.inputs());
        needed.addAll(node.captured());
      }
    }
    return needed;
  }

  /**
   * Returns where the derivative is zero and what to do about it, as a clause.
   *
   * @param mostNodes how many nodes to name
   */
  public String clause(int mostNodes) {
    String more = ends.size() > mostNodes ? " and " + (ends.size() - mostNodes) + " more" : "";
    return "the derivative is zero at "
        + String.join(", ", ends.subList(0, Math.min(mostNodes, ends.size())))
        + more
        + "; re-export the model without it, "
        + Explanation.OTHERWISE;
  }
}
