package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are left out change neither types nor results. */
class StandInsTest {
  private static final int CHANNELS = 16;

  /** A convolution whose weights are large, a slope that is not, and a shape in between. */
  private static Graph graph() {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(2, CHANNELS, 6, 6));
    String y = b.op("Conv", x, b.initializer("w", weights()));
    return b.build(Map.of("y", b.scale(b.reshape(y, 2, -1), 0.5)));
  }

  @Test
  void weightsBecomeInputsAndSmallConstantsStay() {
    StandIns light = StandIns.of(graph());
    assertThat(light.weights()).containsOnlyKeys("w");
    assertThat(light.graph().input("w")).isPresent();
    assertThat(light.graph().initializers()).hasSize(2).doesNotContainKey("w");
  }

  @Test
  void typesAreThoseThatFollowFromTheShapes() {
    Graph typed = OrtGraphOptimizer.withStaticTypes(graph());
    assertThat(typed.type("y").dims()).containsExactly(2, CHANNELS * 4 * 4);
  }

  @Test
  void aTidiedGraphHasItsWeightsAgainAndNoFurtherInput() {
    Graph original = graph();
    Graph tidied = OrtGraphOptimizer.tidied(original);
    assertThat(tidied.inputs()).extracting(Value::name).containsExactly("x");
    assertThat(tidied.constant("w")).isEqualTo(original.constant("w"));
    assertThat(tidied.output("y").orElseThrow().type().dims()).containsExactly(2, 256);
  }

  @Test
  void weightsThatAreAnOutputStay() {
    Graph shown = graph().withOutputs(List.of("y", "w"));
    assertThat(StandIns.of(shown).weights()).isEmpty();
  }

  @Test
  void foldingLeavesOutTheWeightsOfConvolutionsThatKeepThem() {
    assertThat(StandIns.ofUnfolded(followedBy("Mul")).weights()).isEmpty();
    assertThat(StandIns.ofUnfolded(followedBy("Relu")).weights()).containsOnlyKeys("w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Conv", "ConvTranspose"})
  void foldingKeepsWeightsThatItComputesWith(String operator) {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, CHANNELS, 6, 6));
    String weights = b.initializer("w", weights());
    String constant = b.op("Relu", b.initializer("c", planes()));
    String y = b.op("Sum", b.op(operator, x, weights), b.op(operator, constant, weights));
    assertThat(StandIns.ofUnfolded(b.build(Map.of("y", y))).weights()).doesNotContainKey("w");
    String both = b.op(operator, x, b.op("Identity", weights));
    assertThat(StandIns.ofUnfolded(b.build(Map.of("y", both))).weights()).doesNotContainKey("w");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Relu", "Mul", "Add", "BatchNormalization"})
  void aFoldedGraphIsTheSameWithAndWithoutTheWeightsInSight(String next) {
    Graph graph = followedBy(next);
    Graph whole = GraphCodec.decode(OrtGraphOptimizer.optimized(GraphCodec.encode(graph)));
    Graph folded = OrtGraphOptimizer.optimized(graph);
    assertThat(folded.nodes()).isEqualTo(whole.nodes());
    assertThat(folded.initializers()).isEqualTo(whole.initializers());
  }

  private static Graph followedBy(String next) {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(2, CHANNELS, 6, 6));
    String y = b.op("Conv", x, b.initializer("w", weights()));
    float[] numbers = new float[CHANNELS];
    Arrays.fill(numbers, 0.5f);
    String vector = b.initializer("v", TensorData.ofFloats(numbers, CHANNELS));
    String column = b.initializer("n", TensorData.ofFloats(numbers, CHANNELS, 1, 1));
    String result =
        switch (next) {
          case "Relu" -> b.op(next, y);
          case "BatchNormalization" -> b.op(next, y, vector, vector, vector, vector);
          default -> b.op(next, y, column);
        };
    return b.build(Map.of("y", result));
  }

  private static TensorData weights() {
    float[] values = new float[CHANNELS * CHANNELS * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    return TensorData.ofFloats(values, CHANNELS, CHANNELS, 3, 3);
  }

  private static TensorData planes() {
    float[] values = new float[CHANNELS * 36];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.cos(i);
    }
    return TensorData.ofFloats(values, 1, CHANNELS, 6, 6);
  }
}
