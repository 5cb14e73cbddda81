package io.cdmaa.benchmarks;

import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.ModelAggregation;
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

/** The coefficients of every aggregator from a Gram matrix and losses that are there already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
public class SolverBenchmark {
  @Param({"2", "4", "8", "16", "32"})
  public int rows;

  /** A value of models-by; for MGDA followed by the solver of its minimum-norm problem. */
  @Param({
    "mgda active-set",
    "mgda pairwise",
    "uniform",
    "upgrad",
    "dualproj",
    "aligned-mtl",
    "imtl-g",
    "cagrad",
    "pcgrad",
    "config",
    "nash-mtl"
  })
  public String aggregator;

  private ModelAggregation timed;
  private double[][] gram;
  private double[] losses;
  private int iteration;

  /** Checks that the direction raises every loss, as each aggregator does for these gradients. */
  @Setup
  public void prepare() {
    String method = "models-by=" + aggregator.replace("mgda ", "mgda solver=");
    timed = MethodAlgorithms.models(MethodSyntax.parse(method));
    gram = new PlainArithmetic().gram(Inputs.gradients(rows, 12_288));
    losses = Inputs.losses(rows);
    double[] coefficients = timed.aggregate(0, losses, gram).coefficients();
    for (int j = 0; j < rows; j++) {
      double product = 0;
      for (int i = 0; i < rows; i++) {
        product += gram[j][i] * coefficients[i];
      }
      Inputs.require(product > 0, aggregator + " leaves row " + j + " behind");
    }
  }

  /** One iteration's coefficients. */
  @Benchmark
  public Aggregation aggregate() {
    return timed.aggregate(iteration++, losses, gram);
  }
}
