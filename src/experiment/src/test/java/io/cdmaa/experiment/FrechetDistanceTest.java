package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class FrechetDistanceTest {
  /** The features that tools/metric_values.py makes. */
  private static List<float[]> features(int count, int size, int seed) {
    List<float[]> vectors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] vector = new float[size];
      for (int d = 0; d < size; d++) {
        vector[d] = (i * i * (7 + seed) + d * d * 3 + i * d * (seed + 2) + 11 * i) % 17;
      }
      vectors.add(vector);
    }
    return vectors;
  }

  /** tools/metric_values.py frechet wrote the values. */
  @ParameterizedTest
  @CsvFileSource(resources = "/frechet.csv")
  void itIsThatOfSciPysMatrixRoot(int size, int many, int others, double expected) {
    double distance = FrechetDistance.between(features(many, size, 1), features(others, size, 2));

    assertThat(distance).isEqualTo(expected, within(1e-7 * expected));
  }

  /**
   * By hand: 0 and 2 have mean 1 and variance 2, 3 and 9 mean 6 and variance 18. The distance is 25
   * + 2 + 18 - 2 sqrt 36 = 33.
   */
  @Test
  void oneFeatureIsComputedByHand() {
    assertThat(
            FrechetDistance.between(
                List.of(new float[] {0}, new float[] {2}),
                List.of(new float[] {3}, new float[] {9})))
        .isEqualTo(33, within(1e-12));
  }

  @Test
  void aSetHasNoDistanceToItselfAndAShiftCountsSquared() {
    List<float[]> a = features(20, 6, 1);
    List<float[]> shifted =
        a.stream()
            .map(
                vector -> {
                  float[] copy = vector.clone();
                  copy[2] += 3;
                  return copy;
                })
            .toList();

    // These features depend on each other: the root of an eigenvalue that is zero within rounding.
    assertThat(FrechetDistance.between(a, a)).isEqualTo(0, within(1e-6));
    assertThat(FrechetDistance.between(a, shifted)).isEqualTo(9, within(1e-6));
    assertThat(FrechetDistance.between(features(4, 30, 1), features(4, 30, 1)))
        .isEqualTo(0, within(1e-6));
  }

  @Test
  void oneFakeHasNoDistribution() {
    assertThat(FrechetDistance.between(features(1, 3, 1), features(9, 3, 2))).isNaN();
  }

  @Test
  void featuresAreReadBackFromTheirFile(@TempDir Path folder) {
    List<FakeFeatures> written =
        List.of(
            new FakeFeatures(features(3, 4, 1), features(3, 4, 2)),
            new FakeFeatures(features(1, 2, 3), List.of()));
    Path file = folder.resolve("features.bin");

    FakeFeatures.write(file, written);

    assertThat(FakeFeatures.read(file)).usingRecursiveComparison().isEqualTo(written);
  }
}
