package io.cdmaa.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PairedComparisonTest {
  private static final double[] A = {0.010, 0.021, 0.013, 0.030, 0.017, 0.025, 0.011, 0.019};
  private static final double[] B = {0.008, 0.022, 0.009, 0.021, 0.012, 0.0245, 0.004, 0.0175};

  @Test
  void agreesWithScipy() {
    PairedComparison test = PairedComparison.of(A, B);
    assertThat(test.photos()).isEqualTo(8);
    assertThat(test.meanDifference()).isCloseTo(0.0035, within(1e-12));
    // scipy.stats.wilcoxon(a, b, method='exact') and scipy.stats.ttest_rel(a, b)
    assertThat(test.wilcoxon()).isCloseTo(0.0234375, within(1e-12));
    assertThat(test.pairedT()).isCloseTo(0.022365427657171536, within(1e-12));
  }

  @Test
  void photosWithoutADifferenceSpeakForNeitherSide() {
    double[] a = java.util.Arrays.copyOf(A, 12);
    double[] b = java.util.Arrays.copyOf(B, 12);
    assertThat(PairedComparison.of(a, b).wilcoxon()).isCloseTo(0.0234375, within(1e-12));
  }

  @Test
  void equalSettingsDoNotDiffer() {
    PairedComparison test = PairedComparison.of(A, A);
    assertThat(test.wilcoxon()).isEqualTo(1);
    assertThat(test.pairedT()).isEqualTo(1);
    assertThat(test.noneDiffers()).isTrue();
    assertThat(PairedComparison.of(A, B).differing()).isEqualTo(8);
    PairedComparison zeros = PairedComparison.of(new double[20], new double[20]);
    assertThat(zeros.wilcoxon()).isEqualTo(1);
    assertThat(zeros.pairedT()).isEqualTo(1);
  }

  @Test
  void manyPhotosGoThroughTheNormalApproximation() {
    double[] a = new double[40];
    double[] b = new double[40];
    for (int i = 0; i < a.length; i++) {
      a[i] = (i % 5 == 0 ? -1 : 1) * (i + 1);
    }
    // W- = 1 + 6 + ... + 36 = 148 of 820; z = (148 - 410) / sqrt(40 * 41 * 81 / 24) = -3.52
    assertThat(PairedComparison.of(a, b).wilcoxon()).isBetween(0.0003, 0.0006);
  }

  @Test
  void onePhotoProvesNothing() {
    PairedComparison test = PairedComparison.of(new double[] {1}, new double[] {0});
    assertThat(test.wilcoxon()).isEqualTo(1);
    assertThat(test.pairedT()).isEqualTo(1);
  }

  @Test
  void holmsCorrectionByHand() {
    // Sorted 0.005, 0.01, 0.03, 0.04 times 4, 3, 2, 1, never falling.
    assertThat(PairedComparison.holm(List.of(0.01, 0.04, 0.03, 0.005)))
        .usingElementComparator((x, y) -> Math.abs(x - y) < 1e-12 ? 0 : 1)
        .containsExactly(0.03, 0.06, 0.06, 0.02);
    assertThat(PairedComparison.holm(List.of(0.7, 0.9))).containsExactly(1.0, 1.0);
    assertThat(PairedComparison.holm(List.of())).isEmpty();
  }
}
