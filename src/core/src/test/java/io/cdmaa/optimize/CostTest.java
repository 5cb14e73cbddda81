package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Estimates against numbers worked out by hand. */
class CostTest {
  private final GraphBuilder b = new GraphBuilder("t/");

  private String input(String name, long... dims) {
    return b.input(name, TensorType.floats(dims));
  }

  private String zeros(long... dims) {
    return b.constant(TensorData.ofFloats(new float[(int) TensorType.floats(dims).size()], dims));
  }

  private Graph graph(String output) {
    return OrtGraphOptimizer.withStaticTypes(b.build(Map.of("y", output)));
  }

  private long multiplyAdds(String output) {
    return Cost.of(graph(output)).multiplyAdds();
  }

  @Test
  void convolutions() {
    Attributes grouped = Attributes.of("strides", new long[] {2, 2}, "group", 2);
    // 2 x 6 x 4 x 3 results, each of 2 channels times 3 x 3 taps.
    String y = b.op("Conv", grouped, input("x", 2, 4, 9, 7), zeros(6, 2, 3, 3), zeros(6));
    assertThat(multiplyAdds(y)).isEqualTo(2 * 6 * 4 * 3 * 2 * 9);
  }

  @Test
  void transposedConvolutions() {
    Attributes doubling =
        Attributes.of("strides", new long[] {2, 2}, "pads", new long[] {1, 1, 1, 1});
    // Each of 4 x 5 x 6 values goes into 3 channels times 4 x 4 taps.
    String y = b.op("ConvTranspose", doubling, input("x", 1, 4, 5, 6), zeros(4, 3, 4, 4));
    assertThat(multiplyAdds(y)).isEqualTo(4 * 5 * 6 * 3 * 16);
  }

  @Test
  void products() {
    assertThat(multiplyAdds(b.op("MatMul", input("x", 2, 1, 5, 7), zeros(3, 7, 4))))
        .isEqualTo(2 * 3 * 5 * 4 * 7);
  }

  @Test
  void productsOfTransposedMatrices() {
    Attributes both = Attributes.of("transA", 1, "transB", 1);
    assertThat(multiplyAdds(b.op("Gemm", both, input("x", 7, 5), zeros(4, 7))))
        .isEqualTo(5 * 4 * 7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bij,bjk->bik; 2; 3; 4; 2; 4; 5; 120",
        "...ij,...jk; 2; 3; 4; 2; 4; 5; 120",
        "i...j,j...k->i...k; 2; 3; 4; 4; 3; 5; 120",
        "bij,bij->; 2; 3; 4; 2; 3; 4; 24"
      })
  void sumsOverIndices(
      String equation, long a0, long a1, long a2, long b0, long b1, long b2, long expected) {
    String y =
        b.op(
            "Einsum",
            Attributes.of("equation", equation),
            input("x", a0, a1, a2),
            input("z", b0, b1, b2));
    assertThat(multiplyAdds(y)).isEqualTo(expected);
  }

  @Test
  void anEinsumOfOneOperandMultipliesNothing() {
    String y = b.op("Einsum", Attributes.of("equation", "ij->ji"), input("x", 3, 4));
    assertThat(multiplyAdds(y)).isZero();
  }

  @Test
  void weightsAndOtherConstants() {
    String y = b.reshape(b.mul(input("x", 1, 4), zeros(3, 4)), 4, 3);
    // Twelve floats, and the shape as two int64.
    assertThat(Cost.of(graph(y)).weightBytes()).isEqualTo(12 * 4 + 2 * 8);
  }

  @Test
  void aChainHoldsTwoValuesAtOnce() {
    String x = input("x", 10);
    String y = b.op("Tanh", b.op("Neg", b.op("Abs", x)));
    Cost cost = Cost.of(graph(y));
    // The result passes through an Identity.
    assertThat(cost.nodes()).isEqualTo(4);
    assertThat(cost.peakBytes()).isEqualTo(2 * 40);
  }

  @Test
  void whatIsReadAgainLaterStaysAlive() {
    String x = input("x", 10);
    String early = b.op("Abs", x);
    String wide = b.expand(b.op("Neg", early), 7, 10);
    String sum = b.reduce("ReduceSum", wide, false, 0);
    // At the Expand: early 40, its negation 40, wide 280; at the sum: early 40, wide 280, sum 40.
    assertThat(Cost.of(graph(b.add(early, sum))).peakBytes()).isEqualTo(360);
  }

  @Test
  void inputsThatNobodyReadsTakeNothing() {
    input("unused", 1000);
    assertThat(Cost.of(graph(b.op("Neg", input("x", 10)))).peakBytes()).isEqualTo(80);
  }

  private Graph conditional() {
    String x = b.expand(input("image", 1, 4, 6, 6), 3, 4, 6, 6);
    String encoded = b.op("Conv", x, zeros(2, 4, 3, 3));
    String joined = b.op("Concat", Attributes.of("axis", 1), encoded, input("c", 3, 1, 4, 4));
    return graph(b.op("Conv", joined, zeros(5, 3, 3, 3)));
  }

  @Test
  void hoistingLeavesOneRowOfWhatIsShared() {
    Graph naive = conditional();
    Graph hoisted = OrtGraphOptimizer.withStaticTypes(ConditionHoisting.apply(naive));
    long encoder = 2 * 16 * 4 * 9;
    long shared = 5 * 4 * 2 * 9;
    long varying = 5 * 4 * 9;
    assertThat(Cost.of(naive).multiplyAdds()).isEqualTo(3 * (encoder + shared + varying));
    assertThat(Cost.of(hoisted).multiplyAdds()).isEqualTo(encoder + shared + 3 * varying);
    assertThat(Sharing.of(hoisted, "c")).isEqualTo(new Sharing(2, encoder + shared));
    assertThat(Sharing.of(naive, "c")).isEqualTo(new Sharing(0, 0));
  }

  @Test
  void theConditionEntersWhereItMeetsTheImage() {
    List<Node> entries = Sharing.entries(conditional(), "image", "c");
    assertThat(entries).extracting(Node::opType).containsExactly("Concat");
  }
}
