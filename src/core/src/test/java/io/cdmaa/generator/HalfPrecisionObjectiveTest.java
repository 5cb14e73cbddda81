package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Losses and gradient in half precision against float32, and the scale that makes them possible.
 */
class HalfPrecisionObjectiveTest {
  private static final PhotoShape SHAPE = new PhotoShape(3, 96, 112);

  private static SessionFactory in(Precision precision) {
    return new SessionFactory(new RuntimeSettings(Device.CPU, 0).withPrecision(precision));
  }

  private record Outcome(double[] losses, FloatTensor gradient, FloatTensor fakes) {}

  private static Outcome evaluate(Generator generator, Precision precision) {
    SplittableRandom random = new SplittableRandom(5);
    FloatTensor photo = FloatTensor.zeros(SHAPE.dims());
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) (0.8 * Math.sin(i * 0.11) * Math.cos(i * 0.0023)));
    }
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    try (GeneratorSession session =
        GeneratorSession.withGradient(generator, SHAPE, in(precision))) {
      session.anchor(photo, Optional.empty());
      for (int i = 0; i < photo.size(); i++) {
        photo.set(i, photo.get(i) + (float) random.nextDouble(-0.05, 0.05));
      }
      double[] losses = session.evaluate(photo, gradient);
      return new Outcome(losses, gradient, session.fakes(photo));
    }
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stargan", "attgan", "stgan", "ugatit"})
  void lossesAndGradientOfTheDemonstrationGeneratorsAreThoseOfFloat32(String name) {
    Generator generator = GeneratorLoader.load(List.of(Path.of("onnx", name))).get(0);
    Outcome full = evaluate(generator, Precision.FP32);
    Outcome half = evaluate(generator, Precision.FP16);

    for (int k = 0; k < full.losses().length; k++) {
      assertThat(half.losses()[k]).isCloseTo(full.losses()[k], within(1e-2 * full.losses()[k]));
    }
    double norm = Math.sqrt(dot(full.gradient(), full.gradient()));
    double cosine =
        dot(full.gradient(), half.gradient())
            / norm
            / Math.sqrt(dot(half.gradient(), half.gradient()));
    assertThat(cosine).isBetween(0.999, 0.99999);
    assertThat(Math.sqrt(dot(half.gradient(), half.gradient())) / norm).isBetween(0.99, 1.01);
  }

  @Test
  void fakesWithoutAGradientAreExact() {
    Generator generator = GeneratorLoader.load(List.of(Path.of("onnx", "stgan"))).get(0);
    FloatTensor photo = FloatTensor.zeros(SHAPE.dims());
    try (GeneratorSession exact = GeneratorSession.forward(generator, SHAPE, in(Precision.FP32));
        GeneratorSession asked = GeneratorSession.forward(generator, SHAPE, in(Precision.FP16))) {
      assertThat(asked.fakes(photo).toArray()).isEqualTo(exact.fakes(photo).toArray());
    }
  }

  @Test
  void halfPrecisionFiltersPlainly() {
    SessionFactory factory =
        new SessionFactory(
            new RuntimeSettings(Device.CPU, 1)
                .withTuning(Tuning.FULL)
                .withPrecision(Precision.FP16));
    assertThat(factory.tuning()).isEqualTo(Tuning.PLAIN);
    assertThat(factory.exact().tuning()).isEqualTo(Tuning.FULL);
    assertThat(factory.description()).endsWith("fp16");
  }

  /** Its gradient is a product with a factor that goes through float16. */
  private static LossScale scaled(double factor, FloatTensor weights, Outcome results) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("weights", TensorType.floats(1));
    Attributes toHalf = Attributes.of("to", ElementType.FLOAT16.code());
    Attributes toFloat = Attributes.of("to", ElementType.FLOAT.code());
    String half = b.op("Cast", toHalf, b.scale("weights", factor));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put("gradient", b.op("Cast", toFloat, half));
    outputs.put("losses", b.op("Log", b.scalar(factor)));
    LossScale session =
        new LossScale(
            "it", in(Precision.FP32).open(GraphCodec.encode(b.build(outputs)).toByteArray()));
    session.bindInput("weights", weights);
    session.bindOutput("gradient", results.gradient());
    session.bindOutput("losses", results.fakes());
    return session;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-10, 1e-6, 4e-5, 6e-4, 1, 1e4})
  void theScaleKeepsGradientsFromVanishingAndOverflowing(double factor) {
    FloatTensor weights = FloatTensor.of(new float[] {0.75f}, 1);
    Outcome results = new Outcome(null, FloatTensor.zeros(1), FloatTensor.zeros());
    try (LossScale scale = scaled(factor, weights, results)) {
      scale.run();
      double expected = 0.75 * factor;
      assertThat((double) results.gradient().get(0)).isCloseTo(expected, within(1e-3 * expected));
      assertThat(weights.get(0)).isEqualTo(0.75f);
      assertThat(factor * 0.75 * scale.value()).isLessThan(65520);
      scale.nextPhoto();
      assertThat(scale.value()).isEqualTo(0x1p24f);
    }
  }

  @Test
  void whatOverflowsAtAnyScaleIsNamed() {
    FloatTensor weights = FloatTensor.of(new float[] {1}, 1);
    Outcome results = new Outcome(null, FloatTensor.zeros(1), FloatTensor.zeros());
    for (Map.Entry<Double, String> e : Map.of(1e9, "gradient is", -1.0, "losses are").entrySet()) {
      try (LossScale scale = scaled(e.getKey(), weights, results)) {
        assertThatThrownBy(scale::run)
            .isInstanceOf(CdmaaException.class)
            .hasMessageContaining(e.getValue())
            .hasMessageContaining("float32")
            .extracting(f -> ((CdmaaException) f).reason())
            .isEqualTo(ErrorReason.HALF_OVERFLOW);
      }
    }
  }
}
