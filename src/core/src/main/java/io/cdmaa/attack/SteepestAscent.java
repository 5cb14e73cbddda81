package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.tensor.FloatTensor;
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
      start(run, restart);
      climb(run, restart);
    }
    return run.result();
  }

  /**
   * Each restart has its own random stream, so that adding restarts does not change earlier ones.
   */
  private void start(AttackRun run, int restart) {
    if (run.startsWarm(restart)) {
      return;
    }
    SplittableRandom random =
        new SplittableRandom(run.settings.seed() + 0x9E3779B97F4A7C15L * restart);
    if (uniformStart) {
      run.ball.sample(run.x, random);
    } else {
      run.startBeside(random);
    }
  }

  private void climb(AttackRun run, int restart) {
    FloatTensor memory = momentum == 0 ? null : FloatTensor.zeros(run.x.shape());
    for (int t = 0; t < iterations; t++) {
      Losses losses = run.evaluate(restart, t);
      if (run.ended()) {
        return;
      }
      Aggregation aggregation = run.combine(t, losses);
      if (run.ended()) {
        return;
      }
      if (memory != null) {
        remember(run, memory);
      }
      double step = run.ball.step(stepSize * run.settings.schedule().multiple(t, iterations));
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

  /** m = mu m + w / ||w||_1, which is also the new direction. */
  private void remember(AttackRun run, FloatTensor memory) {
    run.arithmetic.scale(memory, momentum);
    double norm = run.arithmetic.norm1(run.direction);
    if (norm > 0) {
      run.arithmetic.add(memory, 1 / norm, run.direction);
    }
    run.direction.copyFrom(memory);
  }
}
