package io.cdmaa.attack;

import io.cdmaa.image.Levels;
import io.cdmaa.image.Quantizer;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;

/** The points of an L-infinity ball that a file of the photo's bit depth can represent. */
final class LatticeBall implements Ball {
  private final FloatTensor photo;
  private final double epsilon;
  private final int bitDepth;
  private final double level;
  private final LInfBall ball;

  LatticeBall(FloatTensor photo, double epsilon, int bitDepth, LInfBall ball) {
    this.photo = photo;
    this.epsilon = epsilon;
    this.bitDepth = bitDepth;
    this.level = 2.0 / Levels.of(bitDepth).max();
    this.ball = ball;
  }

  @Override
  public void project(FloatTensor x) {
    Quantizer.projectIntoBudget(photo, x, epsilon, bitDepth);
  }

  @Override
  public void steepest(FloatTensor direction) {
    ball.steepest(direction);
  }

  @Override
  public void sample(FloatTensor x, SplittableRandom random) {
    ball.sample(x, random);
    project(x);
  }

  /**
   * Rounds to whole levels, at least one: a smaller step would be rounded away in every iteration.
   */
  @Override
  public double step(double stepSize) {
    return level * Math.max(1, Math.rint(stepSize / level));
  }

  /** At least one level, so that a quarter of the values goes up by one and a quarter down. */
  @Override
  public double offset(double offset) {
    return Math.max(level, offset);
  }
}
