package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmStartTest {
  private static final Budget LINF = new Budget.LInf(0.05);

  private static FloatTensor random(double size, long seed, long... shape) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor tensor = FloatTensor.zeros(shape);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, (float) random.nextDouble(-size, size));
    }
    return tensor;
  }

  private static WarmStart start(Budget budget) {
    return new WarmStart(random(0.05, 1, 3, 4, 4), budget, List.of("aa"), "0123456789abcdef");
  }

  private static double largest(FloatTensor tensor) {
    double largest = 0;
    for (int i = 0; i < tensor.size(); i++) {
      largest = Math.max(largest, Math.abs((double) tensor.get(i)));
    }
    return largest;
  }

  @Test
  void onACropOfItsOwnSizeItIsItself() {
    assertThat(start(LINF).over(3, 4, 4).toArray()).isEqualTo(random(0.05, 1, 3, 4, 4).toArray());
  }

  @Test
  void onAGreyCropItIsTheMeanOfTheChannels() {
    FloatTensor colour = random(0.05, 1, 3, 4, 4);
    FloatTensor grey = start(LINF).over(1, 4, 4);
    assertThat(grey.shape()).containsExactly(1, 4, 4);
    for (int i = 0; i < 16; i++) {
      double mean = ((double) colour.get(i) + colour.get(16 + i) + colour.get(32 + i)) / 3;
      assertThat((double) grey.get(i)).isCloseTo(mean, within(1e-8));
    }
  }

  @Test
  void atOtherSizesItStaysInsideTheBudgetAndDoesNotMixUpSizes() {
    WarmStart start = start(LINF);
    FloatTensor wide = start.over(3, 5, 9);
    FloatTensor high = start.over(3, 9, 5);
    assertThat(wide.shape()).containsExactly(3, 5, 9);
    assertThat(high.shape()).containsExactly(3, 9, 5);
    assertThat(largest(wide)).isLessThanOrEqualTo(0.05).isGreaterThan(0.03);
    assertThat(start.over(3, 5, 9).toArray()).isEqualTo(wide.toArray());
  }

  @Test
  void anotherNormEpsilonOrGeneratorIsRefusedWithASentence() {
    WarmStart start = start(LINF);
    start.requireFits(new Budget.LInf(0.05), BudgetShape.DEFAULT);
    start.requireCovers("a.onnx", "aa");
    assertThatThrownBy(() -> start.requireFits(new Budget.Rms(0.05), BudgetShape.DEFAULT))
        .isInstanceOfSatisfying(
            CdmaaException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.WARM_START))
        .hasMessage(
            "The universal perturbation was learnt for the L-infinity norm, and the search bounds"
                + " the change by the L2 norm; choose the same norm, or learn another one");
    BudgetShape perceptual = BudgetShape.DEFAULT.withForm(BudgetShape.Form.PERCEPTUAL);
    assertThatThrownBy(() -> start.requireFits(new Budget.LInf(0.05), perceptual))
        .hasMessageContaining("was learnt for a uniform budget");
    assertThatThrownBy(() -> start.requireFits(new Budget.LInf(0.08), BudgetShape.DEFAULT))
        .hasMessageContaining("learnt for epsilon 0.05")
        .hasMessageContaining("uses 0.08");
    assertThatThrownBy(() -> start.requireCovers("b.onnx", "bb"))
        .hasMessageContaining("not learnt against b.onnx");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cdmaa",
        "cdmaa attack=mifgsm",
        "cdmaa attack=pgd restarts=2",
        "cdmaa attack=apgd",
        "cdmaa attack=square",
        "cdmaa attack=fgsm",
        "threshold",
        "cdmaa norm=l2",
        "cdmaa rounding=every-step"
      })
  void everySearchBeginsAtThePhotoWithThePerturbation(String text) {
    Method method = MethodSyntax.parse(text);
    FloatTensor photo = FloatTensor.zeros(3, 4, 4);
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) ((i * 5 % 256) / 127.5 - 1)); // on the levels, both ends included
    }
    Budget budget = MethodAlgorithms.settings(method, AttackSettings.defaults()).budget();
    AttackSettings settings =
        MethodAlgorithms.settings(
            method, AttackSettings.defaults().withWarmStart(start(budget)).withIterations(3));
    Seen objective = new Seen(photo, random(1, 7, 48).toArray());
    MethodAlgorithms.attack(method).run(objective, photo, settings, AttackListener.NONE);
    double tolerance = text.contains("every-step") ? 0.5 / 127.5 + 1e-6 : 1e-6;
    for (int i = 0; i < photo.size(); i++) {
      double expected =
          Math.max(-1, Math.min(1, photo.get(i) + (double) start(LINF).over(3, 4, 4).get(i)));
      assertThat((double) objective.first.get(i)).isCloseTo(expected, within(tolerance));
    }
  }

  @Test
  void onlyAWarmStartNeedsNoIteration() {
    AttackSettings settings = AttackSettings.defaults();
    assertThat(settings.withWarmStart(start(LINF)).withIterations(0).iterations()).isZero();
    assertThatThrownBy(() -> settings.withIterations(0)).isInstanceOf(CdmaaException.class);
  }

  /** Remembers the first photo that it evaluated. */
  private static final class Seen extends ObjectiveView {
    private FloatTensor first;

    Seen(FloatTensor photo, float[] map) {
      super(new ToyObjective(photo, new double[][] {doubles(map)}));
    }

    private static double[] doubles(float[] values) {
      double[] doubles = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        doubles[i] = values[i];
      }
      return doubles;
    }

    private void see(FloatTensor photo) {
      first = first == null ? photo.copy() : first;
    }

    @Override
    public Losses evaluate(FloatTensor photo, io.cdmaa.mgda.GradientMatrix gradients) {
      see(photo);
      return inner.evaluate(photo, gradients);
    }

    @Override
    public Losses evaluate(
        FloatTensor photo, DomainWeights weights, io.cdmaa.mgda.GradientMatrix gradients) {
      see(photo);
      return inner.evaluate(photo, weights, gradients);
    }

    @Override
    public Losses evaluate(FloatTensor photo) {
      see(photo);
      return inner.evaluate(photo);
    }
  }
}
