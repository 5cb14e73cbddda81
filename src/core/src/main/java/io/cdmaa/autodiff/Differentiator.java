package io.cdmaa.autodiff;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.autodiff.InputRule.Formula;
import io.cdmaa.autodiff.InputRule.NotDifferentiable;
import io.cdmaa.autodiff.InputRule.NotSupported;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.ModelException;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reverse-mode differentiation (Griewank and Walther, Evaluating Derivatives, chapter 3) of a
 * folded graph with static shapes; it appends the backward nodes to the graph.
 */
public final class Differentiator {
  private final GradientRules rules;
  private final OptionalInt opset;

  /**
   * @param rules the table of gradient rules
   */
  public Differentiator(GradientRules rules) {
    this(rules, OptionalInt.empty());
  }

  private Differentiator(GradientRules rules, OptionalInt opset) {
    this.rules = rules;
    this.opset = opset;
  }

  /** Returns a differentiator with the standard rules. */
  public static Differentiator standard() {
    return new Differentiator(GradientRules.standard());
  }

  /**
   * Returns a differentiator whose messages name the operator versions in the model's file, for a
   * model that was converted to another operator set before differentiation.
   *
   * @param modelOpset the operator set of the file
   */
  public Differentiator forModelOf(int modelOpset) {
    return new Differentiator(rules, OptionalInt.of(modelOpset));
  }

  /**
   * A node and input at which the gradient cannot continue.
   *
   * @param node the node
   * @param input position of the input through which the image reaches the node; -1 if through a
   *     graph inside the node
   * @param reason why there is no gradient
   * @param remedy what the user can do
   */
  public record Obstacle(Node node, int input, String reason, String remedy) {}

  /**
   * Returns everything that prevents differentiation between two values.
   *
   * @param graph a folded graph with all types known
   * @param output the value to differentiate
   * @param wrt the value to differentiate with respect to
   */
  public List<Obstacle> obstacles(Graph graph, String output, String wrt) {
    return obstacles(GraphBuilder.of(graph, "g/"), path(graph, Set.of(output), wrt));
  }

  private List<Obstacle> obstacles(GraphBuilder builder, List<Step> path) {
    List<Obstacle> found = new ArrayList<>();
    for (Step step : path) {
      NodeView view = new NodeView(builder, step.node());
      for (int i : step.activeInputs()) {
        InputRule rule =
            step.rule().map(r -> r.at(Math.max(0, i))).orElseGet(() -> unknown(step.node()));
        Optional<NotSupported> stop = Optional.empty();
        if (rule instanceof NotSupported unsupported) {
          stop = Optional.of(unsupported);
        } else if (rule instanceof Formula formula) {
          stop = formula.obstacle().apply(view);
        }
        stop.ifPresent(s -> found.add(new Obstacle(step.node(), i, s.reason(), s.remedy())));
      }
    }
    return found;
  }

  private static NotSupported unknown(Node node) {
    return node.domain().isEmpty()
        ? new NotSupported(
            "there is no gradient rule for this operator", "re-export the model without it")
        : new NotSupported(
            "operators of the domain " + node.domain() + " cannot be differentiated",
            "re-export the model with standard ONNX operators only");
  }

  /**
   * Appends the gradient of a scalar.
   *
   * @param graph a folded graph with all types known
   * @param scalar a float value of one element
   * @param wrt the value to differentiate with respect to
   * @param builder continues {@code graph} and receives the new nodes
   * @return the name of the gradient, of the shape of {@code wrt}
   * @throws CdmaaException listing every node without a usable rule, or if there is no dependence
   */
  public String gradient(Graph graph, String scalar, String wrt, GraphBuilder builder) {
    TensorType type = graph.type(scalar);
    String seed = builder.expand(builder.scalar(1), type.dims());
    return gradient(graph, Map.of(scalar, seed), wrt, builder);
  }

