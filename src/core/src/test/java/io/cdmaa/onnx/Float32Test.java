package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever precision comes in, float32 goes out. */
class Float32Test {
  /** A float16 vector of numbers that fit its normal range. */
  static TensorData halves(float... values) {
    ByteBuffer out = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      int bits = Float.floatToIntBits(value);
      int exponent = ((bits >> 23) & 0xff) - 112;
      out.putShort((short) (((bits >> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 0x3ff)));
    }
    return new TensorData(
        new TensorType(ElementType.FLOAT16, values.length), ByteString.copyFrom(out.array()));
  }

  @Test
  void convertsConstantsTypesAndCasts() {
    Value input = new Value("x", new TensorType(ElementType.FLOAT16, 2));
    Graph graph =
        new Graph(
            21,
            List.of(input),
            List.of(new Value("y", new TensorType(ElementType.DOUBLE, 2))),
            List.of(
                new Node("Mul", "", "", List.of("x", "k"), List.of("p"), Attributes.none()),
                new Node("Cast", "", "", List.of("p"), List.of("y"), Attributes.of("to", 11))),
            Map.of("k", halves(0.5f, -3)),
            Map.of(
                "x", input.type(),
                "p", input.type(),
                "y", new TensorType(ElementType.DOUBLE, 2)));
    Graph converted = OpsetConverter.toCanonical(graph);
    assertThat(converted.inputs().get(0).type()).isEqualTo(TensorType.floats(2));
    assertThat(converted.outputs().get(0).type()).isEqualTo(TensorType.floats(2));
    assertThat(converted.constant("k").orElseThrow())
        .isEqualTo(TensorData.ofFloats(new float[] {0.5f, -3}, 2));
    assertThat(converted.nodes()).hasSize(1);
    assertThat(converted.nodes().get(0).output()).isEqualTo("y");
  }

  @Test
  void cutsBackWhatFloat32CannotHold() {
    TensorData huge =
        new TensorData(
            new TensorType(ElementType.DOUBLE, 1),
            ByteString.copyFrom(
                ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(-1e300).array()));
    Graph graph = new Graph(21, List.of(), List.of(), List.of(), Map.of("k", huge), Map.of());
    assertThat(Float32.convert(graph).constant("k").orElseThrow().floats())
        .containsExactly(-Float.MAX_VALUE);
  }
}
