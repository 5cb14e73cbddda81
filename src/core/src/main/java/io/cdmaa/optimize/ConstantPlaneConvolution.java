package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Shrinks a convolution of constant planes, such as conditions that a generator broadcasts over the
 * image. Its results vary only near the border, so it is computed on the smallest planes that
 * include every border case, and its rows and columns are repeated from there.
 */
public final class ConstantPlaneConvolution {
  /**
   * The results along one axis.
   *
   * @param size of the small plane
   * @param places for each result of the large plane, its index in the small one
   */
  @SuppressWarnings("ArrayRecordComponent") // an index table, never modified
  private record Line(long size, long[] places) {
    static Line of(long size, long results, long kernel, long stride, long before) {
      long first = (before + stride - 1) / stride;
      long last = 0;
      while (last < results && (results - 1 - last) * stride - before + kernel > size) {
        last++;
      }
      long spare = Math.max(0, results - first - last - 1);
      long[] places = new long[(int) results];
      for (int i = 0; i < results; i++) {
        long end = results - last;
        places[i] = i < first ? i : i < end ? Math.min(i, first) : i - spare;
      }
      return new Line(size - spare * stride, places);
    }
  }

  private ConstantPlaneConvolution() {}

  /**
   * Rewrites the graph.
   *
   * @param graph with all types known
   * @return a graph with the same inputs, outputs and results up to the order of summation, with
   *     all types known
   */
  public static Graph apply(Graph graph) {
    Map<String, Node> makers = new HashMap<>();
    graph.nodes().forEach(n -> makers.put(n.output(), n));
    GraphBuilder b = new GraphBuilder("e/");
    graph.inputs().forEach(v -> b.input(v.name(), v.type()));
    graph.initializers().forEach(b::initializer);
    Map<String, String> renamed = new HashMap<>();
    for (Node node : graph.nodes()) {
      Optional<Node> spread =
          Optional.ofNullable(makers.get(node.input(0))).filter(s -> isSpread(graph, s));
      Optional<String> shrunk =
          spread
              .flatMap(s -> Layer.of(graph, node))
              .filter(layer -> !layer.transposed() && layer.isDense())
              .flatMap(layer -> shrunk(b, node, layer, spread.get().input(0)));
      if (shrunk.isPresent()) {
        renamed.put(node.output(), shrunk.get());
      } else {
        b.add(
            node.withInputs(node.inputs().stream().map(v -> renamed.getOrDefault(v, v)).toList()));
      }
    }
    if (renamed.isEmpty()) {
      return graph;
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(v -> outputs.put(v.name(), renamed.getOrDefault(v.name(), v.name())));
    return OrtGraphOptimizer.withStaticTypes(b.build(outputs));
  }

  /** Returns whether a node broadcasts [N, C, 1, 1] over whole planes. */
  private static boolean isSpread(Graph graph, Node node) {
    if (!node.opType().equals("Expand") && !node.opType().equals("Tile")) {
      return false;
    }
    TensorType numbers = graph.type(node.input(0));
    TensorType planes = graph.type(node.output());
    return numbers.rank() == 4
        && planes.rank() == 4
        && numbers.dim(2) * numbers.dim(3) == 1
        && numbers.dim(0) == planes.dim(0)
        && numbers.dim(1) == planes.dim(1);
  }

  /** Returns the name of the result; empty if the planes cannot be smaller. */
  private static Optional<String> shrunk(GraphBuilder b, Node node, Layer layer, String numbers) {
    Line down = line(layer, 0);
    Line right = line(layer, 1);
    if (down.size() * right.size() == layer.input()[2] * layer.input()[3]) {
      return Optional.empty();
    }
    String[] inputs = node.inputs().toArray(String[]::new);
    inputs[0] = b.expand(numbers, layer.rows(), layer.inputChannels(), down.size(), right.size());
    String small = b.op("Conv", layer.attributes(), inputs);
    return Optional.of(gathered(b, 3, gathered(b, 2, small, down.places()), right.places()));
  }

  private static Line line(Layer layer, int axis) {
    return Line.of(
        layer.input()[2 + axis],
        layer.output()[2 + axis],
        layer.weights()[2 + axis],
        layer.strides()[axis],
        layer.pads()[axis]);
  }

  private static String gathered(GraphBuilder b, int axis, String x, long[] places) {
    boolean same = LongStream.range(0, places.length).allMatch(i -> places[(int) i] == i);
    return same ? x : b.op("Gather", Attributes.of("axis", axis), x, b.vector(places));
  }
}
