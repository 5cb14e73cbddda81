package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Folds evaluation-mode BatchNormalization into the weights of the preceding convolution (Ioffe and
 * Szegedy 2015, section 3.1). ONNX Runtime does so for Conv, but not for ConvTranspose.
 */
public final class BatchNormFolding {
  private BatchNormFolding() {}

  /** Returns the graph without the normalisations that can be folded; types remain known. */
  public static Graph apply(Graph graph) {
    Map<String, Integer> uses = uses(graph);
    Map<String, Node> convolutions = new HashMap<>();
    graph.nodes().stream()
        .filter(n -> n.opType().equals("Conv") || n.opType().equals("ConvTranspose"))
        .forEach(n -> convolutions.put(n.output(), n));
    Map<Node, Node> replacements = new HashMap<>();
    Set<Node> dropped = new HashSet<>();
    Map<String, TensorData> constants = new LinkedHashMap<>(graph.initializers());
    for (Node norm : graph.nodes()) {
      Node convolution =
          norm.opType().equals("BatchNormalization") ? convolutions.get(norm.input(0)) : null;
      if (convolution == null || uses.get(convolution.output()) != 1) {
        continue;
      }
      folded(graph, convolution, norm, constants)
          .ifPresent(
              node -> {
                replacements.put(norm, node);
                dropped.add(convolution);
              });
    }
    if (replacements.isEmpty()) {
      return graph;
    }
    List<Node> nodes =
        graph.nodes().stream()
            .filter(n -> !dropped.contains(n))
            .map(n -> replacements.getOrDefault(n, n))
            .toList();
    return new Graph(
            graph.opset(), graph.inputs(), graph.outputs(), nodes, constants, graph.types())
        .withOutputs(graph.outputs().stream().map(v -> v.name()).toList());
  }

  private static Map<String, Integer> uses(Graph graph) {
    Map<String, Integer> uses = new HashMap<>();
    graph.nodes().forEach(n -> n.inputs().forEach(i -> uses.merge(i, 1, Integer::sum)));
    graph.outputs().forEach(v -> uses.merge(v.name(), 1, Integer::sum));
    return uses;
  }

  private static Optional<Node> folded(
      Graph graph, Node convolution, Node norm, Map<String, TensorData> constants) {
    boolean constant =
        graph.constant(convolution.input(1)).isPresent()
            && (!convolution.hasInput(2) || graph.constant(convolution.input(2)).isPresent())
            && IntStream.rangeClosed(1, 4).allMatch(i -> graph.constant(norm.input(i)).isPresent());
    if (!constant || norm.attributes().integer("training_mode", 0) == 1) {
      return Optional.empty();
    }
    double[] scale = values(graph, norm, 1);
    double[] shift = values(graph, norm, 2);
    double[] mean = values(graph, norm, 3);
    double[] variance = values(graph, norm, 4);
    double epsilon = norm.attributes().real("epsilon", 1e-5);
    double[] bias =
        convolution.hasInput(2) ? values(graph, convolution, 2) : new double[scale.length];
    double[] gain = new double[scale.length];
    double[] offset = new double[scale.length];
    for (int c = 0; c < gain.length; c++) {
      gain[c] = scale[c] / Math.sqrt(variance[c] + epsilon);
      offset[c] = (bias[c] - mean[c]) * gain[c] + shift[c];
    }
    String weights = norm.output() + "/weights";
    String biases = norm.output() + "/bias";
    constants.put(
        weights, scaled(graph.constant(convolution.input(1)).orElseThrow(), convolution, gain));
    constants.put(biases, TensorData.ofDoubles(offset, offset.length));
    List<String> inputs = new ArrayList<>(List.of(convolution.input(0), weights, biases));
    return Optional.of(
        new Node(
            convolution.opType(),
            "",
            convolution.name(),
            inputs,
            List.of(norm.output()),
            convolution.attributes()));
  }

  private static double[] values(Graph graph, Node node, int input) {
    return graph.constant(node.input(input)).orElseThrow().doubles();
  }

  /** Scales output channels: on axis 0 for Conv, per group on axis 1 for ConvTranspose. */
  private static TensorData scaled(TensorData weights, Node convolution, double[] gain) {
    long[] dims = weights.dims();
    int taps = (int) (weights.type().size() / (dims[0] * dims[1]));
    int group = (int) convolution.attributes().integer("group", 1);
    boolean transposed = convolution.opType().equals("ConvTranspose");
    int inputsPerGroup = (int) dims[0] / group;
    float[] values = weights.floats();
    for (int a = 0; a < dims[0]; a++) {
      for (int b = 0; b < dims[1]; b++) {
        int channel = transposed ? a / inputsPerGroup * (int) dims[1] + b : a;
        int from = (a * (int) dims[1] + b) * taps;
        for (int t = from; t < from + taps; t++) {
          values[t] = (float) (values[t] * gain[channel]);
        }
      }
    }
    return TensorData.ofFloats(values, dims);
  }
}
