package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.OrtRunner;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.reference.Tolerances;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Quantisation there and back: the gradient of each element is the seed where the value lies
 * between the least and the largest number of the type, and 0 where it is clipped.
 */
class StraightThroughTest {
  private static final long[] DIMS = {2, 3, 4};
  private static final float[] SCALES = {0.004f, 0.01f, 0.003f};

  private static TensorData whole(ElementType type, int... values) {
    byte[] bytes = new byte[values.length * type.bytes()];
    for (int i = 0; i < values.length; i++) {
      for (int k = 0; k < type.bytes(); k++) {
        bytes[i * type.bytes() + k] = (byte) (values[i] >> (8 * k));
      }
    }
    long[] dims = values.length == 1 ? new long[0] : new long[] {values.length};
    return new TensorData(new TensorType(type, dims), ByteString.copyFrom(bytes));
  }

  private static Graph thereAndBack(TensorData scale, TensorData zero, Attributes attributes) {
    GraphBuilder b = new GraphBuilder("q/");
    b.input("x", TensorType.floats(DIMS));
    String s = b.constant(scale);
    String z = zero == null ? "" : b.constant(zero);
    String q = b.op("QuantizeLinear", attributes, "x", s, z);
    String moved = b.transpose(q, 0, 1, 2);
    return OrtGraphOptimizer.withStaticTypes(
        b.build(Map.of("y", b.op("DequantizeLinear", attributes, moved, s, z))));
  }

  @ParameterizedTest
  @CsvSource({"INT8,5,-128,127", "UINT8,120,0,255", "INT8,-100,-128,127", "UINT8,0,0,255"})
  void oneScaleForAll(ElementType type, int zero, int least, int largest) throws OrtException {
    Graph graph =
        thereAndBack(
            TensorData.ofFloats(new float[] {0.005f}), whole(type, zero), Attributes.none());
    check(graph, index -> new double[] {(least - zero) * 0.005, (largest - zero) * 0.005});
  }

  @Test
  void withoutAZeroPointItIsUnsigned() throws OrtException {
    Graph graph = thereAndBack(TensorData.ofFloats(new float[] {0.003f}), null, Attributes.none());
    check(graph, index -> new double[] {0, 255 * 0.003});
  }

  @Test
  void aScaleForEachChannel() throws OrtException {
    Graph graph =
        thereAndBack(
            TensorData.ofFloats(SCALES, 3),
            whole(ElementType.INT8, 0, 10, -20),
            Attributes.of("axis", 1));
    int[] zeros = {0, 10, -20};
    check(
        graph,
        index -> {
          int channel = index / 4 % 3;
          return new double[] {
            (-128 - zeros[channel]) * (double) SCALES[channel],
            (127 - zeros[channel]) * (double) SCALES[channel]
          };
        });
  }

  @FunctionalInterface
  private interface Interval {
    double[] at(int index);
  }

  private static void check(Graph graph, Interval interval) throws OrtException {
    Tensor64 x = Tensor64.random(new Random(1), -1.5, 1.5, DIMS);
    Tensor64 seed = Tensor64.random(new Random(2), -1, 1, DIMS);
    double[] expected = new double[x.size()];
    int clipped = 0;
    for (int i = 0; i < expected.length; i++) {
      double[] ends = interval.at(i);
      boolean inside = x.get(i) >= ends[0] && x.get(i) <= ends[1];
      clipped += inside ? 0 : 1;
      expected[i] = inside ? seed.get(i) : 0;
    }
    assertThat(clipped).isBetween(1, expected.length - 1);
    Graph gradient = DifferenceCheck.gradientGraph(graph, "x");
    Map<String, Tensor64> inputs = Map.of("x", x, "seed/y", seed);
    assertThat(ReferenceEvaluator.outputs(gradient, inputs).get("gradient").data())
        .containsExactly(expected, within(Tolerances.ROUNDED_CONSTANT));
    assertThat(OrtRunner.run(gradient, inputs).get("gradient").data())
        .containsExactly(expected, within(Tolerances.GRADIENT_FLOAT32));
    double[] run = OrtRunner.run(graph, Map.of("x", x)).get("y").data();
    assertThat(ReferenceEvaluator.outputs(graph, Map.of("x", x)).get("y").data())
        .containsExactly(run, within(Tolerances.GRADIENT_FLOAT32));
  }

  @Test
  void aScaleThatDependsOnTheImageIsRefused() {
    GraphBuilder b = new GraphBuilder("q/");
    b.input("x", TensorType.floats(DIMS));
    String most = b.reduce("ReduceMax", b.op("Abs", "x"), false, 0, 1, 2);
    String scale = b.scale(most, 1 / 127.0);
    String zero = b.constant(whole(ElementType.INT8, 0));
    String q = b.op("QuantizeLinear", "x", scale, zero);
    Graph graph =
        OrtGraphOptimizer.withStaticTypes(
            b.build(Map.of("y", b.op("DequantizeLinear", q, scale, zero))));
    assertThatThrownBy(() -> DifferenceCheck.gradientGraph(graph, "x"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("its scale depends on the image")
        .hasMessageContaining("the float model");
  }
}
