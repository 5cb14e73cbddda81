package io.cdmaa.generator;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Tries whether a graph rewritten to a larger batch computes each row as the original does. */
final class BatchProbe {
  private static final long SEED = 20220208;
  private static final double TOLERANCE = 1e-3;

  private BatchProbe() {}

  /**
   * Compares two rows of random input, the first and the last, with the graph for one row.
   *
   * @param batched for several rows
   * @param single the same graph for one row
   * @param image the image input, which gets values in its range
   */
  static boolean agree(Graph batched, Graph single, ImagePort image) {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, FloatTensor> inputs = new HashMap<>();
    for (Value input : batched.inputs()) {
      FloatTensor values = FloatTensor.zeros(input.type().dims());
      ValueRange range = input.name().equals(image.name()) ? image.range() : ValueRange.SYMMETRIC;
      for (int i = 0; i < values.size(); i++) {
        values.set(i, (float) (random.nextDouble(-1, 1) * range.gain() + range.offset()));
      }
      inputs.put(input.name(), values);
    }
    FloatTensor all = run(batched, inputs);
    int rows = (int) all.shape()[0];
    for (int row : new int[] {0, rows - 1}) {
      Map<String, FloatTensor> one = new HashMap<>();
      inputs.forEach((name, values) -> one.put(name, values.rows(row, 1)));
      if (!close(run(single, one), all.rows(row, 1))) {
        return false;
      }
    }
    return true;
  }

  /** The graph with class labels given as floats too, of which each is cut to 0 here. */
  private static Graph floatInputs(Graph graph) {
    GraphBuilder b = new GraphBuilder("probe/");
    Map<String, String> cast = new HashMap<>();
    for (Value input : graph.inputs()) {
      b.input(input.name(), TensorType.floats(input.type().dims()));
      ElementType type = input.type().elementType();
      if (type != ElementType.FLOAT) {
        cast.put(input.name(), b.op("Cast", Attributes.of("to", type.code()), input.name()));
      }
    }
    graph.initializers().forEach(b::initializer);
    for (Node node : graph.nodes()) {
      b.add(
          node.withInputs(
              node.inputs().stream().map(name -> cast.getOrDefault(name, name)).toList()));
    }
    String output = graph.outputs().get(0).name();
    return b.build(Map.of(output, output))
        .withTypes(Map.of(output, graph.outputs().get(0).type()))
        .withOutputs(List.of(output));
  }

  private static FloatTensor run(Graph raw, Map<String, FloatTensor> inputs) {
    Graph graph = floatInputs(raw);
    Value output = graph.outputs().get(0);
    FloatTensor result = FloatTensor.zeros(output.type().dims());
    try (PinnedSession session =
        new SessionFactory(RuntimeSettings.cpu()).open(GraphCodec.encode(graph).toByteArray())) {
      session.inputNames().forEach(name -> session.bindInput(name, inputs.get(name)));
      session.bindOutput(output.name(), result);
      session.run();
    }
    return result;
  }

  private static boolean close(FloatTensor a, FloatTensor b) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < a.size(); i++) {
      difference += Math.pow(a.get(i) - b.get(i), 2);
      norm += Math.pow(a.get(i), 2);
    }
    return Math.sqrt(difference) <= TOLERANCE * Math.sqrt(norm);
  }
}
