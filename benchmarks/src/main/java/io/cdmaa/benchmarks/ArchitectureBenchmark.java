package io.cdmaa.benchmarks;

import io.cdmaa.Device;
import io.cdmaa.attack.Losses;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
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

/**
 * A whole iteration against one generator of real size: losses and gradient of all its domains,
 * MGDA's aggregate, and the step. {@code benchmarks/jmh} exports the generators that are missing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 7)
public class ArchitectureBenchmark {
  private static final Path EXPORTS = Path.of("target", "architectures");

  /** Two float32 gradients of a ReLU network differ at its kinks. */
  private static final double TOLERANCE = 0.01;

  @Param({
    "stargan_128_k5",
    "stargan_256_k5",
    "attgan_128_k13",
    "stgan_128_k5",
    "ugatit_256_k1",
    "cyclegan_256_k1",
    "pix2pix_256_k1"
  })
  public String architecture;

  @Param({"OFF", "PLAIN"})
  public Tuning tuning;

  private GeneratorGroup group;
  private CdmaaIteration iteration;
  private Losses before;

  /**
   * Checks the gradient against differences of the losses, and that of another algorithm against
   * that of the plain operators.
   */
  @Setup
  public void prepare() {
    Manifest manifest =
        ModelLocator.find(List.of(EXPORTS.resolve(architecture).resolve(architecture + ".yaml")))
            .get(0);
    Generator generator = GeneratorLoader.load(manifest);
    SessionFactory factory = sessions(tuning);
    Inputs.requireTrueGradient(manifest, generator, factory);
    FloatTensor plain = null;
    if (tuning != Tuning.PLAIN) {
      // Closed before the other is opened: both at once may need more memory than there is.
      try (GeneratorGroup reference = open(generator, sessions(Tuning.PLAIN))) {
        CdmaaIteration first = first(reference, generator);
        first.evaluate();
        plain = first.gradients().copy();
      }
    }
    group = open(generator, factory);
    iteration = first(group, generator);
    before = iteration.evaluate();
    if (plain != null) {
      double apart = Inputs.relativeDistance(iteration.gradients(), plain);
      Inputs.require(
          apart <= TOLERANCE, architecture + ": the gradient is " + apart + " off the plain one");
    }
  }

  private static SessionFactory sessions(Tuning tuning) {
    return new SessionFactory(new RuntimeSettings(Device.CPU, 0).withTuning(tuning));
  }

  private static GeneratorGroup open(Generator generator, SessionFactory factory) {
    return GeneratorGroup.withGradient(List.of(generator), factory);
  }

  /** At a first iterate near the photo, the same each time. */
  private static CdmaaIteration first(GeneratorGroup group, Generator generator) {
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    SplittableRandom random = new SplittableRandom(5);
    FloatTensor photo = GradientCheck.picture(shape, random);
    FloatTensor start = photo.copy();
    for (int d = 0; d < start.size(); d++) {
      double moved = photo.get(d) + random.nextDouble(-0.01, 0.01);
      start.set(d, (float) Math.max(-1, Math.min(1, moved)));
    }
    return new CdmaaIteration(group, photo, start, Arithmetic.usual(false).supplier().get());
  }

  /** One iteration. */
  @Benchmark
  public Losses iterate() {
    Losses losses = iteration.evaluate();
    iteration.step(losses);
    return losses;
  }

  /** Checks that the iterations have stayed in the budget and raised the loss. */
  @TearDown
  public void close() {
    iteration.requireInside();
    Losses after = iteration.evaluate();
    Inputs.require(
        after.mean(0) > before.mean(0),
        architecture + ": the loss went from " + before.mean(0) + " to " + after.mean(0));
    group.close();
  }
}
