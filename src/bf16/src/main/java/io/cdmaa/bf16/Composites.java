package io.cdmaa.bf16;

import io.cdmaa.autodiff.GradientRules;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Recognises, in a differentiated graph, gradients for which oneDNN has a primitive of its own, and
 * makes each of them one node: those of an instance normalisation and of a rectifier.
 */
final class Composites {
  /** The domain of the nodes that this pass creates. */
  static final String DOMAIN = "io.cdmaa.bf16";

  /**
   * The gradient of an instance normalisation's input, from that of its output and, as a second
   * input, the output itself, which names the normalisation.
   */
  static final String NORMALISATION = "InstanceNormalizationGradient";

  /**
   * The gradient of a rectifier's input, from that of its output and the output itself; the
   * attribute is the slope on the negative side.
   */
  static final String RECTIFIER = "RectifierGradient";

  static final String SLOPE = "slope";

  private static final double STEEP = 1e30;

  private final Graph graph;
  private final Map<String, Node> producers;
  private final Map<String, Node> normalisations = new HashMap<>();
  private final Map<String, Node> leaky = new HashMap<>();
  private final Set<String> rectified = new HashSet<>();
  private final GraphBuilder probe;

  private Composites(Graph graph) {
    this.graph = graph;
    producers = graph.producers();
    probe = GraphBuilder.of(graph, "probe/");
    for (Node node : graph.nodes()) {
      switch (node.opType()) {
        case "InstanceNormalization" -> normalisations.put(node.input(0), node);
        case "LeakyRelu" -> leaky.put(node.input(0), node);
        case "Relu" -> rectified.add(node.output());
        default -> {}
      }
    }
  }

  /**
   * Rewrites a graph.
   *
   * @param graph with all types known
   * @param except outputs of nodes that are to stay as they are
   */
  static Graph apply(Graph graph, Set<String> except) {
    return new Composites(graph).rewritten(except);
  }

  private Graph rewritten(Set<String> except) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Node composite = except.contains(node.output()) ? null : composite(node, except);
      nodes.add(composite == null ? node : composite);
    }
    Graph all =
        new Graph(
            graph.opset(),
            graph.inputs(),
            graph.outputs(),
            nodes,
            graph.initializers(),
            graph.types());
    return all.withOutputs(graph.outputs().stream().map(Value::name).toList());
  }

  private Node composite(Node node, Set<String> except) {
    return switch (node.opType()) {
      case "Add" -> normalisation(node, except);
      case "Mul" -> rectifier(node);
      default -> null;
    };
  }

  /** Returns the producer of an input if it is of a type. */
  private Node made(Node node, int input, String opType) {
    Node producer = producers.get(node.input(input));
    return producer != null && producer.opType().equals(opType) ? producer : null;
  }

  private Node normalisation(Node node, Set<String> except) {
    Node scaled = made(node, 0, "Mul");
    Node rest = made(node, 1, "Add");
    Node centredPart = rest == null ? null : made(rest, 0, "Mul");
    Node centred = centredPart == null ? null : made(centredPart, 0, "Sub");
    if (scaled == null || centred == null) {
      return null;
    }
    Node forward = normalisations.get(centred.input(0));
    if (forward == null || except.contains(forward.output())) {
      return null;
    }
    String g = scaled.input(0);
    boolean same =
        GradientRules.standard()
            .emit(probe, forward, 0, g)
            .filter(node.output()::equals)
            .isPresent();
    return same ? created(node, NORMALISATION, Attributes.none(), g, forward.output()) : null;
  }

  private Node rectifier(Node node) {
    Node step = made(node, 1, "HardSigmoid");
    if (step != null && isStep(step) && rectified.contains(step.input(0))) {
      return created(node, RECTIFIER, Attributes.of(SLOPE, 0f), node.input(0), step.input(0));
    }
    Node sum = made(node, 1, "Add");
    Node scaled = sum == null ? null : made(sum, 0, "Mul");
    step = scaled == null ? null : made(scaled, 0, "HardSigmoid");
    Node forward = step == null || !isStep(step) ? null : leaky.get(step.input(0));
    if (forward == null || forward.attributes().real("alpha", 0.01) <= 0) {
      return null;
    }
    boolean same =
        GradientRules.standard()
            .emit(probe, forward, 0, node.input(0))
            .filter(node.output()::equals)
            .isPresent();
    float slope = (float) forward.attributes().real("alpha", 0.01);
    return same
        ? created(node, RECTIFIER, Attributes.of(SLOPE, slope), node.input(0), forward.output())
        : null;
  }

  /**
   * Returns the inputs of which a node reads the elements, which are not those that only name
   * another node.
   */
  static List<String> reads(Node node) {
    return node.opType().equals(NORMALISATION) ? node.inputs().subList(0, 1) : node.inputs();
  }

  private static boolean isStep(Node node) {
    return node.attributes().real("alpha", 0.2) > STEEP && node.attributes().real("beta", 0.5) == 0;
  }

  private static Node created(Node node, String type, Attributes attributes, String... inputs) {
    return new Node(type, DOMAIN, node.name(), List.of(inputs), node.outputs(), attributes);
  }
}
