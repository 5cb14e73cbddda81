package io.cdmaa.benchmarks;

import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.IFgsm;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.Objective;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an iteration costs beside the generators: the real I-FGSM loop over an objective that has
 * its losses and gradients ready. The first of {@value #ITERATIONS} iterations copies the gradients
 * in.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class MgdaBenchmark {
  static final int ITERATIONS = 50;

  @Param({"mgda", "uniform"})
  public String models;

  @Param({"ND4J", "FASTEST"})
  public Arithmetic arithmetic;

  @Param({"1", "2", "3", "4", "5", "6", "7", "8"})
  public int rows;

  @Param({"128", "256", "512"})
  public int pixels;

  private IFgsm attack;
  private FloatTensor photo;
  private Ready objective;
  private AttackSettings settings;

  /** Losses and gradients that are there already. */
  private static final class Ready implements Objective {
    private final GradientMatrix gradients;
    private final Losses losses;
    private GradientMatrix filled;

    Ready(int rows, int columns) {
      gradients = Inputs.gradients(rows, columns);
      double[][] perDomain = new double[rows][];
      double[] each = Inputs.losses(rows);
      for (int j = 0; j < rows; j++) {
        perDomain[j] = new double[] {each[j]};
      }
      losses = new Losses(perDomain);
    }

    @Override
    public List<String> generatorNames() {
      return IntStream.range(0, gradients.rows()).mapToObj(j -> "generator " + j).toList();
    }

    @Override
    public int domains(int generator) {
      return 1;
    }

    @Override
    public Losses evaluate(FloatTensor x, GradientMatrix into) {
      if (into != filled) {
        into.values().copyFrom(gradients.values());
        filled = into;
      }
      return losses;
    }

    @Override
    public Losses evaluate(FloatTensor x) {
      return losses;
    }
  }

  /** Checks that a run moves every pixel by the whole budget, as constant gradients must. */
  @Setup
  public void prepare() {
    ModelAggregation aggregation =
        models.equals("mgda") ? new Mgda(Regularisation.PENALTY) : new UniformModels();
    attack = new IFgsm(arithmetic.supplier());
    photo = Inputs.photo(pixels);
    objective = new Ready(rows, photo.size());
    settings = AttackSettings.defaults().withIterations(ITERATIONS).withAggregation(aggregation);
    FloatTensor moved = run().photo();
    int still = 0;
    for (int d = 0; d < photo.size(); d++) {
      float change = Math.abs(moved.get(d) - photo.get(d));
      Inputs.require(change <= 0.05f + 1e-6f, "a pixel leaves the budget");
      still += change < 0.02f && Math.abs(photo.get(d)) < 0.9f ? 1 : 0;
    }
    Inputs.require(still < photo.size() / 100, still + " pixels did not move");
  }

  /** One iteration of fifty. */
  @Benchmark
  @OperationsPerInvocation(ITERATIONS)
  public AttackResult run() {
    return attack.run(objective, photo, settings, report -> true);
  }
}
