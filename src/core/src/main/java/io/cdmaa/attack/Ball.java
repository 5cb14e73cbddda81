package io.cdmaa.attack;

import io.cdmaa.image.Levels;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A budget around one photo, intersected with [-1, 1]: the set that an attack may reach, and its
 * step of steepest ascent.
 */
sealed interface Ball permits LInfBall, L2Ball, LatticeBall, LimitedBall {
  static Ball around(FloatTensor photo, AttackSettings settings, GradientArithmetic arithmetic) {
    Budget budget = settings.budget();
    if (budget instanceof Budget.L2 l2) {
      return new L2Ball(photo, l2.epsilon(), 1, arithmetic);
    }
    if (budget instanceof Budget.Rms rms) {
      double unit = Math.sqrt(photo.size());
      return new L2Ball(photo, rms.epsilon() * unit, unit, arithmetic);
    }
    if (budget instanceof Budget.Limited limited) {
      return new LimitedBall(
          limited.limits(),
          settings.rounding() == Rounding.EVERY_STEP,
          2.0 / Levels.of(settings.bitDepth()).max());
    }
    LInfBall ball = new LInfBall(photo, budget.epsilon(), arithmetic);
    return settings.rounding() == Rounding.EVERY_STEP
        ? new LatticeBall(photo, budget.epsilon(), settings.bitDepth(), ball)
        : ball;
  }

  /** Projects x onto the ball; to the nearest point for L-infinity. */
  void project(FloatTensor x);

  /**
   * Turns a gradient, in place, into the step of length 1, in the budget's norm, that increases the
   * loss most.
   */
  void steepest(FloatTensor direction);

  /** Returns the length nearest to a step size that a step of {@link #steepest} can have. */
  default double step(double stepSize) {
    return stepSize;
  }

  /** Returns the smallest noise, not below an offset, that moves the photo at all. */
  default double offset(double offset) {
    return offset;
  }

  /**
   * Returns the limit for the Euclidean norm of the whole change; empty if only single values are
   * limited.
   */
  default Optional<NormBound> bound() {
    return Optional.empty();
  }

  /** Fills x with a point drawn uniformly from the ball. */
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
