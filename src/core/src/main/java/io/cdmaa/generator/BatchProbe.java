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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Tests by experiment what cannot be proven from a graph: whether a graph for several rows computes
 * each row as if it were alone, and whether its output depends on the image at all. The test images
 * differ in brightness, contrast and content, because rows with the same statistics would hide a
 * normalisation over the batch.
 */
final class BatchProbe {
  private static final long SEED = 20220208;

  /** Results of float32 kernels vary by about 1e-6 with the number of rows. */
  private static final double TOLERANCE = 1e-4;

  /** The fractional parts of its multiples are evenly distributed. */
  private static final double GOLDEN_RATIO = 0.6180339887498949;

  private final ImagePort image;
  private final List<Domain> domains;

  /**
   * @param image the image input, which is fed values in its range
   * @param domains the conditions to feed to an input of class labels
   */
  BatchProbe(ImagePort image, List<Domain> domains) {
    this.image = image;
    this.domains = domains;
  }

  /**
   * Compares every row with the result of the graph for one row or, if there is none, of a batch
   * that repeats that row.
   *
   * @param all the graph folded for several rows
   * @param one the same graph folded for one row, if it runs with one row
   */
  boolean agree(Graph all, Optional<Graph> one) {
    Map<String, FloatTensor> inputs = inputs(all);
    int rows = (int) all.outputs().get(0).type().dim(0);
    try (Runner many = new Runner(all);
        Runner alone = new Runner(one.orElse(all))) {
      FloatTensor stacked = many.run(inputs);
      for (int row = 0; row < rows; row++) {
        Map<String, FloatTensor> single = new HashMap<>();
        for (Map.Entry<String, FloatTensor> input : inputs.entrySet()) {
          FloatTensor own = input.getValue().rows(row, 1);
          single.put(input.getKey(), one.isPresent() ? own : repeated(own, rows));
        }
        FloatTensor expected = stacked.rows(row, 1);
        FloatTensor found = alone.run(single);
        for (int i = 0; i < found.shape()[0]; i++) {
          if (!close(expected, found.rows(i, 1))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Returns whether any output value changes when all images change under the same conditions. */
  boolean reacts(Graph graph) {
    Map<String, FloatTensor> inputs = inputs(graph);
    FloatTensor pictures = inputs.get(image.name());
    int rows = (int) pictures.shape()[0];
    SplittableRandom random = new SplittableRandom(SEED + 1);
    try (Runner runner = new Runner(graph)) {
      float[] before = runner.run(inputs).toArray();
      for (int row = 0; row < rows; row++) {
        picture(pictures.rows(row, 1), rows + row, random);
      }
      return !Arrays.equals(before, runner.run(inputs).toArray());
    }
  }

  private Map<String, FloatTensor> inputs(Graph graph) {
    SplittableRandom random = new SplittableRandom(SEED);
    Map<String, FloatTensor> inputs = new HashMap<>();
    for (Value input : graph.inputs()) {
      FloatTensor values = FloatTensor.zeros(input.type().dims());
      for (int row = 0; row < values.shape()[0]; row++) {
        FloatTensor own = values.rows(row, 1);
        if (input.name().equals(image.name())) {
          picture(own, row, random);
        } else if (input.type().elementType() == ElementType.FLOAT) {
          fill(own, random, 0, 1);
        } else {
          own.buffer().put(domains.get(row % domains.size()).condition());
        }
      }
      inputs.put(input.name(), values);
    }
    return inputs;
  }

  private void picture(FloatTensor row, int index, SplittableRandom random) {
    double place = index * GOLDEN_RATIO % 1;
    double contrast = 0.1 + 0.3 * (1 - place);
    fill(row, random, 1.2 * place - 0.6, contrast);
    for (int i = 0; i < row.size(); i++) {
      row.set(i, (float) (row.get(i) * image.range().gain() + image.range().offset()));
    }
  }

  private static void fill(
      FloatTensor values, SplittableRandom random, double centre, double reach) {
    for (int i = 0; i < values.size(); i++) {
      values.set(i, (float) (centre + reach * random.nextDouble(-1, 1)));
    }
  }

  private static FloatTensor repeated(FloatTensor row, int rows) {
    FloatTensor all = FloatTensor.zeros(Folding.withRows(row.shape(), rows));
    for (int i = 0; i < rows; i++) {
      all.rows(i, 1).copyFrom(row);
    }
    return all;
  }

  /** Runs a graph for its first output; class labels are passed as floats, too. */
  private static final class Runner implements AutoCloseable {
    private final PinnedSession session;
    private final Value output;

    Runner(Graph raw) {
      Graph graph = floatInputs(raw);
      output = graph.outputs().get(0);
      session =
          new SessionFactory(RuntimeSettings.cpu()).open(GraphCodec.encode(graph).toByteArray());
    }

    FloatTensor run(Map<String, FloatTensor> inputs) {
      FloatTensor result = FloatTensor.zeros(output.type().dims());
      session.inputNames().forEach(name -> session.bindInput(name, inputs.get(name)));
      session.bindOutput(output.name(), result);
      session.run();
      return result;
    }

    @Override
    public void close() {
      session.close();
    }
  }

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
