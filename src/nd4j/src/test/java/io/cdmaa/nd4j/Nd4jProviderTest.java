package io.cdmaa.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.attack.AttackListener;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.IFgsm;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.Objective;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** This jar on the class path is all that it takes. */
class Nd4jProviderTest {
  @Test
  void isWhatASearchUsesUnasked() {
    assertThat(StandardArithmetic.create()).isInstanceOf(Nd4jArithmetic.class);
    assertThat(Arithmetic.ND4J.supplier().get()).isInstanceOf(Nd4jArithmetic.class);
  }

  @Test
  void comesFirstWhereTheFastestIsChosen() {
    assertThat(Arithmetic.FASTEST.supplier().get().toString())
        .startsWith("fastest of [nd4j, plain");
  }

  /** Generators that are linear maps, with one domain each: L_j = (a_j . (x - photo))^2. */
  private record Linear(double[][] maps, FloatTensor photo) implements Objective {
    @Override
    public List<String> generatorNames() {
      return List.of("a", "b", "c");
    }

    @Override
    public int domains(int generator) {
      return 1;
    }

    @Override
    public Losses evaluate(FloatTensor x, GradientMatrix gradients) {
      double[][] losses = new double[maps.length][1];
      for (int j = 0; j < maps.length; j++) {
        double output = 0;
        for (int d = 0; d < x.size(); d++) {
          output += maps[j][d] * ((double) x.get(d) - photo.get(d));
        }
        for (int d = 0; d < x.size(); d++) {
          gradients.row(j).set(d, (float) (2 * output * maps[j][d]));
        }
        losses[j][0] = output * output;
      }
      return new Losses(losses);
    }
  }

  @ParameterizedTest
  @EnumSource
  void searchesWalkThePathOfPlainJava(Regularisation regularisation) {
    FloatTensor photo = FloatTensor.zeros(3, 6, 6);
    Objective objective = new Linear(Samples.random(3, 108, 7), photo);
    AttackSettings settings = AttackSettings.defaults().withAggregation(new Mgda(regularisation));
    Losses plain =
        new IFgsm(PlainArithmetic::new)
            .run(objective, photo, settings, AttackListener.NONE)
            .losses();
    for (Arithmetic arithmetic : List.of(Arithmetic.ND4J, Arithmetic.FASTEST)) {
      Losses other =
          new IFgsm(arithmetic.supplier())
              .run(objective, photo, settings, AttackListener.NONE)
              .losses();
      for (int j = 0; j < 3; j++) {
        assertThat(other.mean(j))
            .isPositive()
            .isEqualTo(plain.mean(j), within(1e-5 + 0.01 * plain.mean(j)));
      }
    }
  }
}
