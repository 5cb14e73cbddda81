package io.cdmaa.benchmarks;

import io.cdmaa.Device;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.nio.file.Path;
import java.util.List;
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
 * Losses and gradient of one generator under all its domains: the bundled ones, or any other file
 * or manifest with {@code -p model=PATH}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3)
@Measurement(iterations = 9)
public class IterationBenchmark {
  @Param({"onnx/stargan", "onnx/attgan", "onnx/stgan", "onnx/ugatit"})
  public String model;

  @Param({"PLAIN", "OFF"})
  public Tuning tuning;

  private GeneratorSession session;
  private FloatTensor photo;
  private FloatTensor gradient;

  /** Checks the gradient against differences of the losses first. */
  @Setup
  public void prepare() {
    SessionFactory factory =
        new SessionFactory(new RuntimeSettings(Device.CPU, 0).withTuning(tuning));
    Manifest manifest = ModelLocator.find(List.of(Path.of(model))).get(0);
    Generator generator = GeneratorLoader.load(manifest);
    Inputs.requireTrueGradient(manifest, generator, factory);
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    photo = Inputs.photo(generator.image().height());
    gradient = FloatTensor.zeros(shape.dims());
    session = GeneratorSession.withGradient(generator, shape, factory);
    FloatTensor original = photo.copy();
    session.reference(session.fakes(original));
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, photo.get(i) * 0.99f);
    }
  }

  /** One evaluation. */
  @Benchmark
  public double[] evaluate() {
    return session.evaluate(photo, gradient);
  }

  /** Closes the session. */
  @TearDown
  public void close() {
    session.close();
  }
}
