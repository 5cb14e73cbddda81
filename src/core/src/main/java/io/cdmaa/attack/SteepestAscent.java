package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The loop that FGSM, I-FGSM, PGD and MI-FGSM share: evaluate, aggregate, step, project. They
 * differ in the start, the step size and the momentum.
 *
 * @param iterations steps per start
 * @param stepSize length of a step
 * @param restarts number of starts
 * @param uniformStart whether to start anywhere in the ball rather than close to the photo
 * @param momentum mu, the decay factor of the sum of past directions; 0 for none
 */
record SteepestAscent(
    int iterations, double stepSize, int restarts, boolean uniformStart, double momentum) {
  AttackResult run(AttackRun run) {
    for (int restart = 0; restart < restarts && !run.ended(); restart++) {
      boolean beside = start(run, restart);
      climb(run, restart, beside);
    }
    return run.result();
  }

  /**
   * Each restart has its own random stream, so that adding restarts does not change earlier ones.
   *
   * @return whether the start is close to the photo
   */
  private boolean start(AttackRun run, int restart) {
    if (run.startsWarm(restart)) {
      return false;
    }
    SplittableRandom random =
        new SplittableRandom(run.settings.seed() + 0x9E3779B97F4A7C15L * restart);
    if (uniformStart) {
      run.ball.sample(run.x, random);
    } else {
      run.startBeside(random);
    }
    return !uniformStart;
  }

  private void climb(AttackRun run, int restart, boolean beside) {
    FloatTensor memory = momentum == 0 ? null : FloatTensor.zeros(run.x.shape());
    for (int t = 0; t < iterations; t++) {
      Losses losses = run.evaluate(restart, t);
      if (run.ended()) {
        return;
      }
      Aggregation aggregation = run.combine(t, losses);
      Optional<Aggregation> turned =
          beside && Sides.comparedAt(t, iterations) ? run.turn(t, losses) : Optional.empty();
      if (run.ended()) {
        return;
      }
      double length = stepSize * run.settings.schedule().multiple(t, iterations);
      if (turned.isPresent()) {
        aggregation = turned.get();
        length = run.settings.budget().epsilon();
        run.x.copyFrom(run.photo);
      }
      if (memory != null) {
        run.arithmetic.scale(memory, turned.isPresent() ? 0 : momentum);
        remember(run, memory);
      }
      double step = run.ball.step(length);
      run.guard(t, losses, step);
      run.ball.steepest(run.direction);
      run.report(restart, t, losses, aggregation, step, run.gains(run.direction));
      if (run.ended()) {
        return;
      }
      run.arithmetic.add(run.x, step, run.direction);
      run.ball.project(run.x);
    }
    run.lookLast(restart, iterations);
  }

  /** Adds w / ||w||_1 to the decayed sum of past directions, which is also the new direction. */
  private static void remember(AttackRun run, FloatTensor memory) {
    double norm = run.arithmetic.norm1(run.direction);
    if (norm > 0) {
      run.arithmetic.add(memory, 1 / norm, run.direction);
    }
    run.direction.copyFrom(memory);
  }
}
