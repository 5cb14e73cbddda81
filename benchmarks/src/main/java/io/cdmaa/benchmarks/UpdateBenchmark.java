package io.cdmaa.benchmarks;

import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The step once the weights are known: combine, sign, add, clip to the box. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class UpdateBenchmark {
  private static final double STEP = 0.01;
  private static final float EPSILON = 0.05f;
  private static final int ROWS = 4;

  @Param({"128", "256", "512"})
  public int pixels;

  @Param public Arithmetic arithmetic;

  private final double[] weights = new double[ROWS];
  private GradientArithmetic timed;
  private GradientMatrix gradients;
  private FloatTensor x;
  private FloatTensor lower;
  private FloatTensor upper;
  private FloatTensor direction;

  /** Compares one step, element by element, with the formula. */
  @Setup
  public void prepare() {
    timed = arithmetic.supplier().get();
    gradients = Inputs.gradients(ROWS, 3 * pixels * pixels);
    Arrays.fill(weights, 1.0 / ROWS);
    x = Inputs.photo(pixels);
    FloatTensor start = x.copy();
    lower = x.copy();
    upper = x.copy();
    direction = FloatTensor.zeros(x.shape());
    for (int d = 0; d < x.size(); d++) {
      lower.set(d, Math.max(-1, x.get(d) - EPSILON));
      upper.set(d, Math.min(1, x.get(d) + EPSILON));
    }
    update();
    for (int d = 0; d < x.size(); d++) {
      double sum = 0;
      for (int j = 0; j < ROWS; j++) {
        sum += weights[j] * gradients.row(j).get(d);
      }
      double moved = start.get(d) + STEP * Math.signum(sum);
      double expected = Math.min(Math.max(moved, lower.get(d)), upper.get(d));
      // A sum that is zero but for rounding may take either sign.
      boolean undecided = Math.abs(sum) < 1e-11;
      Inputs.require(
          undecided || Math.abs(x.get(d) - expected) < 1e-6,
          arithmetic + " steps to " + x.get(d) + " where " + expected + " is right");
    }
  }

  /** One step. */
  @Benchmark
  public FloatTensor update() {
    timed.weightedSum(weights, gradients, direction);
    timed.sign(direction);
    timed.add(x, STEP, direction);
    timed.clip(x, lower, upper);
    return x;
  }

  /** However many steps were made, none may leave the box. */
  @TearDown
  public void stayedInTheBox() {
    for (int d = 0; d < x.size(); d++) {
      Inputs.require(
          x.get(d) >= lower.get(d) && x.get(d) <= upper.get(d), "a value left the box at " + d);
    }
  }
}
