package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;

/** A budget around one photo, cut with [-1, 1]: where an attack may go, and its steepest step. */
sealed interface Ball permits LInfBall, L2Ball, LatticeBall {
  static Ball around(FloatTensor photo, AttackSettings settings, GradientArithmetic arithmetic) {
    Budget budget = settings.budget();
    if (budget instanceof Budget.L2 l2) {
      return new L2Ball(photo, l2.epsilon(), 1, arithmetic);
    }
    if (budget instanceof Budget.Rms rms) {
      double unit = Math.sqrt(photo.size());
      return new L2Ball(photo, rms.epsilon() * unit, unit, arithmetic);
    }
    LInfBall ball = new LInfBall(photo, budget.epsilon(), arithmetic);
    return settings.rounding() == Rounding.EVERY_STEP
        ? new LatticeBall(photo, budget.epsilon(), settings.bitDepth(), ball)
        : ball;
  }

  /** Moves x to a point of the ball, the nearest one for L-infinity. */
  void project(FloatTensor x);

  /**
   * Turns a gradient, in place, into the step of length 1, as the budget measures, that raises the
   * loss most.
   */
  void steepest(FloatTensor direction);

  /** The length nearest to a step size that a step of {@link #steepest} can have. */
  default double step(double stepSize) {
    return stepSize;
  }

  /** The least noise, not below an offset, that moves the photo at all. */
  default double offset(double offset) {
    return offset;
  }

  /** Fills x with a uniform point of the ball. */
  void sample(FloatTensor x, SplittableRandom random);

  /** Fills x with the photo plus uniform noise in [-offset, offset], inside the ball. */
  static void offset(
      FloatTensor x, FloatTensor photo, double offset, SplittableRandom random, Ball ball) {
    double size = ball.offset(offset);
    for (int d = 0; d < x.size(); d++) {
      x.set(d, (float) (photo.get(d) + size * (2 * random.nextDouble() - 1)));
    }
    ball.project(x);
  }
}
