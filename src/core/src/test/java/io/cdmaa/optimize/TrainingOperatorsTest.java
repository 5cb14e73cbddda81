package io.cdmaa.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.Device;
import io.cdmaa.reference.Tolerances;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ConvGrad is a candidate where the runtime has it: {@code mvn -Ptraining test}. */
class TrainingOperatorsTest {
  private static final SessionFactory FACTORY =
      new SessionFactory(new RuntimeSettings(Device.CPU, 0).withTuning(Tuning.FULL));

  @TempDir Path folder;

  private ConvAutotuner tuner() {
    return new ConvAutotuner(
        FACTORY, new TuningCache(Optional.of(folder.resolve("tuning.json")), "a machine"));
  }

  /** The way back of a convolution from {@code channels} to twice as many, or to as many. */
  private static Layer back(int kernel, int stride, long channels, long size) {
    long[] ones = {1, 1};
    long[] pads = {1, 1, 1, 1};
    long[] strides = {stride, stride};
    long[] gradient = {1, channels * stride, size / stride, size / stride};
    long[] weights = {channels * stride, channels, kernel, kernel};
    long[] image = {1, channels, size, size};
    Layer layer = new Layer(true, gradient, weights, image, strides, pads, ones, 1, false);
    return layer.canFlip() ? layer.flipped() : layer;
  }

  private static double[] run(Layer layer, ConvAlgorithm algorithm) {
    FloatTensor x = FloatTensor.zeros(layer.input());
    Random random = new Random(4);
    for (int i = 0; i < x.size(); i++) {
      x.set(i, random.nextFloat() - 0.5f);
    }
    return ConvAlgorithmsTest.output(FACTORY, ConvAutotuner.graph(layer, algorithm), x);
  }

  @Test
  void theUsualRuntimeHasNoneAndOffersNone() {
    Layer layer = back(4, 2, 8, 8);
    assertThat(TrainingOperators.areIn(FACTORY)).isFalse();
    assertThat(tuner().candidates(layer)).doesNotContain(ConvAlgorithm.CONV_GRAD);
    new TuningCache(Optional.of(folder.resolve("tuning.json")), "a machine")
        .keep(layer.key(), ConvAlgorithm.CONV_GRAD, true);
    assertThat(tuner().choose(layer)).isNotEqualTo(ConvAlgorithm.CONV_GRAD);
  }

  @ParameterizedTest
  @CsvSource({"3, 1, 64, 32", "3, 1, 256, 32", "4, 2, 64, 64", "4, 2, 128, 32", "7, 1, 64, 32"})
  @Tag("training")
  void isOfferedRightAndTimed(int kernel, int stride, long channels, long size) {
    Layer layer = back(kernel, stride, channels, size);
    assertThat(tuner().candidates(layer)).contains(ConvAlgorithm.PLAIN, ConvAlgorithm.CONV_GRAD);
    assertThat(
            Tolerances.relativeError(
                run(layer, ConvAlgorithm.CONV_GRAD), run(layer, ConvAlgorithm.PLAIN)))
        .isLessThan(2e-5);

    Map<ConvAlgorithm, Double> medians = tuner().time(layer, tuner().candidates(layer));

    double ours = Double.POSITIVE_INFINITY;
    for (Map.Entry<ConvAlgorithm, Double> entry : medians.entrySet()) {
      assertThat(entry.getValue()).isPositive();
      boolean standard = entry.getKey().isStandard();
      ours = standard ? Math.min(ours, entry.getValue()) : ours;
    }
    double ratio = medians.get(ConvAlgorithm.CONV_GRAD) / ours;
    System.out.printf("%s: ConvGrad / best of ours %.2f, ms %s%n", layer.key(), ratio, medians);
    new TuningCache(Optional.of(folder.resolve("tuning.json")), "a machine")
        .keep(layer.key(), ConvAlgorithm.CONV_GRAD, true);
    assertThat(tuner().choose(layer)).isEqualTo(ConvAlgorithm.CONV_GRAD);
  }
}
