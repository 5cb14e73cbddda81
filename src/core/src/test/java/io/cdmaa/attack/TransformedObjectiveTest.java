package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TransformedObjectiveTest {
  private static final int SIZE = 3 * 6 * 5;
  private static final SessionFactory FACTORY = new SessionFactory(RuntimeSettings.cpu());
  private static final Frame FRAME = Frame.whole(3, 6, 5);

  private final Random random = new Random(1);
  private final FloatTensor photo = values(0.5);
  private final FloatTensor moved = values(0.5);

  /** Two generators with three domains. */
  private final ToyObjective toy =
      new ToyObjective(photo, new double[][] {map(), map()}, new double[][] {map()});

  private double[] map() {
    return random.doubles(SIZE, -1, 1).toArray();
  }

  private FloatTensor values(double size) {
    FloatTensor values = FloatTensor.zeros(3, 6, 5);
    for (int i = 0; i < SIZE; i++) {
      values.set(i, (float) ((random.nextDouble() * 2 - 1) * size));
    }
    return values;
  }

  private static FloatTensor blurred(TransformSession session, FloatTensor x) {
    FloatTensor result = FloatTensor.zeros(x.shape());
    session.use(Transform.blur(1));
    session.apply(x, result);
    return result;
  }

  @Test
  void everyRoundLooksOnceThroughEachTransformAndPlainly() {
    Survival survival = Survival.parse("jpeg:75-95,blur:1,resize:0.5-1");
    TransformSchedule schedule = new TransformSchedule(survival, 3);
    TransformSchedule again = new TransformSchedule(survival, 3);
    List<Integer> first = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      List<Integer> slots = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        TransformSchedule.Draw draw = schedule.next();
        assertThat(again.next()).isEqualTo(draw);
        assertThat(draw.transform().isEmpty()).isEqualTo(draw.slot() == 0);
        slots.add(draw.slot());
      }
      first.add(slots.get(0));
      assertThat(slots).containsExactlyInAnyOrder(0, 1, 2, 3);
    }
    assertThat(first).contains(0, 1, 2, 3);
  }

  @Test
  void lossesAreTheMeanOverWhatEachTransformShowedLast() {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      Losses plain = toy.evaluate(moved);
      Losses seen = toy.evaluate(blurred(session, moved));
      TransformedObjective objective =
          new TransformedObjective(
              toy, session, new TransformSchedule(Survival.parse("blur:1"), 1), photo.shape());
      GradientMatrix gradients = new GradientMatrix(2, SIZE);
      double once = objective.evaluate(moved, gradients).mean(0);
      assertThat(once)
          .satisfiesAnyOf(
              l -> assertThat(l).isEqualTo(plain.mean(0), within(1e-6)),
              l -> assertThat(l).isEqualTo(seen.mean(0), within(1e-6)));
      Losses twice = objective.evaluate(moved, gradients);
      for (int j = 0; j < 2; j++) {
        assertThat(twice.mean(j)).isEqualTo((plain.mean(j) + seen.mean(j)) / 2, within(1e-5));
      }
      assertThat(objective.evaluate(moved).mean(1)).isEqualTo(twice.mean(1), within(1e-6));
    }
  }

  /** The blur is linear, so central differences are exact but for float32. */
  @Test
  void gradientsArePulledBackThroughTheTransform() {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      Survival survival = Survival.parse("blur:1");
      TransformSchedule preview = new TransformSchedule(survival, 5);
      TransformedObjective objective =
          new TransformedObjective(toy, session, new TransformSchedule(survival, 5), photo.shape());
      for (int look = 0; look < 4; look++) {
        boolean plain = preview.next().slot() == 0;
        GradientMatrix gradients = new GradientMatrix(2, SIZE);
        objective.evaluate(moved, gradients);
        for (int at = 0; at < SIZE; at += 7) {
          FloatTensor above = moved.copy();
          FloatTensor below = moved.copy();
          above.set(at, moved.get(at) + 0.05f);
          below.set(at, moved.get(at) - 0.05f);
          Losses up = toy.evaluate(plain ? above : blurred(session, above));
          Losses down = toy.evaluate(plain ? below : blurred(session, below));
          for (int j = 0; j < 2; j++) {
            assertThat((double) gradients.row(j).get(at))
                .isEqualTo((up.mean(j) - down.mean(j)) / 0.1, within(2e-3));
          }
        }
      }
    }
  }
}
