package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.Device;
import io.cdmaa.Precision;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of generators on disk, and when it is used. */
class CachedGraphsTest {
  @TempDir Path folder;
  private Path cacheFolder;
  private GraphCache cache;
  private Path manifest;

  @BeforeEach
  void prepare() throws IOException {
    cacheFolder = folder.resolve("cache");
    cache = GraphCache.in(cacheFolder, 1 << 24);
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    manifest = manifest("[{name: a, value: [1, 0]}, {name: b, value: [0, 1]}]");
  }

  private Path manifest(String domains) throws IOException {
    return Files.writeString(
        folder.resolve("m.yaml"),
        "version: 1\nonnx: g.onnx\ncondition: {domains: " + domains + "}");
  }

  private int entries() throws IOException {
    if (!Files.isDirectory(cacheFolder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(cacheFolder)) {
      return (int) files.count();
    }
  }

  private double[] losses(PhotoShape shape, float[] gradient) {
    Generator g = GeneratorLoader.load(ManifestReader.read(manifest), cache);
    SessionFactory factory = new SessionFactory(RuntimeSettings.cpu(), cache);
    FloatTensor photo = FloatTensor.zeros(shape.dims());
    FloatTensor moved = FloatTensor.zeros(shape.dims());
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) Math.sin(i));
      moved.set(i, (float) Math.sin(1.1 * i));
    }
    FloatTensor slope = FloatTensor.zeros(shape.dims());
    try (GeneratorSession session = GeneratorSession.withGradient(g, shape, factory)) {
      session.reference(session.fakes(photo));
      double[] losses = session.evaluate(moved, slope);
      slope.buffer().get(gradient);
      return losses;
    }
  }

  @Test
  void aSecondStartFindsEverythingAndComputesTheSame() throws IOException {
    PhotoShape shape = new PhotoShape(3, 8, 8);
    float[] first = new float[192];
    float[] second = new float[192];
    double[] losses = losses(shape, first);
    assertThat(entries()).isEqualTo(2);
    assertThat(losses(shape, second)).containsExactly(losses);
    assertThat(second).isEqualTo(first);
    assertThat(entries()).isEqualTo(2);
    cache = GraphCache.off();
    assertThat(losses(shape, second)).containsExactly(losses, within(1e-9));
  }

  @Test
  void aKeptGraphIsTheSameGraph() {
    Generator first = GeneratorLoader.load(ManifestReader.read(manifest), cache);
    Generator second = GeneratorLoader.load(ManifestReader.read(manifest), cache);
    Generator derived = GeneratorLoader.load(ManifestReader.read(manifest));
    assertThat(GraphCodec.encodeTyped(second.graph()))
        .isEqualTo(GraphCodec.encodeTyped(first.graph()));
    assertThat(second.graph().types()).containsAllEntriesOf(derived.graph().types());
    assertThat(second.batch()).isEqualTo(derived.batch()).isEqualTo(2);
    assertThat(second.digest()).isEqualTo(derived.digest());
  }

  @Test
  void otherShapesDomainsCropsOrModelsAreOtherEntries() throws IOException {
    losses(new PhotoShape(3, 8, 8), new float[192]);
    losses(new PhotoShape(3, 8, 9), new float[216]);
    assertThat(entries()).isEqualTo(3);
    manifest("[{name: a, value: [1, 0]}, {name: b, value: [1, 1]}]");
    double[] other = losses(new PhotoShape(3, 8, 8), new float[192]);
    assertThat(entries()).isEqualTo(5);
    cache = GraphCache.off();
    assertThat(losses(new PhotoShape(3, 8, 8), new float[192])).containsExactly(other);
    cache = GraphCache.in(cacheFolder, 1 << 24);
    Files.writeString(manifest, Files.readString(manifest) + "\nimage: {crop: {size: 1, of: 2}}\n");
    losses(new PhotoShape(3, 8, 8), new float[192]);
    assertThat(entries()).isEqualTo(7);
    TinyGenerators.write(folder, "g.onnx", TinyGenerators.mixing());
    losses(new PhotoShape(3, 8, 8), new float[192]);
    assertThat(entries()).isEqualTo(9);
  }

  private void open(Generator g, Gradients gradients, Loss loss, Tuning tuning) {
    open(g, gradients, loss, new RuntimeSettings(Device.CPU, 1).withTuning(tuning));
  }

  private void open(Generator g, Gradients gradients, Loss loss, RuntimeSettings settings) {
    SessionFactory factory = new SessionFactory(settings, cache);
    new GeneratorSession(g, new PhotoShape(3, 8, 8), factory, gradients, loss).close();
  }

  @Test
  void everythingThatChangesADerivedGraphIsInItsKey() throws IOException {
    Generator g = GeneratorLoader.load(ManifestReader.read(manifest), cache);
    int expected = entries();
    for (Gradients gradients : Gradients.values()) {
      open(g, gradients, Loss.mse(), Tuning.OFF);
      assertThat(entries()).as("%s", gradients).isEqualTo(++expected);
    }
    for (Loss loss : List.of(new Loss.Masked(0.5), new Loss.Weighted(), new Loss.Input())) {
      open(g, Gradients.WEIGHTED, loss, Tuning.OFF);
      assertThat(entries()).as("%s", loss).isEqualTo(++expected);
    }
    open(g, Gradients.WEIGHTED, Loss.mse(), Tuning.PLAIN);
    assertThat(entries()).as("algorithms").isEqualTo(++expected);
    RuntimeSettings half = new RuntimeSettings(Device.CPU, 1).withPrecision(Precision.FP16);
    open(g, Gradients.WEIGHTED, Loss.mse(), half);
    assertThat(entries()).as("precision").isEqualTo(++expected);
    open(g, Gradients.WEIGHTED, Loss.mse(), Tuning.OFF);
    assertThat(entries()).as("nothing new").isEqualTo(expected);
  }

  @Test
  void theRowsOfAPassAndAKeptInnerTensorAreInTheKeyOfTheFoldedGraph() throws IOException {
    Manifest read = ManifestReader.read(manifest);
    Generator whole = GeneratorLoader.load(read, cache);
    assertThat(entries()).isEqualTo(1);
    Generator halves = GeneratorLoader.load(read, Loss.mse(), cache, 1, 1);
    assertThat(entries()).isEqualTo(2);
    assertThat(halves.batch()).isEqualTo(1);
    assertThat(halves.digest()).isNotEqualTo(whole.digest());

    String inner = TinyGenerators.conditional(TensorType.UNKNOWN).nodes().get(0).output();
    Loss latent = new Loss.Latent(Optional.of(inner));
    Generator first = GeneratorLoader.load(read, latent, cache);
    assertThat(entries()).isEqualTo(3);
    assertThat(first.digest()).isNotEqualTo(whole.digest());
    Generator again = GeneratorLoader.load(read, latent, cache);
    assertThat(entries()).isEqualTo(3);
    assertThat(again.latent()).isEqualTo(first.latent()).isPresent();
    open(again, Gradients.WEIGHTED, latent, Tuning.OFF);
    assertThat(entries()).isEqualTo(4);
  }
}
