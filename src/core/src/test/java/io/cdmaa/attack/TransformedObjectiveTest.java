package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.Transform;
import io.cdmaa.transform.TransformSession;
import io.cdmaa.transform.TransformView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static FloatTensor blurred(TransformView session, FloatTensor x) {
    FloatTensor result = FloatTensor.zeros(x.shape());
    session.use(Transform.blur(1));
    session.apply(x, result);
    return result;
  }

  private TransformedObjective through(TransformView view, String survival) {
    return through(view, Survival.parse(survival));
  }

  private TransformedObjective through(TransformView view, Survival survival) {
    return new TransformedObjective(toy, view, survival, 5, photo.shape());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 100})
  void everyRoundLooksOnceThroughEachTransformAndPlainly(int looks) {
    Survival survival =
        Survival.parse("jpeg:75-95,blur:1,resize:0.5-1")
            .withStrategy(SurvivalStrategy.AVERAGE)
            .withEffort(looks);
    TransformSchedule schedule = new TransformSchedule(survival, 3);
    TransformSchedule again = new TransformSchedule(survival, 3);
    List<Integer> slots = new ArrayList<>();
    while (slots.size() < 60 * 4) {
      List<TransformSchedule.Draw> step = schedule.next();
      assertThat(again.next()).isEqualTo(step);
      assertThat(step).hasSize(Math.min(looks, 4));
      List<Integer> own = step.stream().map(TransformSchedule.Draw::slot).toList();
      assertThat(own).doesNotHaveDuplicates();
      step.forEach(draw -> assertThat(draw.transform().isEmpty()).isEqualTo(draw.slot() == 0));
      slots.addAll(own);
    }
    for (int slot = 0; slot < 4; slot++) {
      assertThat(Collections.frequency(slots, slot)).isBetween(59, 61);
    }
    for (int place = 0; place < 4; place++) {
      int every = place;
      assertThat(IntStream.range(0, 60).mapToObj(round -> slots.get(4 * round + every)))
          .contains(0, 1, 2, 3);
    }
  }

  @Test
  void lossesAreTheMeanOverWhatEachTransformShowedLast() {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      Losses plain = toy.evaluate(moved);
      Losses seen = toy.evaluate(blurred(session, moved));
      TransformedObjective objective = through(session, "blur:1");
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

  @Test
  void aRangeThatIsNamedTwiceCountsTwiceAndIsEvaluatedOnceWithoutGradients() {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      double plain = toy.evaluate(moved).mean(0);
      double seen = toy.evaluate(blurred(session, moved)).mean(0);
      int before = toy.lossCalls;
      double mean = through(session, "blur:1,blur:1").evaluate(moved).mean(0);
      assertThat(mean).isEqualTo((plain + 2 * seen) / 3, within(1e-5));
      assertThat(toy.lossCalls - before).isEqualTo(2);
    }
  }

  /** Row j, by central differences: the blur is linear, so they are exact but for float32. */
  private double[] differences(TransformSession session, boolean plain, int j) {
    double[] gradient = new double[SIZE];
    for (int at = 0; at < SIZE; at++) {
      FloatTensor above = moved.copy();
      FloatTensor below = moved.copy();
      above.set(at, moved.get(at) + 0.05f);
      below.set(at, moved.get(at) - 0.05f);
      Losses up = toy.evaluate(plain ? above : blurred(session, above));
      Losses down = toy.evaluate(plain ? below : blurred(session, below));
      gradient[at] = (up.mean(j) - down.mean(j)) / 0.1;
    }
    return gradient;
  }

  private static void assertRow(GradientMatrix gradients, int row, double[] expected) {
    for (int at = 0; at < SIZE; at++) {
      assertThat((double) gradients.row(row).get(at)).isEqualTo(expected[at], within(2e-3));
    }
  }

  @Test
  void gradientsArePulledBackThroughTheTransform() {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      TransformSchedule preview = new TransformSchedule(Survival.parse("blur:1"), 5);
      TransformedObjective objective = through(session, "blur:1");
      for (int look = 0; look < 4; look++) {
        boolean plain = preview.next().get(0).slot() == 0;
        GradientMatrix gradients = new GradientMatrix(2, SIZE);
        objective.evaluate(moved, gradients);
        assertRow(gradients, 0, differences(session, plain, 0));
        assertRow(gradients, 1, differences(session, plain, 1));
      }
    }
  }

  /**
   * By central differences of both, and what each strategy says of them by its definition. Both
   * transforms are seen by then: in one step, or in two.
   */
  @ParameterizedTest
  @EnumSource(names = {"AVERAGE", "MGDA", "WORST"})
  void strategiesCombineWhatBothLooksShow(SurvivalStrategy strategy) {
    try (TransformSession session = new TransformSession(FACTORY, FRAME)) {
      Losses plainly = toy.evaluate(moved);
      Losses blurry = toy.evaluate(blurred(session, moved));
      GradientMatrix gradients = new GradientMatrix(2, SIZE);
      TransformedObjective objective =
          through(session, Survival.parse("blur:1").withStrategy(strategy).withEffort(2));
      objective.evaluate(moved, gradients);
      objective.evaluate(moved, gradients);
      for (int j = 0; j < 2; j++) {
        double[] plain = differences(session, true, j);
        double[] blurred = differences(session, false, j);
        double share =
            switch (strategy) {
              case EXPECTATION, AVERAGE, CODEC -> 0.5;
              case WORST -> plainly.mean(j) <= blurry.mean(j) ? 1 : 0;
              case MGDA -> shortest(plain, plainly.mean(j), blurred, blurry.mean(j));
            };
        assertRow(gradients, j, mixed(plain, blurred, share));
      }
    }
  }

  /**
   * What the first counts in the shortest point between the two gradients times their losses, in
   * closed form, as a share of both factors.
   */
  private static double shortest(double[] a, double lossA, double[] b, double lossB) {
    double aa = dot(a, a) * lossA * lossA;
    double bb = dot(b, b) * lossB * lossB;
    double ab = dot(a, b) * lossA * lossB;
    double weight = Math.max(0, Math.min(1, (bb - ab) / (aa + bb - 2 * ab)));
    return weight * lossA / (weight * lossA + (1 - weight) * lossB);
  }

  private static double dot(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  private static double[] mixed(double[] a, double[] b, double share) {
    return IntStream.range(0, a.length)
        .mapToDouble(i -> share * a[i] + (1 - share) * b[i])
        .toArray();
  }
}
