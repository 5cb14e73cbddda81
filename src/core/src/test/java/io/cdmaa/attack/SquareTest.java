package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SquareTest {
  private static final Attack SQUARE = new Square(PlainArithmetic::new);

  private static FloatTensor photo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = FloatTensor.zeros(3, 6, 9);
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) Math.max(-1, Math.min(1, random.nextDouble(-1.2, 1.2))));
    }
    return photo;
  }

  private static ToyObjective toy(FloatTensor photo, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][][] maps = new double[2][2][photo.size()];
    for (double[][] generator : maps) {
      for (double[] map : generator) {
        for (int i = 0; i < map.length; i++) {
          map[i] = random.nextDouble(-1, 1) / 10;
        }
      }
    }
    return new ToyObjective(photo, maps);
  }

  @Property(seed = "1", tries = 10, shrinking = ShrinkingMode.OFF)
  void itStaysInTheBudgetAndNeverAsksForAGradient(
      @ForAll @LongRange(min = 0, max = 1000) long seed) {
    FloatTensor photo = photo(seed);
    ToyObjective toy = toy(photo, seed);
    AttackSettings settings = AttackSettings.defaults().withIterations(60).withSeed(seed);

    AttackResult result = SQUARE.run(toy, photo, settings, AttackListener.NONE);

    assertThat(toy.gradientCalls).isZero();
    assertThat(result.gradientEvaluations()).isZero();
    assertThat(result.lossEvaluations()).isEqualTo(61).isEqualTo(toy.lossCalls);
    for (int d = 0; d < photo.size(); d++) {
      assertThat(result.photo().get(d)).isBetween(-1f, 1f);
      assertThat(Math.abs((double) result.photo().get(d) - photo.get(d))).isLessThanOrEqualTo(0.05);
    }
  }

  @Test
  void whatItHoldsNeverGetsWorseAndEndsHigher() {
    FloatTensor photo = photo(3);
    List<Double> values = new ArrayList<>();

    AttackResult result =
        SQUARE.run(
            toy(photo, 3),
            photo,
            AttackSettings.defaults().withIterations(300).withCriterion(Criterion.WEAKEST),
            report -> values.add(Apgd.potential(report.losses())));

    assertThat(values).hasSize(300).isSorted();
    assertThat(values.get(299)).isGreaterThan(values.get(0) + 1);
    assertThat(Apgd.potential(result.losses())).isGreaterThan(values.get(0));
  }

  @Test
  void theSameSeedGivesTheSamePhotoAndAnotherAnother() {
    FloatTensor photo = photo(5);
    AttackSettings settings = AttackSettings.defaults().withIterations(20);
    float[] first =
        SQUARE.run(toy(photo, 5), photo, settings, AttackListener.NONE).photo().toArray();
    assertThat(SQUARE.run(toy(photo, 5), photo, settings, AttackListener.NONE).photo().toArray())
        .isEqualTo(first);
    assertThat(
            SQUARE
                .run(toy(photo, 5), photo, settings.withSeed(1), AttackListener.NONE)
                .photo()
                .toArray())
        .isNotEqualTo(first);
  }

  /** The source's schedule for 10,000 iterations: halved after 10, 50, 200 and so on. */
  @Test
  void theSquaresShrinkBySchedule() {
    assertThat(Square.share(10, 10_000)).isEqualTo(0.05);
    assertThat(Square.share(11, 10_000)).isEqualTo(0.025);
    assertThat(Square.share(51, 10_000)).isEqualTo(0.0125);
    assertThat(Square.share(9_999, 10_000)).isEqualTo(0.05 / 512);
    assertThat(Square.share(99, 100)).isEqualTo(0.05 / 512);
  }

  @Test
  void itSearchesTheBoxOnly() {
    FloatTensor photo = photo(5);
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(
            () ->
                SQUARE.run(
                    toy(photo, 5),
                    photo,
                    AttackSettings.defaults().withBudget(new Budget.Rms(0.05)),
                    AttackListener.NONE))
        .withMessageContaining("L-infinity");
  }
}
