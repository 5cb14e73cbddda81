package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.combine;
import static io.cdmaa.testkit.Samples.gram;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/**
 * The aggregators against SciPy on the gradients themselves; tools/aggregator_values.py wrote the
 * values.
 */
class AggregatorValuesTest {
  private static final Map<String, GramWeighting> STRATEGIES =
      Map.of(
          "upgrad", new UpGrad(),
          "dualproj", new DualProj(),
          "aligned-mtl", new AlignedMtl(),
          "imtl-g", new ImtlG(),
          "cagrad", new CaGrad(0.5),
          "config", new ConFig(),
          "nash-mtl", new NashMtl());

  @ParameterizedTest
  @CsvFileSource(resources = "/mgda/aggregators.csv")
  void theDirectionIsThatOfSciPy(String name, String rows, String direction) {
    double[][] gradients =
        Arrays.stream(rows.split("\\|"))
            .map(AggregatorValuesTest::numbers)
            .toArray(double[][]::new);
    double[] expected = numbers(direction);

    double[] actual = combine(STRATEGIES.get(name).weights(0, gram(gradients)), gradients);

    // SLSQP, which solves CAGrad, ends at about six digits.
    double tolerance = name.equals("cagrad") ? 1e-5 : 1e-8;
    double length = Math.sqrt(Grams.dot(expected, expected));
    assertThat(actual).containsExactly(expected, within(tolerance * length));
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }
}
