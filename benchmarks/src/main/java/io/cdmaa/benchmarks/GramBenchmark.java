package io.cdmaa.benchmarks;

import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
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
import org.openjdk.jmh.annotations.Warmup;

/** The Gram matrix of J gradients alone, by each arithmetic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class GramBenchmark {
  /** Float32 sums of up to 786,432 products against sums in double. */
  private static final double TOLERANCE = 5e-6;

  @Param({"1", "2", "4", "8"})
  public int rows;

  @Param({"128", "256", "512"})
  public int pixels;

  @Param public Arithmetic arithmetic;

  private GradientArithmetic timed;
  private GradientMatrix gradients;

  /** Compares every entry with a plain sum in double. */
  @Setup
  public void prepare() {
    timed = arithmetic.supplier().get();
    gradients = Inputs.gradients(rows, 3 * pixels * pixels);
    double[][] gram = timed.gram(gradients);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < rows; j++) {
        double expected = dot(i, j);
        double lengths = Math.sqrt(dot(i, i) * dot(j, j));
        Inputs.require(
            Math.abs(gram[i][j] - expected) <= TOLERANCE * lengths,
            arithmetic + " is wrong at " + i + "," + j + ": " + gram[i][j] + " for " + expected);
      }
    }
  }

  private double dot(int i, int j) {
    double sum = 0;
    for (int d = 0; d < gradients.columns(); d++) {
      sum += (double) gradients.row(i).get(d) * gradients.row(j).get(d);
    }
    return sum;
  }

  /** The Gram matrix. */
  @Benchmark
  public double[][] gram() {
    return timed.gram(gradients);
  }
}
