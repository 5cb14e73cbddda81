package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An estimate of the cost of one run of a graph, from its shapes alone.
 *
 * @param nodes the number of nodes
 * @param multiplyAdds multiply-adds in Conv, ConvTranspose, MatMul, Gemm and Einsum, with padding
 *     counted as data; all other operators are left out, because they are bound by memory
 * @param weightBytes bytes of all constants
 * @param peakBytes the maximum bytes of inputs and computed values that are alive at once if the
 *     nodes run in their order, each value from the node that writes it to the last that reads it;
 *     without reuse in place and without the operators' own scratch memory
 */
public record Cost(int nodes, long multiplyAdds, long weightBytes, long peakBytes) {

  /** Returns the cost of a graph with all types known. */
  public static Cost of(Graph graph) {
    long multiplyAdds = graph.nodes().stream().mapToLong(n -> multiplyAdds(graph, n)).sum();
    long weights =
        graph.initializers().values().stream().map(TensorData::type).mapToLong(Cost::bytes).sum();
    return new Cost(graph.nodes().size(), multiplyAdds, weights, peak(graph));
  }

  /** Returns the multiply-adds of one node; 0 for operators that are not counted. */
  public static long multiplyAdds(Graph graph, Node node) {
    if (!node.domain().isEmpty()) {
      return 0;
    }
    return switch (node.opType()) {
      case "Conv" -> size(graph, node.output()) * sizeBehindFirstAxis(graph, node.input(1));
      case "ConvTranspose" ->
          size(graph, node.input(0)) * sizeBehindFirstAxis(graph, node.input(1));
      case "MatMul" -> size(graph, node.output()) * graph.type(node.input(0)).dim(-1);
      case "Gemm" -> {
        boolean transposed = node.attributes().integer("transA", 0) != 0;
        yield size(graph, node.output()) * graph.type(node.input(0)).dim(transposed ? 0 : 1);
      }
      case "Einsum" -> einsum(graph, node);
      default -> 0;
    };
  }

  private static long size(Graph graph, String name) {
    return graph.type(name).size();
  }

  /**
   * Returns taps times channels per group: input channels for Conv, output channels for
   * ConvTranspose.
   */
  private static long sizeBehindFirstAxis(Graph graph, String weights) {
    return Arrays.stream(graph.type(weights).dims()).skip(1).reduce(1, Math::multiplyExact);
  }

  /** Counts one multiply-add per combination of all indices; a single operand needs none. */
  private static long einsum(Graph graph, Node node) {
    String equation = node.attributes().string("equation", "").replace(" ", "");
    List<String> operands = Arrays.asList(equation.split("->", -1)[0].split(",", -1));
    if (operands.size() < 2 || operands.size() != node.inputs().size()) {
      return 0;
    }
    Map<String, Long> extents = new HashMap<>();
    for (int i = 0; i < operands.size(); i++) {
      long[] dims = graph.type(node.input(i)).dims();
      String indices = operands.get(i);
      int dots = indices.indexOf("...");
      int covered = dims.length - indices.replace(".", "").length();
      for (int d = 0; d < dims.length; d++) {
        String index;
        if (dots < 0 || d < dots) {
          index = indices.substring(d, d + 1);
        } else if (d < dots + covered) {
          // Ellipses broadcast, so their axes are counted from the right.
          index = "..." + (dots + covered - d);
        } else {
          int at = d - covered + 3;
          index = indices.substring(at, at + 1);
        }
        extents.merge(index, dims[d], Math::max);
      }
    }
    return extents.values().stream().reduce(1L, Math::multiplyExact);
  }

  private static long bytes(TensorType type) {
    return type.size() * type.elementType().bytes();
  }

  private static long peak(Graph graph) {
    Map<String, Integer> lastRead = new HashMap<>();
    for (int n = 0; n < graph.nodes().size(); n++) {
      for (String name : read(graph.nodes().get(n))) {
        lastRead.put(name, n);
      }
    }
    graph.outputs().forEach(v -> lastRead.put(v.name(), Integer.MAX_VALUE));
    long alive =
        graph.inputs().stream()
            .filter(v -> lastRead.containsKey(v.name()))
            .mapToLong(v -> bytes(v.type()))
            .sum();
    long peak = alive;
    for (int n = 0; n < graph.nodes().size(); n++) {
      Node node = graph.nodes().get(n);
      Set<String> touched = read(node);
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          alive += bytes(graph.type(output));
          touched.add(output);
        }
      }
      peak = Math.max(peak, alive);
      for (String name : touched) {
        boolean constant = name.isEmpty() || graph.constant(name).isPresent();
        if (!constant && lastRead.getOrDefault(name, n) <= n) {
          alive -= bytes(graph.type(name));
        }
      }
    }
    return peak;
  }

  private static Set<String> read(Node node) {
    Set<String> read = new HashSet<>(node.inputs());
    read.addAll(node.captured());
    return read;
  }
}
