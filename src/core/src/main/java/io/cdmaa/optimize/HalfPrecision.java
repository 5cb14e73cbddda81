package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites a finished graph so that convolutions, matrix products and element-wise operators on
 * whole maps run in float16, with float16 weights (mixed precision: Micikevicius et al. 2018).
 * Inputs and outputs remain float32, and so do
 *
 * <ul>
 *   <li>statistics: every operator not listed here (reductions, normalisations, roots,
 *       exponentials), nodes read only by these, and values that are not maps, such as means per
 *       channel;
 *   <li>the ends: nodes before the first convolution and after the last one, which compute the
 *       losses and the gradient of the photo;
 *   <li>element-wise operators on values at the ends, with which the backward pass of a loss
 *       begins;
 *   <li>nodes with a constant that float16 cannot represent.
 * </ul>
 *
 * <p>Unscaled gradients are too small for float16: the caller scales the seed of the backward pass.
 */
public final class HalfPrecision {
  private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");
  private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "MatMul", "Gemm");

  /** Operators that run in float16 if their result is a map. */
  private static final Set<String> ELEMENTWISE =
      Set.of(
          "Abs",
          "Add",
          "AveragePool",
          "Clip",
          "Concat",
          "DepthToSpace",
          "Elu",
          "Expand",
          "Flatten",
          "Gather",
          "HardSigmoid",
          "HardSwish",
          "Identity",
          "LeakyRelu",
          "Max",
          "MaxPool",
          "Min",
          "Mul",
          "Neg",
          "PRelu",
          "Pad",
          "Relu",
          "Reshape",
          "Resize",
          "Selu",
          "Sigmoid",
          "Slice",
          "SpaceToDepth",
          "Split",
          "Squeeze",
          "Sub",
          "Sum",
          "Tanh",
          "Tile",
          "Transpose",
          "Unsqueeze",
          "Where");

  /** The smallest normal number of float16; below it, digits are lost. */
  private static final double SMALLEST = 0x1p-14;

  private static final double LARGEST = 65504;

  private static final Attributes TO_FLOAT = Attributes.of("to", ElementType.FLOAT.code());
  private static final Attributes TO_HALF = Attributes.of("to", ElementType.FLOAT16.code());

  private final Graph graph;
  private final GraphBuilder b = new GraphBuilder("h/");
  private final Map<String, Node> producers;

  /** The nodes that run in float16. */
  private final Set<Node> halved;

  /** The names in the new graph of values computed in float16. */
  private final Map<String, String> halfNames = new HashMap<>();

  private HalfPrecision(Graph graph) {
    this.graph = graph;
    producers = graph.producers();
    halved = halved();
  }

  /**
   * Rewrites the graph.
   *
   * @param graph standard operators, float32, static shapes; types need not be known
   * @return a graph with the same inputs and outputs; results up to float16's rounding
   */
  public static Graph apply(Graph graph) {
    return new HalfPrecision(OrtGraphOptimizer.withStaticTypes(graph)).rewritten();
  }

  private Set<Node> halved() {
    // Without convolutions, every matrix product counts as part of the network; otherwise those at
    // the ends are the photo's resampling.
    boolean convolves = graph.nodes().stream().anyMatch(n -> CONVOLUTIONS.contains(n.opType()));
    Set<String> network = convolves ? CONVOLUTIONS : PRODUCTS;
    Set<Node> first = before(network);
    Set<String> exact = after(network);
    Set<Node> candidates = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean end = first.contains(node) || node.outputs().stream().anyMatch(exact::contains);
      if (!end && PRODUCTS.contains(node.opType()) && holdsConstants(node, 0)) {
        candidates.add(node);
      } else if (!end && ELEMENTWISE.contains(node.opType())) {
        if (node.inputs().stream().anyMatch(name -> exact.contains(name) && isMap(name))) {
          exact.addAll(node.outputs());
        } else if (isMap(node.output()) && holdsConstants(node, SMALLEST)) {
          candidates.add(node);
        }
      }
    }
    return withoutStatistics(candidates);
  }

  /** Returns the nodes before the first convolutions. */
  private Set<Node> before(Set<String> network) {
    Set<String> behind = new HashSet<>();
    Set<Node> first = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (network.contains(node.opType()) || node.inputs().stream().anyMatch(behind::contains)) {
        behind.addAll(node.outputs());
      } else {
        first.add(node);
      }
    }
    return first;
  }

  /** Returns the values between the last convolutions and the outputs. */
  private Set<String> after(Set<String> network) {
    Set<String> wanted = new HashSet<>();
    graph.outputs().forEach(output -> wanted.add(output.name()));
    Set<String> after = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!network.contains(node.opType()) && node.outputs().stream().anyMatch(wanted::contains)) {
        after.addAll(node.outputs());
        wanted.addAll(node.inputs());
      }
    }
    return after;
  }

  /** Removes element-wise nodes whose results are read only by float32 nodes. */
  private Set<Node> withoutStatistics(Set<Node> candidates) {
    Set<String> readInHalf = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean product = PRODUCTS.contains(node.opType());
      if (!product && node.outputs().stream().noneMatch(readInHalf::contains)) {
        candidates.remove(node);
      }
      if (candidates.contains(node)) {
        readInHalf.addAll(node.inputs());
      }
    }
    return candidates;
  }

  /**
   * Returns whether a value is a float tensor with at least two axes larger than 1 after the first.
   */
  private boolean isMap(String name) {
    if (name.isEmpty() || graph.constant(name).isPresent() || !isFloat(name)) {
      return false;
    }
    TensorType type = graph.type(name);
    int extended = 0;
    for (int axis = 1; axis < type.rank(); axis++) {
      extended += type.dim(axis) > 1 ? 1 : 0;
    }
    return extended >= 2;
  }

  private boolean isFloat(String name) {
    return graph.type(name).elementType() == ElementType.FLOAT;
  }

  /**
   * Returns whether float16 can represent a node's constants: none out of its range, and none but
   * zero below the bound.
   */
  private boolean holdsConstants(Node node, double smallest) {
    for (String name : node.inputs()) {
      TensorData constant = graph.constant(name).filter(c -> isFloat(name)).orElse(null);
      if (constant == null) {
        continue;
      }
      for (float value : constant.floats()) {
        double magnitude = Math.abs(value);
        if (magnitude > LARGEST || (magnitude != 0 && magnitude < smallest)) {
          return false;
        }
      }
    }
    return true;
  }

  private Graph rewritten() {
    graph.inputs().forEach(v -> b.input(v.name(), v.type()));
    graph.initializers().forEach(b::initializer);
    for (Node node : graph.nodes()) {
      if (halved.contains(node)) {
        emitHalf(node);
      } else {
        b.add(node.withInputs(node.inputs().stream().map(this::inFloat).toList()));
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Value output : graph.outputs()) {
      outputs.put(output.name(), inFloat(output.name()));
    }
    return b.build(outputs);
  }

  private void emitHalf(Node node) {
    if (isStep(node)) {
      halfNames.put(node.output(), step(node.input(0)));
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      // A Resize's other inputs, including its scales, keep their type.
      boolean data = i == 0 || !node.opType().equals("Resize");
      inputs.add(data ? inHalf(node.input(i)) : node.input(i));
    }
    List<String> outputs = new ArrayList<>();
    for (String name : node.outputs()) {
      boolean real = !name.isEmpty() && isFloat(name);
      outputs.add(real ? "h/" + name : name);
      if (real) {
        halfNames.put(name, "h/" + name);
      }
    }
    b.add(new Node(node.opType(), "", node.name(), inputs, outputs, node.attributes()));
  }

  /** Returns whether the node is a step function whose slope float16 cannot represent. */
  private static boolean isStep(Node node) {
    return node.opType().equals("HardSigmoid")
        && node.attributes().real("alpha", 0.2) > LARGEST
        && node.attributes().real("beta", 0.5) == 0;
  }

  /** Emits 1 where a value is positive, else 0. */
  private String step(String x) {
    String sign = b.op("Sign", inHalf(x));
    Node producer = producers.get(x);
    boolean negative = producer == null || !producer.opType().equals("Relu");
    return negative ? b.op("Relu", sign) : sign;
  }

  private String inFloat(String name) {
    String half = halfNames.get(name);
    return half == null ? name : b.op("Cast", TO_FLOAT, half);
  }

  private String inHalf(String name) {
    if (name.isEmpty() || !isFloat(name)) {
      return name;
    }
    String half = halfNames.get(name);
    if (half != null) {
      return half;
    }
    return graph
        .constant(name)
        .map(data -> b.constant(TensorData.ofHalves(data.floats(), data.dims())))
        .orElseGet(() -> b.op("Cast", TO_HALF, name));
  }
}
