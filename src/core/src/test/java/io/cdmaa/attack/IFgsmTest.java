package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IFgsmTest {
  private static final FloatTensor PHOTO = FloatTensor.of(new float[] {0, 0.5f, -1}, 3, 1, 1);

  /**
   * One generator with output delta_0 - delta_1: from an offset whose output is positive the signs
   * of its gradient are (+, -, 0), and stay so; from a negative one (-, +, 0). Three steps of 0.02
   * end at the clip of 0.05 in both pixels, and the third pixel stays at its offset.
   */
  @Test
  void threeStepsAgainstOneLinearGeneratorEndInTheCornerOfTheBudget() {
    ToyObjective objective = new ToyObjective(PHOTO, new double[][] {{1, -1, 0}});
    AttackSettings settings = AttackSettings.defaults().withIterations(3).withStepSize(0.02);
    List<IterationReport> reports = new ArrayList<>();

    AttackResult result = new IFgsm().run(objective, PHOTO, settings, reports::add);

    double side = Math.signum(result.photo().get(0) - PHOTO.get(0));
    assertThat(result.photo().get(0) - PHOTO.get(0))
        .isEqualTo((float) (side * 0.05), within(1e-6f));
    assertThat(result.photo().get(1) - PHOTO.get(1))
        .isEqualTo((float) (-side * 0.05), within(1e-6f));
    assertThat((double) result.photo().get(2)).isBetween(-1.0, -0.999);
    assertThat(result.losses().mean(0)).isEqualTo(0.01, within(1e-6));
    assertThat(result.iteration()).isEqualTo(3);
    assertThat(result.ending()).isEqualTo(AttackResult.Ending.COMPLETED);
    assertThat(result.gradientEvaluations()).isEqualTo(3).isEqualTo(objective.gradientCalls);
    assertThat(result.lossEvaluations()).isEqualTo(1).isEqualTo(objective.lossCalls);
    assertThat(reports).extracting(IterationReport::iteration).containsExactly(0, 1, 2);
  }

  @Test
  void sameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    ToyObjective objective =
        new ToyObjective(PHOTO, new double[][] {{1, -1, 0}}, new double[][] {{0, 1, 1}});
    AttackSettings settings =
        AttackSettings.defaults().withIterations(2).withAggregation(new UniformModels());

    FloatTensor first = new IFgsm().run(objective, PHOTO, settings, AttackListener.NONE).photo();
    FloatTensor again = new IFgsm().run(objective, PHOTO, settings, AttackListener.NONE).photo();
    FloatTensor other =
        new IFgsm().run(objective, PHOTO, settings.withSeed(7), AttackListener.NONE).photo();

    assertThat(first.toArray()).isEqualTo(again.toArray()).isNotEqualTo(other.toArray());
  }

  @Test
  void listenerCancels() {
    ToyObjective objective = new ToyObjective(PHOTO, new double[][] {{1, -1, 0}});

    AttackResult result =
        new IFgsm()
            .run(objective, PHOTO, AttackSettings.defaults(), report -> report.iteration() < 2);

    assertThat(result.ending()).isEqualTo(AttackResult.Ending.CANCELLED);
    assertThat(result.gradientEvaluations()).isEqualTo(3);
    assertThat(result.iteration()).isEqualTo(2);
  }
}
