package io.cdmaa.benchmarks;

import io.cdmaa.mgda.ActiveSet;
import io.cdmaa.mgda.FrankWolfe;
import io.cdmaa.mgda.MinNormPoint;
import io.cdmaa.mgda.MinNormSolver;
import io.cdmaa.mgda.PlainArithmetic;
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

/** The min-norm point of a Gram matrix that is there already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class SolverBenchmark {
  @Param({"1", "2", "3", "4", "5", "6", "7", "8"})
  public int rows;

  @Param({"activeSet", "frankWolfe"})
  public String solver;

  private MinNormSolver timed;
  private double[][] gram;

  /** Checks the theorem: w . g_j is at least the squared norm of w for every j. */
  @Setup
  public void prepare() {
    timed = solver.equals("activeSet") ? new ActiveSet() : new FrankWolfe();
    gram = new PlainArithmetic().gram(Inputs.gradients(rows, 12_288));
    MinNormPoint point = timed.solve(gram);
    double[] weights = point.weights();
    double sum = 0;
    for (int j = 0; j < rows; j++) {
      double product = 0;
      for (int i = 0; i < rows; i++) {
        product += gram[j][i] * weights[i];
      }
      Inputs.require(
          product >= point.squaredNorm() * (1 - 1e-6), solver + " leaves row " + j + " behind");
      sum += weights[j];
    }
    Inputs.require(Math.abs(sum - 1) < 1e-9, solver + " leaves the simplex: " + sum);
  }

  /** One solution. */
  @Benchmark
  public MinNormPoint solve() {
    return timed.solve(gram);
  }
}
