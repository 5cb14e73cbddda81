package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Every attack followed step by step, with the path worked out on paper in the comment. */
class TrajectoryTest {
  private static final FloatTensor PHOTO = FloatTensor.of(new float[] {0, 0.5f, -1}, 3, 1, 1);
  private static final FloatTensor PIXEL = FloatTensor.zeros(1, 1, 1);
  private static final AttackSettings FROM_PHOTO =
      AttackSettings.defaults().withStartOffset(0).withEpsilon(0.25).withStepSize(0.125);

  /** A gradient that changes from call to call: row 0 is the next of the given vectors. */
  private static Objective gradients(List<float[]> vectors, List<float[]> visited) {
    Iterator<float[]> next = vectors.iterator();
    return new Objective() {
      @Override
      public List<String> generatorNames() {
        return List.of("given");
      }

      @Override
      public int domains(int generator) {
        return 1;
      }

      @Override
      public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
        gradients.row(0).buffer().put(next.next());
        return evaluate(photo);
      }

      @Override
      public Losses evaluate(FloatTensor photo) {
        visited.add(photo.toArray());
        return new Losses(new double[][] {{visited.size()}});
      }
    };
  }

  private static final List<float[]> TWO_GRADIENTS =
      List.of(new float[] {3, 0, -1}, new float[] {-1, 2, -1});

  /**
   * I-FGSM, step 1/8. From (0, .5, -1) along (+, 0, -): (.125, .5, -1), the third pixel held by the
   * black end of the range. Then along (-, +, -): (0, .625, -1).
   */
  @Test
  void iFgsmStepsAlongTheSigns() {
    List<float[]> visited = new ArrayList<>();
    new IFgsm(PlainArithmetic::new)
        .run(
            gradients(TWO_GRADIENTS, visited),
            PHOTO,
            FROM_PHOTO.withIterations(2),
            AttackListener.NONE);

    assertThat(visited)
        .containsExactly(
            new float[] {0, 0.5f, -1}, new float[] {0.125f, 0.5f, -1}, new float[] {0, 0.625f, -1});
  }

  /**
   * MI-FGSM, mu 1. m1 = (3, 0, -1) / 4 = (.75, 0, -.25), first step as I-FGSM. m2 = m1 + (-1, 2,
   * -1) / 4 = (.5, .5, -.5): signs (+, +, -), so the first pixel goes on to .25 where I-FGSM
   * returned.
   */
  @Test
  void miFgsmRemembersNormalisedGradients() {
    List<float[]> visited = new ArrayList<>();
    new MiFgsm(1, PlainArithmetic::new)
        .run(
            gradients(TWO_GRADIENTS, visited),
            PHOTO,
            FROM_PHOTO.withIterations(2),
            AttackListener.NONE);

    assertThat(visited)
        .containsExactly(
            new float[] {0, 0.5f, -1},
            new float[] {0.125f, 0.5f, -1},
            new float[] {0.25f, 0.625f, -1});
  }

  /** FGSM: one step of epsilon = 1/4, whatever step size and iterations say. */
  @Test
  void fgsmTakesOneStepOfEpsilon() {
    List<float[]> visited = new ArrayList<>();
    AttackResult result =
        new Fgsm(PlainArithmetic::new)
            .run(
                gradients(TWO_GRADIENTS, visited),
                PHOTO,
                FROM_PHOTO.withIterations(7),
                AttackListener.NONE);

    assertThat(visited).containsExactly(new float[] {0, 0.5f, -1}, new float[] {0.25f, 0.5f, -1});
    assertThat(result.gradientEvaluations()).isEqualTo(1);
    assertThat(result.lossEvaluations()).isEqualTo(1);
  }

  /**
   * With the L2 budget, step 1/2 along (3, 0, -4) / 5 from 0: (.3, 0, -.4), length .5; the next
   * would be (.6, 0, -.8) of length 1 and is drawn back to the budget of .75: (.45, 0, -.6).
   */
  @Test
  void l2BudgetStepsAlongTheGradientAndIsDrawnBackToItsSphere() {
    List<float[]> visited = new ArrayList<>();
    List<float[]> same = List.of(new float[] {3, 0, -4}, new float[] {3, 0, -4});
    new IFgsm(PlainArithmetic::new)
        .run(
            gradients(same, visited),
            FloatTensor.zeros(3, 1, 1),
            FROM_PHOTO.withBudget(new Budget.L2(0.75)).withStepSize(0.5).withIterations(2),
            AttackListener.NONE);

    assertThat(visited.get(1)).containsExactly(new float[] {0.3f, 0, -0.4f}, within(1e-6f));
    assertThat(visited.get(2)).containsExactly(new float[] {0.45f, 0, -0.6f}, within(1e-6f));
  }

  /**
   * PGD, two starts of two steps each: each start is inside the ball and not at the photo, each
   * step goes up by 1/8 until it meets the budget.
   */
  @Test
  void pgdClimbsFromUniformStarts() {
    ScriptedObjective objective = new ScriptedObjective(x -> 1 + x.get(0));
    new Pgd(2, PlainArithmetic::new)
        .run(objective, PIXEL, FROM_PHOTO.withIterations(2), AttackListener.NONE);

    double[] path = objective.path();
    assertThat(path).hasSize(6);
    for (int start : new int[] {0, 3}) {
      assertThat(Math.abs(path[start])).isBetween(1e-6, 0.25);
      assertThat(path[start + 1]).isEqualTo(Math.min(0.25, path[start] + 0.125), within(1e-6));
      assertThat(path[start + 2]).isEqualTo(Math.min(0.25, path[start] + 0.25), within(1e-6));
    }
    assertThat(path[0]).isNotEqualTo(path[3]);
  }

  /**
   * APGD, N = 10, epsilon 1, checkpoints after steps 2, 3, 4, ... The gradient is always 1, the
   * losses as listed.
   *
   * <pre>
   * step 1: eta 2: z = P(0 + 2) = 1, alpha 1: x1 = 1, loss 5 (up, best)
   * step 2: z = 1; x2 = P(1 + .75 * 0 + .25 * (1 - 0)) = 1, loss 4 (down); checkpoint: 1 of 2 up is
   *         fewer than .75 * 2: eta 1, back to the best x = x1 = 1, loss 5
   * step 3: z = 1; x3 = P(1 + .25 * (1 - 1)) = 1 (the iterate before was x1 = 1), loss 3: eta 1/2,
   *         back to 1
   * </pre>
   */
  @Test
  void apgdHalvesItsStepAndGoesBackToTheBest() {
    Iterator<Double> losses = DoubleStream.of(1, 5, 4, 3, 3, 3, 3, 3, 3, 3, 3).iterator();
    ScriptedObjective objective = new ScriptedObjective(x -> losses.next());
    List<Double> etas = new ArrayList<>();

    new Apgd(PlainArithmetic::new)
        .run(
            objective,
            PIXEL,
            FROM_PHOTO.withEpsilon(1).withIterations(10),
            report -> etas.add(report.stepSize()));

    assertThat(objective.path()).hasSize(11).startsWith(0, 1, 1, 1);
    assertThat(etas)
        .containsExactly(2.0, 2.0, 1.0, 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125);
  }

  /**
   * APGD away from the walls: pixels 0 and 1, epsilon 1/2, gradient (1, 0) at first, then (-1, 0).
   *
   * <pre>
   * step 1: eta 1: z = P(0 + 1) = .5, x1 = .5, loss 2 (up, best, stored gradient -1)
   * step 2: z = P(.5 - 1) = -.5; x2 = P(.5 + .75 * (-1) + .25 * (.5 - 0)) = -.125, loss 3 (up, best)
   *         checkpoint: 2 of 2 up, best changed: go on with eta 1
   * step 3: z = P(-.125 - 1) = -.5; x3 = P(-.125 + .75 * (-.375) + .25 * (-.625)) = P(-.5625) = -.5,
   *         loss 1 (down): checkpoint: 0 of 1: eta 1/2, back to x2 = -.125 with its gradient -1
   * step 4: z = P(-.125 - .5) = -.5; the iterate before is x2 = -.125 itself:
   *         x4 = -.125 + .75 * (-.375) = -.40625
   * </pre>
   */
  @Test
  void apgdCarriesMomentumAndTheStoredGradient() {
    float[] up = {1, 0, 0};
    float[] down = {-1, 0, 0};
    double[] losses = {1, 2, 3, 1, 1};
    List<float[]> visited = new ArrayList<>();
    Objective given = gradients(List.of(up, down, down, up), visited);
    Objective objective =
        new Objective() {
          @Override
          public List<String> generatorNames() {
            return given.generatorNames();
          }

          @Override
          public int domains(int generator) {
            return 1;
          }

          @Override
          public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
            Losses count = given.evaluate(photo, gradients);
            return new Losses(new double[][] {{losses[(int) count.mean(0) - 1]}});
          }

          @Override
          public Losses evaluate(FloatTensor photo) {
            return given.evaluate(photo);
          }
        };

    new Apgd(PlainArithmetic::new)
        .run(
            objective,
            FloatTensor.zeros(3, 1, 1),
            FROM_PHOTO.withEpsilon(0.5).withIterations(4),
            AttackListener.NONE);

    assertThat(visited.stream().map(x -> x[0]).toList())
        .containsExactly(0f, 0.5f, -0.125f, -0.5f, -0.40625f);
  }

  /**
   * Two generators that see one pixel each, losses d0^2 and 4 d1^2 from d = (.1, .1): gradients
   * (.2, 0), (0, .8). Uniform weighting gives w = (.1, .4); both signs are +, and the predicted
   * gains are .125 * .2 and .125 * .8; nobody is opposed.
   */
  @Test
  void reportsCarryTheGainsOfTheStep() {
    ToyObjective objective =
        new ToyObjective(
            FloatTensor.of(new float[] {-0.1f, -0.1f}, 2, 1, 1),
            new double[][] {{1, 0}},
            new double[][] {{0, 2}});
    List<IterationReport> reports = new ArrayList<>();

    new IFgsm(PlainArithmetic::new)
        .run(
            objective,
            FloatTensor.zeros(2, 1, 1),
            FROM_PHOTO.withIterations(1).withAggregation(new UniformModels()),
            reports::add);

    assertThat(reports.get(0).gains()).containsExactly(new double[] {0.025, 0.1}, within(1e-6));
    assertThat(reports.get(0).opposedShare()).isZero();
  }

  /**
   * sign(w) may do what w may not. Gradients (4, 1, 1) and (-4, 1, 1) with shares 1/2: w = (0, 1,
   * 1), fine for both. With (5, 1, 1) instead, uniform weighting gives (.5, 1, 1), and the signs
   * (1, 1, 1) lower the second generator's loss: -4 + 1 + 1 &lt; 0.
   */
  @Test
  void reportsSayWhomTheSignsOppose() {
    FloatTensor photo = FloatTensor.zeros(3, 1, 1);
    Objective objective =
        new Objective() {
          @Override
          public List<String> generatorNames() {
            return List.of("a", "b");
          }

          @Override
          public int domains(int generator) {
            return 1;
          }

          @Override
          public Losses evaluate(FloatTensor x, GradientMatrix gradients) {
            gradients.row(0).buffer().put(new float[] {5, 1, 1});
            gradients.row(1).buffer().put(new float[] {-4, 1, 1});
            return new Losses(new double[][] {{1}, {1}});
          }
        };
    List<IterationReport> reports = new ArrayList<>();

    new IFgsm(PlainArithmetic::new)
        .run(
            objective,
            photo,
            FROM_PHOTO.withIterations(1).withAggregation(new UniformModels()),
            reports::add);

    assertThat(reports.get(0).opposed(0)).isFalse();
    assertThat(reports.get(0).opposed(1)).isTrue();
    assertThat(reports.get(0).opposedShare()).isEqualTo(0.5);
  }
}
