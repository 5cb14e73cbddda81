package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
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

  private static FloatTensor run(Graph graph, Map<String, FloatTensor> inputs) {
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
