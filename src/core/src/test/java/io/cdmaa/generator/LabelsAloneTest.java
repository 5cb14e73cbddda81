package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.generator.ConditionalExports.Export;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses and gradient are those of one photo under one label, whatever the export makes of a batch:
 * against the exported graph itself, evaluated in float64 with one row.
 */
class LabelsAloneTest {
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());
  private static final PhotoShape SHAPE =
      new PhotoShape(3, ConditionalExports.SIZE, ConditionalExports.SIZE);
  private static final long[] DIMS = {1, 3, ConditionalExports.SIZE, ConditionalExports.SIZE};

  /** Relative error of float32 losses and of a slope, relative to the gradient's length. */
  private static final double ERROR = 1e-4;

  @TempDir Path folder;

  static Stream<Export> exports() {
    return ConditionalExports.all().stream();
  }

  @ParameterizedTest
  @MethodSource("exports")
  void everyLabelIsRunAsIfAlone(Export export) throws IOException {
    Path file = TinyGenerators.write(folder, "g.onnx", export.graph());
    Manifest manifest = Manifest.bare(file);
    Generator g = GeneratorLoader.load(manifest);
    assertThat(g.domains()).hasSize(ConditionalExports.LABELS);
    assertThat(g.batch()).isEqualTo(export.rows());
    Tensor64 original = Tensor64.random(new Random(3), -0.9, 0.9, DIMS);
    Tensor64 photo = Tensor64.random(new Random(4), -0.9, 0.9, DIMS);
    FloatTensor gradient = FloatTensor.zeros(DIMS);
    double[] losses;
    try (GeneratorSession session = GeneratorSession.withGradient(g, SHAPE, CPU)) {
      session.reference(session.fakes(tensor(original)));
      losses = session.evaluate(tensor(photo), gradient);
    }
    Oracle oracle = new Oracle(export.graph(), g, original);
    for (int k = 0; k < losses.length; k++) {
      double expected = oracle.loss(photo, k);
      assertThat(losses[k]).isEqualTo(expected, within(ERROR * expected + 1e-12));
    }
    double length = 0;
    for (float value : gradient.toArray()) {
      length += (double) value * value;
    }
    length = Math.sqrt(length);
    assertThat(length).isGreaterThan(1e-6);
    for (int seed = 0; seed < 4; seed++) {
      double[] direction = direction(seed, gradient);
      double slope = 0;
      for (int i = 0; i < direction.length; i++) {
        slope += direction[i] * gradient.get(i);
      }
      assertThat(slope).isEqualTo(oracle.slope(photo, direction), within(ERROR * length));
    }
    assertThat(GradientCheck.run(manifest, g, CPU, 0, 2).agrees()).isTrue();
    Generator wide = GeneratorLoader.forPhotos(manifest, Loss.mse(), GraphCache.off(), 2);
    assertThat(wide.photos()).isEqualTo(export.rows() == 1 ? 1 : 2);
    assertThat(wide.batch()).isEqualTo(export.rows());
  }

  /** The gradient's own direction, then random ones, of length 1. */
  private static double[] direction(int seed, FloatTensor gradient) {
    double[] direction =
        seed == 0
            ? Tensor64.floats(DIMS, doubles(gradient)).data()
            : Tensor64.random(new Random(seed), -1, 1, DIMS).data();
    double norm = 0;
    for (double d : direction) {
      norm += d * d;
    }
    for (int i = 0; i < direction.length; i++) {
      direction[i] /= Math.sqrt(norm);
    }
    return direction;
  }

  private static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }

  private static FloatTensor tensor(Tensor64 values) {
    return FloatTensor.of(values.toFloats(), values.dims());
  }

  /** The exported graph in float64, one label at a time. */
  private record Oracle(Graph graph, Generator generator, Tensor64 original) {
    double[] fake(Tensor64 photo, int k) {
      float[] values = generator.domains().get(k).condition();
      double[] label = new double[values.length];
      for (int i = 0; i < label.length; i++) {
        label[i] = values[i];
      }
      boolean whole = graph.input("label").orElseThrow().type().elementType() != ElementType.FLOAT;
      Tensor64 condition =
          whole
              ? Tensor64.of(ElementType.INT64, new long[] {1}, label)
              : Tensor64.floats(new long[] {1, label.length}, label);
      return ReferenceEvaluator.outputs(graph, Map.of("image", photo, "label", condition))
          .get("fake")
          .data();
    }

    double loss(Tensor64 photo, int k) {
      double[] now = fake(photo, k);
      double[] then = fake(original, k);
      double sum = 0;
      for (int i = 0; i < now.length; i++) {
        sum += (now[i] - then[i]) * (now[i] - then[i]);
      }
      return sum / now.length;
    }

    private double meanLoss(double[] photo) {
      double sum = 0;
      for (int k = 0; k < generator.domains().size(); k++) {
        sum += loss(Tensor64.floats(DIMS, photo), k);
      }
      return sum / generator.domains().size();
    }

    /** A central difference of the mean loss, extrapolated once. */
    double slope(Tensor64 photo, double[] direction) {
      double step = 1e-2;
      return (4 * difference(photo, direction, step / 2) - difference(photo, direction, step)) / 3;
    }

    private double difference(Tensor64 photo, double[] direction, double step) {
      double[] up = photo.data();
      double[] down = photo.data();
      for (int i = 0; i < up.length; i++) {
        up[i] += step * direction[i];
        down[i] -= step * direction[i];
      }
      return (meanLoss(up) - meanLoss(down)) / (2 * step);
    }
  }
}
