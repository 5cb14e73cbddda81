package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.DomainAggregation;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.IterativeDomains;
import io.cdmaa.mgda.IterativeModels;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.MgdaDomains;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.SingleDomain;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.mgda.WorstDomain;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Domain strategies within a run, on generators whose domains each watch one pixel. */
class DomainStrategyTest {
  private static final FloatTensor PHOTO = FloatTensor.zeros(1, 1, 3);

  /** Domain k of generator 0 is pixel k, k = 0, 1; generator 1 is pixel 2. */
  private static ToyObjective toy() {
    return new ToyObjective(
        PHOTO, new double[][] {{1, 0, 0}, {0, 1, 0}}, new double[][] {{0, 0, 1}});
  }

  private static List<float[]> path(ToyObjective toy, AttackSettings settings) {
    List<float[]> path = new ArrayList<>();
    Objective watched =
        new Objective() {
          @Override
          public List<String> generatorNames() {
            return toy.generatorNames();
          }

          @Override
          public int domains(int generator) {
            return toy.domains(generator);
          }

          @Override
          public List<GradientRow> rows() {
            return toy.rows();
          }

          @Override
          public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
            path.add(photo.toArray());
            return toy.evaluate(photo, gradients);
          }

          @Override
          public Losses evaluate(
              FloatTensor photo, DomainWeights weights, GradientMatrix gradients) {
            path.add(photo.toArray());
            return toy.evaluate(photo, weights, gradients);
          }
        };
    new IFgsm(PlainArithmetic::new).run(watched, PHOTO, settings, AttackListener.NONE);
    return path;
  }

  private static AttackSettings settings(DomainAggregation domains) {
    return AttackSettings.defaults()
        .withIterations(4)
        .withAggregation(new UniformModels())
        .withDomains(domains);
  }

  private static boolean moved(List<float[]> path, int step, int pixel) {
    return path.get(step + 1)[pixel] != path.get(step)[pixel];
  }

  @Test
  void aSingleDomainMovesItsPixelOnly() {
    List<float[]> path = path(toy(), settings(new SingleDomain(1)));
    assertThat(moved(path, 0, 0)).isFalse();
    assertThat(moved(path, 0, 1)).isTrue();
    assertThat(moved(path, 0, 2)).isTrue();
  }

  @Test
  void iterativeDomainsTakeTurns() {
    List<float[]> path = path(toy(), settings(new IterativeDomains()));
    for (int t = 0; t < 3; t++) {
      assertThat(moved(path, t, 0)).isEqualTo(t % 2 == 0);
      assertThat(moved(path, t, 1)).isEqualTo(t % 2 == 1);
    }
  }

  /** Generator 0 has the even iterations, in which its domains take turns: 0, -, 1, -. */
  @Test
  void whereGeneratorsTakeTurnsToo_eachDomainComesInItsGeneratorsVisits() {
    List<float[]> path =
        path(
            toy(),
            settings(new IterativeDomains())
                .withIterations(5)
                .withAggregation(new IterativeModels()));
    assertThat(moved(path, 0, 0)).isTrue();
    assertThat(moved(path, 1, 0) || moved(path, 1, 1)).isFalse();
    assertThat(moved(path, 2, 1)).isTrue();
    assertThat(moved(path, 2, 0)).isFalse();
    assertThat(moved(path, 1, 2) && moved(path, 3, 2)).isTrue();
  }

  /** The pixel that has moved less is the worst domain, so the two leapfrog. */
  @Test
  void theWorstDomainIsLiftedOneAtATime() {
    List<float[]> path = path(toy().perDomain(), settings(new WorstDomain()));
    for (int t = 0; t < 3; t++) {
      float[] x = path.get(t);
      int worst = Math.abs(x[0]) <= Math.abs(x[1]) ? 0 : 1;
      assertThat(moved(path, t, worst)).isTrue();
      assertThat(moved(path, t, 1 - worst)).isFalse();
    }
  }

  static List<DomainAggregation> planned() {
    return List.of(new UniformDomains(), new SingleDomain(1), new IterativeDomains());
  }

  /** One gradient of the weighted loss and the weighted sum of all gradients are the same. */
  @ParameterizedTest
  @MethodSource("planned")
  void rowsPerDomainGoTheSameWay(DomainAggregation domains) {
    AttackSettings settings =
        settings(domains).withAggregation(new Mgda(Regularisation.PENALTY)).withIterations(6);
    List<float[]> weighted = path(toy(), settings);
    List<float[]> each = path(toy().perDomain(), settings);
    assertThat(each).hasSameSizeAs(weighted);
    for (int t = 0; t < each.size(); t++) {
      assertThat(each.get(t)).containsExactly(weighted.get(t), within(1e-6f));
    }
  }

  @Test
  void strategiesThatNeedGradientsRefuseAnObjectiveWithoutThem() {
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> path(toy(), settings(new MgdaDomains(new Mgda(Regularisation.NONE)))))
        .withMessageContaining("needs the gradient of every domain");
  }

  @Test
  void anObjectiveThatKnowsOnlyTheMeanRefusesOtherWeights() {
    ScriptedObjective scripted = new ScriptedObjective(x -> 1);
    DomainWeights half = new DomainWeights(new double[][] {{0.5}});
    assertThatExceptionOfType(CdmaaException.class)
        .isThrownBy(() -> scripted.evaluate(PHOTO, half, new GradientMatrix(1, 3)))
        .withMessageContaining("only provides the gradient of the mean over domains");
  }
}
