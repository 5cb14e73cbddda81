package io.cdmaa.benchmarks;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.Regularisation;
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

/** From losses and Gram matrix to coefficients, with each regularisation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class RegularisationBenchmark {
  @Param public Regularisation regularisation;

  @Param({"2", "4", "8"})
  public int rows;

  private Mgda timed;
  private double[] losses;
  private double[][] gram;

  /** Checks that the combined direction raises every loss: g_j . sum_i c_i g_i is positive. */
  @Setup
  public void prepare() {
    timed = new Mgda(regularisation);
    losses = Inputs.losses(rows);
    gram = new PlainArithmetic().gram(Inputs.gradients(rows, 12_288));
    double[] coefficients = timed.aggregate(0, losses, gram).coefficients();
    for (int j = 0; j < rows; j++) {
      double gain = 0;
      for (int i = 0; i < rows; i++) {
        gain += gram[j][i] * coefficients[i];
      }
      Inputs.require(gain > 0, regularisation + " lowers loss " + j);
    }
  }

  /** One aggregation. */
  @Benchmark
  public Aggregation aggregate() {
    return timed.aggregate(0, losses, gram);
  }
}