  /**
   * Appends a vector-Jacobian product.
   *
   * @param graph a folded graph with all types known
   * @param seeds maps values of the graph to the names of their gradients, of the same shapes
   * @param wrt the value to differentiate with respect to
   * @param builder continues {@code graph} and receives the new nodes
   * @return the name of the gradient, of the shape of {@code wrt}
   * @throws CdmaaException listing every node without a usable rule, or if there is no dependence
   */
  public String gradient(Graph graph, Map<String, String> seeds, String wrt, GraphBuilder builder) {
    List<Step> path = path(graph, seeds.keySet(), wrt);
    List<Obstacle> obstacles = obstacles(builder, path);
    if (!obstacles.isEmpty()) {
      throw new ModelException(
          ErrorReason.NO_GRADIENT,
          "cannot be differentiated. "
              + String.join(
                  ". ",
                  Explanation.sentences(
                      opset.orElse(graph.opset()), obstacles, Integer.MAX_VALUE)));
    }
    Map<String, List<String>> contributions = new HashMap<>();
    seeds.forEach((value, seed) -> contributions.put(value, new ArrayList<>(List.of(seed))));
    for (int s = path.size() - 1; s >= 0; s--) {
      Step step = path.get(s);
      List<Optional<String>> outputGradients =
          step.node().outputs().stream().map(o -> total(builder, contributions.get(o))).toList();
      if (outputGradients.stream().allMatch(Optional::isEmpty)) {
        continue;
      }
      for (int i : step.activeInputs()) {
        if (step.rule().orElseThrow().at(i) instanceof Formula formula) {
          String gradient =
              formula.gradient().gradient(new Backward(builder, step.node(), outputGradients, i));
          contributions.computeIfAbsent(step.node().input(i), k -> new ArrayList<>()).add(gradient);
        }
      }
    }
    return total(builder, contributions.get(wrt))
        .orElseThrow(
            () ->
                new ModelException(
                    ErrorReason.NO_GRADIENT, independent(graph, seeds.keySet(), wrt)));
  }

  /**
   * Explains why there is no gradient at all: there is no path, or every path has a zero
   * derivative.
   */
  private String independent(Graph graph, Set<String> outputs, String wrt) {
    ZeroDerivatives zeros =
        ZeroDerivatives.of(rules, graph, opset.orElse(graph.opset()), outputs, wrt);
    String statement =
        "has no gradient: its output does not depend on the input '"
            + wrt
            + "' in a differentiable way";
    return zeros.ends().isEmpty()
        ? statement + "; name the right image input and output in the manifest"
        : statement + ": " + zeros.clause(Integer.MAX_VALUE);
  }

  private static Optional<String> total(GraphBuilder builder, List<String> parts) {
    if (parts == null) {
      return Optional.empty();
    }
    if (parts.size() > 1) {
      String sum = builder.op("Sum", parts.toArray(String[]::new));
      parts.clear();
      parts.add(sum);
    }
    return Optional.of(parts.get(0));
  }

  /** A node on a path from the input to the outputs, and its inputs on such paths. */
  private record Step(Node node, Optional<OperatorRule> rule, List<Integer> activeInputs) {}

  private List<Step> path(Graph graph, Set<String> outputs, String wrt) {
    Set<String> needed = ZeroDerivatives.needed(graph, outputs);
    Set<String> active = new HashSet<>(Set.of(wrt));
    List<Step> path = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.outputs().stream().noneMatch(needed::contains)) {
        continue;
      }
      Optional<OperatorRule> rule = rules.find(node.domain(), node.opType());
      List<Integer> inputs = new ArrayList<>();
      for (int i = 0; i < node.inputs().size(); i++) {
        boolean zero = rule.isPresent() && rule.get().at(i) instanceof NotDifferentiable;
        if (active.contains(node.input(i)) && !zero) {
          inputs.add(i);
        }
      }
      if (inputs.isEmpty() && node.captured().stream().anyMatch(active::contains)) {
        inputs.add(-1);
      }
      if (!inputs.isEmpty()) {
        path.add(new Step(node, rule, inputs));
        node.outputs().stream().filter(o -> isReal(graph, o)).forEach(active::add);
      }
    }
    return path;
  }

  /** Returns whether a value holds real numbers, which may be quantised. */
  static boolean isReal(Graph graph, String output) {
    if (output.isEmpty()) {
      return false;
    }
    ElementType type = graph.type(output).elementType();
    return type.isFloatingPoint() || QuantizationRules.isQuantized(type);
  }
}
