package io.cdmaa.onnx;

import io.cdmaa.onnx.proto.GraphProto;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decomposes normalisations that ONNX Runtime's CPU provider cannot run or infer shapes of:
 * GroupNormalization, BatchNormalization in training mode, which uses the statistics of the batch
 * itself (pix2pix's generators are exported like this), and MeanVarianceNormalization. Means over
 * many pixels are taken in two stages and variances from centred values, to preserve precision.
 */
public final class NormalizationDecomposition {
  /** More than the channels of any layer. */
  private static final int MOST_GROUPS = 1 << 16;

  private final Graph graph;
  private final GraphBuilder builder = new GraphBuilder("statistics/");

  private NormalizationDecomposition(Graph graph) {
    this.graph = graph;
  }

  /**
   * Returns an equivalent graph without these operators.
   *
   * @param graph a graph of any operator set; shapes need not be known
   */
  public static Graph spellOut(Graph graph) {
    return graph.nodes().stream().anyMatch(n -> isConcerned(graph, n))
        ? new NormalizationDecomposition(graph).rewritten()
        : graph;
  }

  private static boolean isConcerned(Graph graph, Node node) {
    return node.domain().isEmpty()
        && (node.opType().equals("MeanVarianceNormalization")
            || node.opType().equals("GroupNormalization")
            || isTraining(graph, node));
  }

  /**
   * Returns whether a node is in training mode, which before opset 14 is implied by the number of
   * outputs.
   */
  static boolean isTraining(Graph graph, Node node) {
    return node.opType().equals("BatchNormalization")
        && (graph.opset() < 14
            ? node.hasOutput(1) || node.hasOutput(2)
            : node.attributes().integer("training_mode", 0) == 1);
  }

  /**
   * Checks that no inner graph has BatchNormalization in training mode, which ONNX Runtime's
   * optimiser mistakes for inference mode.
   */
  static void requireNoInnerTraining(Graph graph) {
    for (Node node : graph.nodes()) {
      for (Object value : node.attributes().asMap().values()) {
        if (value instanceof GraphProto inner && holdsTraining(graph, InnerGraph.of(inner))) {
          throw new ModelException(
              "holds BatchNormalization in training mode within "
                  + node.label()
                  + ", which cannot be differentiated; export it by tracing, with fixed input"
                  + " sizes");
        }
      }
    }
  }

  private static boolean holdsTraining(Graph graph, InnerGraph inner) {
    for (Node node : inner.nodes()) {
      if (isTraining(graph, node)) {
        return true;
      }
      for (Object value : node.attributes().asMap().values()) {
        if (value instanceof GraphProto deeper && holdsTraining(graph, InnerGraph.of(deeper))) {
          return true;
        }
      }
    }
    return false;
  }

  private Graph rewritten() {
    graph.inputs().forEach(v -> builder.input(v.name(), v.type()));
    graph.initializers().forEach(builder::initializer);
    for (Node node : graph.nodes()) {
      if (!isConcerned(graph, node)) {
        builder.add(node);
      } else if (node.opType().equals("BatchNormalization")) {
        batch(node);
      } else if (node.opType().equals("GroupNormalization")) {
        group(node);
      } else {
        meanVariance(node);
      }
    }
    Map<String, String> same = new LinkedHashMap<>();
    graph.outputs().forEach(v -> same.put(v.name(), v.name()));
    Graph built = builder.build(same);
    return new Graph(
        graph.opset(),
        graph.inputs(),
        graph.outputs(),
        built.nodes(),
        built.initializers(),
        graph.types());
  }

  private void batch(Node node) {
    String x = builder.op("Reshape", node.input(0), builder.vector(0, 0, -1));
    String mean = mean(mean(x, 2), 0);
    String centred = builder.sub(x, mean);
    String variance = mean(mean(builder.mul(centred, centred), 2), 0);
    double epsilon = node.attributes().real("epsilon", 1e-5f);
    String deviation = builder.op("Sqrt", builder.add(variance, builder.scalar(epsilon)));
    String gain = builder.div(perChannel(node.input(1)), deviation);
    String y = builder.add(builder.mul(centred, gain), perChannel(node.input(2)));
    finish(node, 0, "Reshape", y, builder.op("Shape", node.input(0)));
    // The running statistics: opset 9 has two outputs for each; the momentum has the same meaning.
    double momentum = node.attributes().real("momentum", 0.9f);
    running(node, 1, node.input(3), mean, momentum);
    running(node, 2, node.input(4), variance, momentum);
    finishSaved(node, 3, mean);
    finishSaved(node, 4, variance);
  }

  private void running(Node node, int output, String old, String now, double momentum) {
    if (node.hasOutput(output)) {
      String vector = builder.op("Reshape", now, builder.vector(-1));
      String kept = builder.scale(old, momentum);
      finish(node, output, "Add", kept, builder.scale(vector, 1 - momentum));
    }
  }

  private void finishSaved(Node node, int output, String statistic) {
    if (node.hasOutput(output)) {
      finish(node, output, "Reshape", statistic, builder.vector(-1));
    }
  }

  private String perChannel(String vector) {
    return builder.op("Reshape", vector, builder.vector(1, -1, 1));
  }

  /**
   * Computes groups as the channels of an InstanceNormalization, for which ONNX Runtime has a
   * kernel; its own decomposition yields nodes of unknown shapes. Scale and bias are per group
   * before opset 21, and per channel since.
   */
  private void group(Node node) {
    int groups = (int) node.attributes().integer("num_groups", 1);
    if (groups < 1 || groups > MOST_GROUPS) {
      throw GraphCodec.damaged(
          node.label()
              + " has "
              + groups
              + " groups, which is not in the range 1 to "
              + MOST_GROUPS);
    }
    float[] ones = new float[groups];
    Arrays.fill(ones, 1);
    boolean perGroup = graph.opset() < 21;
    String grouped = builder.op("Reshape", node.input(0), builder.vector(0, groups, -1));
    String y =
        builder.op(
            "InstanceNormalization",
            Attributes.of("epsilon", node.attributes().real("epsilon", 1e-5f)),
            grouped,
            perGroup ? node.input(1) : builder.constant(TensorData.ofFloats(ones, groups)),
            perGroup
                ? node.input(2)
                : builder.constant(TensorData.ofFloats(new float[groups], groups)));
    String shape = builder.op("Shape", node.input(0));
    if (!perGroup) {
      String channels = perChannel(node.input(1));
      String flat =
          builder.op("Reshape", builder.op("Reshape", y, shape), builder.vector(0, 0, -1));
      y = builder.add(builder.mul(flat, channels), perChannel(node.input(2)));
    }
    finish(node, 0, "Reshape", y, shape);
  }

  /** Divides by the standard deviation plus 1e-9 (the specification's function body). */
  private void meanVariance(Node node) {
    long[] axes = node.attributes().integers("axes", 0, 2, 3);
    Arrays.sort(axes);
    String centred = builder.sub(node.input(0), mean(node.input(0), axes));
    String deviation = builder.op("Sqrt", mean(builder.mul(centred, centred), axes));
    finish(node, 0, "Div", centred, builder.add(deviation, builder.scalar(1e-9)));
  }

  /** Averages over axes and keeps them; if there are more than two, over the last two first. */
  private String mean(String x, long... axes) {
    if (axes.length > 2) {
      String rows = mean(x, Arrays.copyOfRange(axes, axes.length - 2, axes.length));
      return mean(rows, Arrays.copyOf(axes, axes.length - 2));
    }
    // An attribute before opset 18, an input since.
    return graph.opset() < 18
        ? builder.op("ReduceMean", Attributes.of("axes", axes, "keepdims", 1), x)
        : builder.reduce("ReduceMean", x, true, axes);
  }

  private void finish(Node node, int output, String opType, String... inputs) {
    String shown = node.outputs().get(output);
    String name = output == 0 ? node.name() : shown;
    builder.add(new Node(opType, "", name, List.of(inputs), List.of(shown), Attributes.none()));
  }
}
