package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Collapsed chains compute the same in fewer passes over the image. */
class AffineFusionTest {
  private static final long[] IMAGE = {2, 3, 5, 4};

  /** A graph under construction. */
  private static final class Sketch {
    final GraphBuilder b = new GraphBuilder("t/");

    Sketch() {
      b.input("x", TensorType.floats(IMAGE));
      b.input("s", TensorType.floats(2, 3, 1, 1));
    }

    String numbers(long seed, long... dims) {
      double[] values = Tensor64.random(new Random(seed), 0.3, 1.7, dims).data();
      return b.constant(TensorData.ofDoubles(values, dims));
    }

    /** (x - mean) / sqrt(variance + epsilon) over some axes, spelled out as PyTorch exports it. */
    String normalised(String x, long... axes) {
      String mean = b.reduce("ReduceMean", x, true, axes);
      String centred = b.sub(x, mean);
      String variance = b.reduce("ReduceMean", b.mul(centred, centred), true, axes);
      return b.div(b.sub(x, mean), b.op("Sqrt", b.add(variance, b.scalar(1e-5))));
    }

    /** Adaptive layer-instance normalisation. */
    String adaptive(String x) {
      String rho = numbers(1, 1, 3, 1, 1);
      String instance = b.mul(rho, normalised(x, 2, 3));
      String layer = b.mul(b.sub(b.scalar(1), rho), normalised(x, 1, 2, 3));
      String mixed = b.add(instance, layer);
      return b.add(b.mul(mixed, "s"), numbers(2, 3, 1, 1));
    }

    Graph graph(String y) {
      return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", y)));
    }
  }

  private static Graph graph(Function<Sketch, String> body) {
    Sketch sketch = new Sketch();
    return sketch.graph(body.apply(sketch));
  }

  private static Arguments chain(
      String name, int before, int after, Function<Sketch, String> body) {
    return Arguments.of(name, before, after, body);
  }

  static Stream<Arguments> chains() {
    return Stream.of(
        chain(
            "sums and products",
            4,
            2,
            k -> k.b.sub(k.b.mul(k.b.add(k.b.mul("x", "s"), "s"), k.b.scalar(3)), "s")),
        chain(
            "numbers first",
            3,
            2,
            k -> k.b.mul(k.numbers(4, 3, 1, 1), k.b.sub("s", k.b.add("s", "x")))),
        chain(
            "quotients",
            3,
            2,
            k -> k.b.div(k.b.sub(k.b.div("x", "s"), "s"), k.numbers(5, 1, 3, 1, 1))),
        chain(
            "two forms of one image",
            4,
            2,
            k -> k.b.sub(k.b.add(k.b.mul("x", "s"), "s"), k.b.div("x", k.numbers(6, 1)))),
        chain(
            "an image less a number of itself",
            3,
            1,
            k -> k.b.sub(k.b.mul(k.b.mul("x", "s"), "s"), "x")),
        chain(
            "a chain that something else reads in the middle",
            5,
            5,
            k -> {
              String middle = k.b.mul(k.b.add("x", "s"), "s");
              String end = k.b.add(k.b.mul(middle, k.b.scalar(2)), "s");
              return k.b.mul(k.b.op("Tanh", middle), end);
            }),
        chain(
            "a chain that ends in a sum with another image",
            5,
            4,
            k -> {
              String end = k.b.mul(k.b.add(k.b.mul("x", "s"), "s"), k.b.add("s", "s"));
              return k.b.mul(k.b.add(end, k.b.op("Tanh", "x")), k.b.op("Abs", "x"));
            }),
        chain("too short", 2, 2, k -> k.b.add(k.b.mul("x", "s"), "s")),
        chain(
            "a number over the image",
            3,
            3,
            k -> k.b.add(k.b.div("s", k.b.add("x", k.b.scalar(2))), "s")),
        chain(
            "two images",
            3,
            3,
            k -> k.b.add(k.b.add(k.b.mul("x", "s"), k.b.op("Tanh", "x")), "s")));
  }

  private static long passes(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> Set.of("Add", "Sub", "Mul", "Div").contains(n.opType()))
        .filter(n -> graph.type(n.output()).dim(-1) > 1)
        .count();
  }

  private static double[] evaluate(Graph graph) {
    Random random = new Random(9);
    Map<String, Tensor64> inputs =
        Map.of(
            "x", Tensor64.random(random, -1, 1, IMAGE),
            "s", Tensor64.random(random, 0.4, 2, 2, 3, 1, 1));
    return ReferenceEvaluator.outputs(graph, inputs).get("y").data();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void computesTheSameInFewerPasses(
      String name, int before, int after, Function<Sketch, String> body) {
    Graph plain = graph(body);
    Graph fused = AffineFusion.apply(plain);
    assertThat(passes(plain)).isEqualTo(before);
    assertThat(passes(fused)).isLessThanOrEqualTo(before).isEqualTo(after);
    assertThat(Tolerances.relativeError(evaluate(fused), evaluate(plain)))
        .isLessThan(Tolerances.SAME_IN_FLOAT64);
  }

  @Test
  void adaptiveNormalisationTakesTwoPassesBesideItsStatistics() {
    Graph plain = graph(k -> k.adaptive("x"));
    Graph fused = AffineFusion.apply(plain);
    // Two centred copies and their squares are for the variances.
    assertThat(passes(fused)).isEqualTo(4 + 2);
    assertThat(passes(plain)).isEqualTo(4 + 7);
    assertThat(Tolerances.relativeError(evaluate(fused), evaluate(plain)))
        .isLessThan(Tolerances.SAME_IN_FLOAT64);
  }

  @Test
  void aGraphWithoutChainsIsLeftAlone() {
    Graph plain = graph(k -> k.b.op("Tanh", k.b.mul("x", "s")));
    assertThat(AffineFusion.apply(plain)).isSameAs(plain);
  }
}
