package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every attack must hold; Square, which asks for losses only, where no gradient matters. */
class AttackContractTest {
  private static final FloatTensor PHOTO =
      FloatTensor.of(new float[] {0, 0.5f, -1, 0.99f}, 1, 2, 2);

  static Stream<Attack> all() {
    return Stream.of(
        new Fgsm(PlainArithmetic::new),
        new IFgsm(PlainArithmetic::new),
        new Pgd(2, PlainArithmetic::new),
        new MiFgsm(1, PlainArithmetic::new),
        new Apgd(PlainArithmetic::new));
  }

  /** Those that follow gradients, and the one that asks for losses only. */
  static Stream<Attack> withSquare() {
    return Stream.concat(all(), Stream.of(new Square(PlainArithmetic::new)));
  }

  private static FloatTensor photo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = FloatTensor.zeros(3, 2, 2);
    for (int d = 0; d < photo.size(); d++) {
      // One value in four at an end of the range, where two clips meet.
      double value = random.nextDouble(-1.3, 1.3);
      photo.set(d, (float) Math.max(-1, Math.min(1, value)));
    }
    return photo;
  }

  private static ToyObjective toy(FloatTensor photo, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][][] maps = new double[3][][];
    for (int j = 0; j < maps.length; j++) {
      maps[j] = new double[1 + j][photo.size()];
      for (double[] map : maps[j]) {
        for (int d = 0; d < map.length; d++) {
          map[d] = random.nextDouble(-1, 1) * (j + 1);
        }
      }
    }
    return new ToyObjective(photo, maps);
  }

  @Property(seed = "1", tries = 30, shrinking = ShrinkingMode.OFF)
  void noAttackLeavesTheBudgetOrTheRange(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 12) int iterations,
      @ForAll @IntRange(min = 1, max = 200) int thousandths) {
    FloatTensor photo = photo(seed);
    double epsilon = thousandths / 1000.0;
    AttackSettings settings =
        AttackSettings.defaults().withIterations(iterations).withSeed(seed).withEpsilon(epsilon);
    withSquare()
        .forEach(
            attack -> {
              List<FloatTensor> iterates = new ArrayList<>();
              Objective toy = watched(toy(photo, seed), iterates);
              iterates.add(attack.run(toy, photo, settings, AttackListener.NONE).photo());
              for (FloatTensor x : iterates) {
                for (int d = 0; d < photo.size(); d++) {
                  assertThat(Math.abs((double) x.get(d) - photo.get(d)))
                      .isLessThanOrEqualTo(epsilon);
                  assertThat(x.get(d)).isBetween(-1f, 1f);
                }
              }
            });
  }

  @Property(seed = "1", tries = 20, shrinking = ShrinkingMode.OFF)
  void noAttackLeavesAnL2Budget(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 1000) int thousandths) {
    FloatTensor photo = photo(seed);
    double epsilon = thousandths / 1000.0;
    AttackSettings settings =
        AttackSettings.defaults().withSeed(seed).withBudget(new Budget.L2(epsilon));
    all()
        .forEach(
            attack -> {
              List<FloatTensor> iterates = new ArrayList<>();
              Objective toy = watched(toy(photo, seed), iterates);
              iterates.add(attack.run(toy, photo, settings, AttackListener.NONE).photo());
              for (FloatTensor x : iterates) {
                double sum = 0;
                for (int d = 0; d < photo.size(); d++) {
                  sum += Math.pow((double) x.get(d) - photo.get(d), 2);
                  assertThat(x.get(d)).isBetween(-1f, 1f);
                }
                assertThat(Math.sqrt(sum)).isLessThanOrEqualTo(epsilon);
              }
            });
  }

  /** One epsilon for photos of every size: the root of the mean square, not the length. */
  @ParameterizedTest
  @MethodSource("all")
  void aRootMeanSquareBudgetIsAnL2BudgetThatGrowsWithThePhoto(Attack attack) {
    FloatTensor photo = photo(8);
    double length = 0.05 * Math.sqrt(photo.size());
    AttackSettings settings = AttackSettings.defaults().withIterations(10).withStartOffset(0.01);
    ToyObjective toy = toy(photo, 8);
    FloatTensor rms =
        attack
            .run(toy, photo, settings.withBudget(new Budget.Rms(0.05)), AttackListener.NONE)
            .photo();
    FloatTensor l2 =
        attack
            .run(
                toy,
                photo,
                settings
                    .withBudget(new Budget.L2(length))
                    .withStepSize(settings.stepSize() * Math.sqrt(photo.size())),
                AttackListener.NONE)
            .photo();
    for (int d = 0; d < photo.size(); d++) {
      assertThat((double) rms.get(d)).isEqualTo(l2.get(d), within(1e-6));
    }
  }

  private static Objective watched(ToyObjective toy, List<FloatTensor> iterates) {
    return new Objective() {
      @Override
      public List<String> generatorNames() {
        return toy.generatorNames();
      }

      @Override
      public int domains(int generator) {
        return toy.domains(generator);
      }

      @Override
      public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
        iterates.add(photo.copy());
        return toy.evaluate(photo, gradients);
      }

      @Override
      public Losses evaluate(FloatTensor photo) {
        iterates.add(photo.copy());
        return toy.evaluate(photo);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("withSquare")
  void theSameSeedGivesTheSameResultAndAnotherSeedAnother(Attack attack) {
    FloatTensor photo = photo(1);
    AttackSettings settings = AttackSettings.defaults().withIterations(3);

    AttackResult first = attack.run(toy(photo, 1), photo, settings, AttackListener.NONE);
    AttackResult again = attack.run(toy(photo, 1), photo, settings, AttackListener.NONE);
    AttackResult other =
        attack.run(toy(photo, 1), photo, settings.withSeed(1).withEpsilon(2), AttackListener.NONE);

    assertThat(again.photo().toArray()).isEqualTo(first.photo().toArray());
    assertThat(again.losses().perDomain()).isDeepEqualTo(first.losses().perDomain());
    assertThat(other.photo().toArray()).isNotEqualTo(first.photo().toArray());
  }

  @ParameterizedTest
  @MethodSource("withSquare")
  void theLossesOfTheResultAreThoseOfItsPhoto(Attack attack) {
    FloatTensor photo = photo(2);
    ToyObjective toy = toy(photo, 2);

    AttackResult result = attack.run(toy, photo, AttackSettings.defaults(), AttackListener.NONE);

    assertThat(result.losses().perDomain()).isDeepEqualTo(toy.evaluate(result.photo()).perDomain());
    assertThat(result.gradientEvaluations()).isEqualTo(toy.gradientCalls);
    assertThat(result.lossEvaluations()).isEqualTo(toy.lossCalls - 1);
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyLossRisesAboveThatOfTheStart(Attack attack) {
    FloatTensor photo = photo(3);
    List<IterationReport> reports = new ArrayList<>();

    AttackResult result = attack.run(toy(photo, 3), photo, AttackSettings.defaults(), reports::add);

    Losses start = reports.get(0).losses();
    assertThat(result.losses().mean(result.losses().weakest()))
        .isGreaterThan(2 * start.mean(start.weakest()));
  }

  @ParameterizedTest
  @MethodSource("withSquare")
  void theKeptBestIsNoWorseThanAnyReportedIterate(Attack attack) {
    FloatTensor photo = photo(4);
    double threshold = AttackSettings.defaults().threshold();
    List<IterationReport> reports = new ArrayList<>();

    Losses best =
        attack
            .run(toy(photo, 4), photo, AttackSettings.defaults().withIterations(25), reports::add)
            .losses();

    for (IterationReport report : reports) {
      Losses seen = report.losses();
      assertThat(best.succeeded(threshold)).isGreaterThanOrEqualTo(seen.succeeded(threshold));
      if (best.succeeded(threshold) == seen.succeeded(threshold)) {
        assertThat(best.mean(best.weakest())).isGreaterThanOrEqualTo(seen.mean(seen.weakest()));
      }
    }
  }

  /** Not for APGD, whose checkpoints move with the number of iterations. */
  @Property(seed = "1", tries = 25, shrinking = ShrinkingMode.OFF)
  void moreIterationsOrRestartsNeverMakeTheKeptBestWorse(
      @ForAll @LongRange(min = 0, max = 100_000) long seed,
      @ForAll @IntRange(min = 1, max = 10) int iterations) {
    FloatTensor photo = photo(seed);
    AttackSettings settings = AttackSettings.defaults().withSeed(seed).withIterations(iterations);
    for (Attack attack :
        List.of(
            new IFgsm(PlainArithmetic::new),
            new Pgd(2, PlainArithmetic::new),
            new MiFgsm(1, PlainArithmetic::new))) {
      Losses fewer = attack.run(toy(photo, seed), photo, settings, AttackListener.NONE).losses();
      Losses more =
          attack
              .run(
                  toy(photo, seed),
                  photo,
                  settings.withIterations(iterations + 3),
                  AttackListener.NONE)
              .losses();
      assertNotWorse(more, fewer);
    }
    Losses one =
        new Pgd(1, PlainArithmetic::new)
            .run(toy(photo, seed), photo, settings, AttackListener.NONE)
            .losses();
    Losses three =
        new Pgd(3, PlainArithmetic::new)
            .run(toy(photo, seed), photo, settings, AttackListener.NONE)
            .losses();
    assertNotWorse(three, one);
  }

  private static void assertNotWorse(Losses more, Losses fewer) {
    int succeeded = fewer.succeeded(0.05);
    assertThat(more.succeeded(0.05)).isGreaterThanOrEqualTo(succeeded);
    if (more.succeeded(0.05) == succeeded) {
      assertThat(more.mean(more.weakest())).isGreaterThanOrEqualTo(fewer.mean(fewer.weakest()));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aGeneratorThatDoesNotReactStopsNobody(Attack attack) {
    ToyObjective objective =
        new ToyObjective(PHOTO, new double[][] {{0, 0, 0, 0}}, new double[][] {{1, 1, 0, 1}});
    List<IterationReport> reports = new ArrayList<>();

    AttackResult result = attack.run(objective, PHOTO, AttackSettings.defaults(), reports::add);

    assertThat(result.ending()).isEqualTo(AttackResult.Ending.COMPLETED);
    assertThat(result.losses().mean(1)).isGreaterThan(0.002);
    assertThat(reports.get(0).aggregation().inert()).containsExactly(true, false);
  }

  @ParameterizedTest
  @MethodSource("all")
  void whenNoGeneratorReactsTheRunEndsAndSaysSo(Attack attack) {
    ToyObjective objective = new ToyObjective(PHOTO, new double[][] {{0, 0, 0, 0}});

    AttackResult result =
        attack.run(objective, PHOTO, AttackSettings.defaults(), AttackListener.NONE);

    assertThat(result.ending()).isEqualTo(AttackResult.Ending.STATIONARY);
    assertThat(result.gradientEvaluations()).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("withSquare")
  void aLossThatIsNoNumberNamesGeneratorAndDomain(Attack attack) {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(
            () ->
                attack.run(
                    new ScriptedObjective(x -> Double.NaN),
                    PHOTO,
                    AttackSettings.defaults(),
                    AttackListener.NONE))
        .withMessageContaining("scripted has a loss of NaN in its domain 0");
  }

  @ParameterizedTest
  @MethodSource("withSquare")
  void aPhotoOutsideTheRangeIsRefused(Attack attack) {
    for (float bad : new float[] {1.5f, -1.01f, Float.NaN}) {
      FloatTensor photo = FloatTensor.of(new float[] {0, bad}, 2, 1, 1);
      assertThatExceptionOfType(CdmaaException.class)
          .isThrownBy(
              () ->
                  attack.run(
                      new ScriptedObjective(x -> 1),
                      photo,
                      AttackSettings.defaults(),
                      AttackListener.NONE))
          .withMessageContaining(bad + " at 1");
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void thePhotoIsLeftAlone(Attack attack) {
    FloatTensor photo = photo(5);
    float[] before = photo.toArray();

    attack.run(toy(photo, 5), photo, AttackSettings.defaults(), AttackListener.NONE);

    assertThat(photo.toArray()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theListenerCancelsAtOnceAndTheBestSoFarIsKept(Attack attack) {
    ScriptedObjective objective = new ScriptedObjective(x -> 1 + x.get(0));

    AttackResult result = attack.run(objective, PHOTO, AttackSettings.defaults(), report -> false);

    assertThat(result.ending()).isEqualTo(AttackResult.Ending.CANCELLED);
    assertThat(objective.visited).hasSize(1);
    assertThat(result.photo().toArray()).isEqualTo(objective.visited.get(0));
  }

  @ParameterizedTest
  @MethodSource("all")
  void theListenerHearsEachIterationOfEachRestart(Attack attack) {
    List<String> heard = new ArrayList<>();

    attack.run(
        new ScriptedObjective(x -> 1 + x.get(0)),
        PHOTO,
        AttackSettings.defaults().withIterations(2),
        report -> heard.add(report.restart() + "." + report.iteration()));

    assertThat(heard)
        .isEqualTo(
            attack instanceof Fgsm
                ? List.of("0.0")
                : attack instanceof Pgd
                    ? List.of("0.0", "0.1", "1.0", "1.1")
                    : List.of("0.0", "0.1"));
  }

  @ParameterizedTest
  @MethodSource("all")
  void earlyStoppingEndsAtTheFirstIterateThatBreaksEveryDomain(Attack attack) {
    ScriptedObjective objective = new ScriptedObjective(x -> x.get(0) > -2 ? 0.07 : 0);

    AttackResult result =
        attack.run(
            objective, PHOTO, AttackSettings.defaults().withEarlyStop(true), AttackListener.NONE);

    assertThat(result.ending()).isEqualTo(AttackResult.Ending.EARLY);
    assertThat(objective.visited).hasSize(1);
  }

  /** Of equals the later one: it has been pushed further. */
  @Test
  void ofEqualCandidatesTheLastIsKept() {
    AttackResult result =
        new IFgsm(PlainArithmetic::new)
            .run(
                new ScriptedObjective(x -> 0.01),
                PHOTO,
                AttackSettings.defaults().withIterations(4),
                AttackListener.NONE);

    assertThat(result.iteration()).isEqualTo(4);
  }

  /** More domains over the threshold beat a higher mean. */
  @Test
  void domainsOverTheThresholdCountBeforeTheMean() {
    double[][][] script = {{{0.06, 0.06}}, {{0.04, 9}}, {{0.049, 0.049}}};
    int[] call = {0};
    Objective objective =
        new Objective() {
          @Override
          public List<String> generatorNames() {
            return List.of("a");
          }

          @Override
          public int domains(int generator) {
            return 2;
          }

          @Override
          public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
            gradients.row(0).set(0, 1);
            return new Losses(script[call[0]++]);
          }
        };

    AttackResult result =
        new IFgsm(PlainArithmetic::new)
            .run(
                objective, PHOTO, AttackSettings.defaults().withIterations(2), AttackListener.NONE);

    assertThat(result.iteration()).isZero();
  }

  /** Candidates on a grid of 1/8; the iterates between them go their own way. */
  @ParameterizedTest
  @MethodSource("all")
  void candidatesAreEvaluatedAndDeliveredAfterTheProjection(Attack attack) {
    FloatTensor photo = FloatTensor.zeros(4, 1, 1);
    ToyObjective toy = new ToyObjective(photo, new double[][] {{1, 2, -1, 0.5}});
    Projection grid =
        x -> {
          for (int d = 0; d < x.size(); d++) {
            x.set(d, Math.round(8 * x.get(d)) / 8f);
          }
        };

    AttackResult result =
        attack.run(
            toy,
            photo,
            AttackSettings.defaults().withEpsilon(0.25).withStepSize(0.05).withProjection(grid),
            AttackListener.NONE);

    for (float value : result.photo().toArray()) {
      assertThat(8 * value).isEqualTo(Math.round(8 * value));
    }
    assertThat(result.losses().mean(0))
        .isPositive()
        .isEqualTo(toy.evaluate(result.photo()).mean(0));
    assertThat(result.lossEvaluations())
        .isGreaterThan(result.gradientEvaluations())
        .isEqualTo(toy.lossCalls - 1);
  }

  @ParameterizedTest
  @EnumSource(names = "FASTEST")
  void everyArithmeticWalksThePathOfPlainJava(Arithmetic arithmetic) {
    Supplier<GradientArithmetic> made = arithmetic.supplier();
    FloatTensor photo = photo(6);
    for (Regularisation regularisation : Regularisation.values()) {
      AttackSettings settings = AttackSettings.defaults().withAggregation(new Mgda(regularisation));
      Losses other =
          new IFgsm(made).run(toy(photo, 6), photo, settings, AttackListener.NONE).losses();
      Losses plain =
          new IFgsm(PlainArithmetic::new)
              .run(toy(photo, 6), photo, settings, AttackListener.NONE)
              .losses();
      for (int j = 0; j < 3; j++) {
        assertThat(other.mean(j)).isEqualTo(plain.mean(j), within(1e-5 + 0.01 * plain.mean(j)));
      }
    }
  }

  /** What the method is for: the weakest generator gains over uniform weighting. */
  @Test
  void thePenaltyLiftsTheWeakestAboveUniformWeighting() {
    FloatTensor photo = FloatTensor.zeros(4, 1, 1);
    double[][] strong = {{10, 10, 0, 0}};
    double[][] weak = {{-1, 0.5, 0.01, 0}};
    AttackSettings settings = AttackSettings.defaults().withIterations(20);

    double uniform = weakest(new ToyObjective(photo, strong, weak), settings, new UniformModels());
    double penalty =
        weakest(new ToyObjective(photo, strong, weak), settings, new Mgda(Regularisation.PENALTY));

    assertThat(penalty).isGreaterThan(uniform);
  }

  private static double weakest(
      ToyObjective objective, AttackSettings settings, ModelAggregation how) {
    Losses losses =
        new IFgsm(PlainArithmetic::new)
            .run(
                objective,
                FloatTensor.zeros(4, 1, 1),
                settings.withAggregation(how),
                AttackListener.NONE)
            .losses();
    return losses.mean(losses.weakest());
  }
}
