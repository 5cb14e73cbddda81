package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weights that are left out change neither types nor results. */
class StandInsTest {
  private static final int CHANNELS = 16;

  /** A convolution whose weights are large, a slope that is not, and a shape in between. */
  private static Graph graph() {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(2, CHANNELS, 6, 6));
    float[] values = new float[CHANNELS * CHANNELS * 9];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i);
    }
    String weights = b.initializer("w", TensorData.ofFloats(values, CHANNELS, CHANNELS, 3, 3));
    String y = b.op("Conv", x, weights);
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
    Graph shown = graph().withOutputs(java.util.List.of("y", "w"));
    assertThat(StandIns.of(shown).weights()).isEmpty();
  }
}
