package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.Device;
import io.cdmaa.Precision;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.Checkout;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Losses and gradients of the demonstration generators in bf16 against float32. */
class GeneratorsTest {
  private static final PhotoShape SHAPE = new PhotoShape(3, 96, 112);

  private static final int STEPS = 5;

  @BeforeAll
  static void require() {
    Optional<String> obstacle = new OneDnnProvider().obstacle();
    assumeTrue(obstacle.isEmpty(), () -> "skipped because " + obstacle.orElse(""));
  }

  private static SessionFactory in(Precision precision, int threads) {
    return new SessionFactory(new RuntimeSettings(Device.CPU, threads).withPrecision(precision));
  }

  private record Outcome(double[] losses, FloatTensor gradient) {}

  private static FloatTensor photo() {
    FloatTensor photo = FloatTensor.zeros(SHAPE.dims());
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) (0.8 * Math.sin(i * 0.11) * Math.cos(i * 0.0023)));
    }
    return photo;
  }

  /** Returns where a search is after some steps in float32. */
  private static FloatTensor iterate(Generator generator) {
    SplittableRandom random = new SplittableRandom(5);
    FloatTensor x = photo();
    for (int i = 0; i < x.size(); i++) {
      x.set(i, x.get(i) + (float) random.nextDouble(-0.01, 0.01));
    }
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    try (GeneratorSession session =
        GeneratorSession.withGradient(generator, SHAPE, in(Precision.FP32, 1))) {
      session.anchor(photo(), Optional.empty());
      for (int step = 0; step < STEPS; step++) {
        session.evaluate(x, gradient);
        for (int i = 0; i < x.size(); i++) {
          x.set(i, x.get(i) + 0.01f * Math.signum(gradient.get(i)));
        }
      }
    }
    return x;
  }

  private static Outcome evaluate(Generator generator, SessionFactory sessions, FloatTensor x) {
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    try (GeneratorSession session = GeneratorSession.withGradient(generator, SHAPE, sessions)) {
      session.anchor(photo(), Optional.empty());
      session.reached(1);
      return new Outcome(session.evaluate(x, gradient), gradient);
    }
  }

  private static double dot(FloatTensor a, FloatTensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.get(i) * b.get(i);
    }
    return sum;
  }

  private static Generator bundled(String name) {
    return GeneratorLoader.load(List.of(Checkout.root().resolve("onnx").resolve(name))).get(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stargan", "attgan", "stgan", "ugatit"})
  void lossesAndGradientAreCloseToThoseOfFloat32(String name) {
    Generator generator = bundled(name);
    FloatTensor x = iterate(generator);
    Outcome full = evaluate(generator, in(Precision.FP32, 1), x);
    Outcome brief = evaluate(generator, in(Precision.BF16, 1), x);

    for (int k = 0; k < full.losses().length; k++) {
      assertThat(brief.losses()[k]).isCloseTo(full.losses()[k], within(2e-2 * full.losses()[k]));
    }
    double norms =
        Math.sqrt(dot(full.gradient(), full.gradient()))
            * Math.sqrt(dot(brief.gradient(), brief.gradient()));
    assertThat(dot(full.gradient(), brief.gradient()) / norms).isBetween(0.98, 0.99999);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stargan", "stgan", "ugatit"})
  void anyNumberOfThreadsGivesTheSameBits(String name) {
    Generator generator = bundled(name);
    FloatTensor x = photo();
    x.set(0, 0.5f);
    Outcome once = evaluate(generator, in(Precision.BF16, 1), x);
    Outcome again = evaluate(generator, in(Precision.BF16, 3), x);
    assertThat(again.losses()).isEqualTo(once.losses());
    assertThat(again.gradient().toArray()).isEqualTo(once.gradient().toArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"stgan", "ugatit"})
  void aSecondPhotoHasTheBitsOfTheFirst(String name) {
    Generator generator = bundled(name);
    FloatTensor x = photo();
    x.set(0, 0.5f);
    Outcome alone = evaluate(generator, in(Precision.BF16, 1), x);
    FloatTensor gradient = FloatTensor.zeros(SHAPE.dims());
    try (GeneratorSession session =
        GeneratorSession.withGradient(generator, SHAPE, in(Precision.BF16, 1))) {
      for (int i = 0; i < 2; i++) {
        session.anchor(photo(), Optional.empty());
        session.reached(1);
        assertThat(session.evaluate(x, gradient)).isEqualTo(alone.losses());
        assertThat(gradient.toArray()).isEqualTo(alone.gradient().toArray());
      }
    }
  }

  @Test
  void autoTakesItOnMatrixUnits() {
    boolean fast = new OneDnnProvider().drawback().isEmpty();
    assertThat(in(Precision.AUTO, 1).precision()).isEqualTo(fast ? Precision.BF16 : Precision.FP32);
    assertThat(in(Precision.AUTO, 1).exact().precision()).isEqualTo(Precision.FP32);
  }
}
