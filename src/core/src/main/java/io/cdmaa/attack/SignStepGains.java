package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * The gains of sign steps in a budget that bounds each value by itself. Of a large photo only every
 * n-th value is looked at, which estimates a sum over more than {@value #VALUES} values well and
 * bounds the time.
 */
final class SignStepGains implements StepGains {
  /** The number of values that are looked at. */
  private static final int VALUES = 1 << 17;

  private final Ball ball;
  private final FloatTensor end;
  private final int stride;
  private final float[] rise;
  private final float[] fall;
  private final double[] combined;
  private final float[] own;
  private GradientMatrix gradients;

  /**
   * @param ball an L-infinity budget
   * @param shape of the photo
   */
  SignStepGains(Ball ball, long[] shape) {
    this.ball = ball;
    end = FloatTensor.zeros(shape);
    // Odd, so that it does not run along the columns of a photo with an even width.
    stride = (end.size() - 1) / VALUES / 2 * 2 + 1;
    int values = (end.size() + stride - 1) / stride;
    rise = new float[values];
    fall = new float[values];
    combined = new double[values];
    own = new float[values];
  }

  @Override
  public void begin(
      FloatTensor direction, FloatTensor x, double length, GradientMatrix rows, int[] guarded) {
    gradients = rows;
    changes(x, length, rise);
    changes(x, -length, fall);
    for (int i = 0; i < combined.length; i++) {
      combined[i] = direction.get(i * stride);
    }
  }

  /** Sets target to what the budget leaves of the same change of all values. */
  private void changes(FloatTensor x, double change, float[] target) {
    for (int d = 0; d < x.size(); d++) {
      end.set(d, (float) (x.get(d) + change));
    }
    ball.project(end);
    for (int i = 0; i < target.length; i++) {
      target[i] = end.get(i * stride) - x.get(i * stride);
    }
  }

  @Override
  public double size() {
    double sum = 0;
    for (double value : combined) {
      sum += Math.abs(value);
    }
    return sum;
  }

  @Override
  public double select(int row) {
    FloatTensor gradient = gradients.row(row);
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      own[i] = gradient.get(i * stride);
      sum += Math.abs(own[i]);
    }
    return sum;
  }

  @Override
  public void add(double multiplier) {
    for (int i = 0; multiplier != 0 && i < own.length; i++) {
      combined[i] += multiplier * own[i];
    }
  }

  @Override
  public double alone() {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      sum += (double) own[i] * (own[i] > 0 ? rise[i] : fall[i]);
    }
    return stride * sum;
  }

  @Override
  public double gain(double multiplier) {
    double sum = 0;
    for (int i = 0; i < own.length; i++) {
      double along = combined[i] + multiplier * own[i];
      if (along != 0) {
        sum += (double) own[i] * (along > 0 ? rise[i] : fall[i]);
      }
    }
    return stride * sum;
  }
}
