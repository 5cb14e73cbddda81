package io.cdmaa.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.image.Photo;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.reference.FiniteDifferences;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Gradients of transforms against finite differences in float64. */
class TransformGradientTest {
  /** So small that hardly any coefficient comes to another step of its rounding. */
  private static final double STEP = 0x1p-22;

  private static final int DIRECTIONS = 6;

  @ParameterizedTest
  @CsvSource({
    "jpeg:75,3,17,21",
    "jpeg:75,1,17,21",
    "jpeg:95,3,17,21",
    "jpeg:50,3,32,16",
    "jpeg:95:444,3,9,13",
    "chroma,3,11,6",
    "chroma,3,1,1",
    "jpeg:90,3,4,3",
    "resize:0.75,3,13,10",
    "resize:0.5:bicubic,3,9,8",
    "resize:0.6:bilinear,1,7,1",
    "blur:1,3,9,12",
    "blur:2,1,1,3",
    "crop:2,3,9,8",
    "gamma:0.7,3,6,5",
    "brightness:1.3,3,6,5",
    "noise:2,3,6,5",
    "resize:0.5+jpeg:80,3,18,17"
  })
  void agreesWithDifferences(String text, int channels, int height, int width) throws Exception {
    Transform transform = Transform.parse(text);
    Photo photo = TransformPhotos.photo(channels, height, width);
    Frame frame = TransformPhotos.frame(photo);
    Graph smooth = withoutSampling(TransformGraph.forward(transform, frame));
    Map<String, Tensor64> inputs =
        new LinkedHashMap<>(TransformPhotos.inputs(transform, photo, frame));
    Tensor64 seed = Tensor64.random(new Random(4), -1, 1, 1, channels, height, width);
    GraphBuilder b = GraphBuilder.of(smooth, "g/");
    b.input(TransformGraph.SEED, smooth.type(TransformGraph.TRANSFORMED));
    String gradient =
        Differentiator.standard()
            .gradient(
                smooth,
                Map.of(TransformGraph.TRANSFORMED, TransformGraph.SEED),
                TransformGraph.PHOTO,
                b);
    Graph backward = b.build(Map.of(TransformGraph.GRADIENT, gradient));
    Map<String, Tensor64> seeded = new HashMap<>(inputs);
    seeded.put(TransformGraph.SEED, seed);
    double[] exact =
        ReferenceEvaluator.outputs(backward, seeded).get(TransformGraph.GRADIENT).data();
    FiniteDifferences differences =
        new FiniteDifferences(
            smooth, inputs, TransformGraph.PHOTO, Map.of(TransformGraph.TRANSFORMED, seed));
    Random random = new Random(5);
    double length = Math.sqrt(Arrays.stream(exact).map(g -> g * g).sum());
    assertThat(length).isPositive();
    for (int i = 0; i < DIRECTIONS; i++) {
      double[] direction = random.doubles(exact.length).map(d -> d < 0.5 ? -1 : 1).toArray();
      double product = 0;
      for (int at = 0; at < exact.length; at++) {
        product += direction[at] * exact[at];
      }
      double difference = differences.along(direction, STEP).value();
      assertThat(Math.abs(difference - product) / length).isLessThan(1e-5);
    }
  }

  /**
   * The straight-through estimates: of whole samples the identity between the ends, of coefficients
   * that survive the identity, as what is subtracted from it counts as a constant.
   */
  private static Graph withoutSampling(Graph graph) {
    List<Node> nodes = new ArrayList<>();
    GraphBuilder b = new GraphBuilder("s/");
    graph.inputs().forEach(v -> b.input(v.name(), v.type()));
    graph.initializers().forEach(b::initializer);
    String low = b.scalar(-128);
    String high = b.scalar(127);
    String zero = b.scalar(0);
    Map<String, String> quantised = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.opType().equals("QuantizeLinear")) {
        quantised.put(node.output(), node.input(0));
      } else if (node.opType().equals("DequantizeLinear")) {
        nodes.add(
            new Node(
                "Clip",
                "",
                node.name(),
                List.of(quantised.get(node.input(0)), low, high),
                node.outputs(),
                Attributes.none()));
      } else if (node.opType().equals("Floor")) {
        nodes.add(
            new Node(
                "Mul",
                "",
                node.name(),
                List.of(node.input(0), zero),
                node.outputs(),
                Attributes.none()));
      } else {
        nodes.add(node);
      }
    }
    nodes.forEach(b::add);
    return OrtGraphOptimizer.withStaticTypes(
        b.build(Map.of(TransformGraph.TRANSFORMED, TransformGraph.TRANSFORMED)));
  }

  /** The graph that searches run, in float32, against the same in float64. */
  @ParameterizedTest
  @CsvSource({
    "jpeg:75",
    "jpeg:90:444",
    "chroma",
    "resize:0.75",
    "blur:1",
    "crop:2",
    "gamma:0.8",
    "noise:2"
  })
  void float32IsNearFloat64(String text) throws Exception {
    Transform transform = Transform.parse(text);
    Photo photo = TransformPhotos.photo(3, 45, 38);
    Frame frame = TransformPhotos.frame(photo);
    Graph graph = TransformGraph.withGradient(transform, frame);
    Map<String, Tensor64> inputs = new HashMap<>(TransformPhotos.inputs(transform, photo, frame));
    inputs.put(TransformGraph.SEED, Tensor64.random(new Random(6), -1, 1, 1, 3, 45, 38));
    Map<String, Tensor64> run = OrtRunner.run(graph, inputs);
    Map<String, Tensor64> exact = ReferenceEvaluator.outputs(graph, inputs);
    double[] wanted = exact.get(TransformGraph.GRADIENT).data();
    double[] got = run.get(TransformGraph.GRADIENT).data();
    double error = 0;
    double length = 0;
    for (int i = 0; i < wanted.length; i++) {
      error += (got[i] - wanted[i]) * (got[i] - wanted[i]);
      length += wanted[i] * wanted[i];
    }
    // A sample in the middle between two whole numbers may go either way, and its block with it.
    assertThat(Math.sqrt(error / length)).isLessThan(0.03);
  }
}
