package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Photos that are searched together get what each gets alone. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParallelSearchTest {
  private static final int ALL = Integer.MAX_VALUE;
  private static final int WIDTH = 3;
  private static final PhotoShape SHAPE = new PhotoShape(3, 11, 9);
  private static final SessionFactory CPU = new SessionFactory(RuntimeSettings.cpu());

  @TempDir Path folder;
  private List<Manifest> manifests;

  /**
   * One of any batch, whose conditions depend on the photo, an unconditional one fixed to one row,
   * and one that mixes rows.
   */
  @BeforeEach
  void write() throws IOException {
    TinyGenerators.write(folder, "open.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    Path open =
        Files.writeString(
            folder.resolve("open.yaml"),
            "version: 1\nonnx: open.onnx\ncondition: {attributes: [Male, Young], domains: [{name:"
                + " male, flip: Male}, {name: young, flip: Young}, {name: old, value: [-1.5,"
                + " 0.5]}, {name: man, set: Male}]}\n");
    Path fixed = TinyGenerators.write(folder, "fixed.onnx", TinyGenerators.plain(1));
    Path mixing = TinyGenerators.write(folder, "mixing.onnx", TinyGenerators.mixing());
    Manifest mixed = Manifest.bare(mixing).withBlankDomains(2, 2);
    mixed.domains().get(1).condition()[0] = 1;
    manifests = List.of(ManifestReader.read(open), Manifest.bare(fixed), mixed);
  }

  private List<Generator> load(Loss loss, int most, int photos) {
    return manifests.stream()
        .map(m -> GeneratorLoader.load(m, loss, GraphCache.off(), most, photos))
        .toList();
  }

  private static FloatTensor photo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = FloatTensor.zeros(3, SHAPE.height(), SHAPE.width());
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) random.nextDouble(-0.9, 0.9));
    }
    return photo;
  }

  /** Losses and gradients of every generator at a photo near another one, one after the other. */
  private static List<double[]> ask(GeneratorGroup group, long seed) {
    SourceAttributes face = SourceAttributes.parse(seed % 2 == 0 ? "Male=1" : "Young=1");
    FloatTensor photo = photo(seed);
    FloatTensor moved = photo.copy();
    SplittableRandom random = new SplittableRandom(-seed);
    for (int i = 0; i < moved.size(); i++) {
      moved.set(i, moved.get(i) + (float) random.nextDouble(-0.1, 0.1));
    }
    List<double[]> found = new ArrayList<>();
    for (GeneratorSession session : group.sessions(SHAPE, face)) {
      session.anchor(photo, Optional.empty());
      int domains = session.generator().domains().size();
      switch (session.gradients()) {
        case NONE -> found.add(session.evaluate(moved));
        case WEIGHTED -> {
          double[] weights = random.doubles(domains, 0.1, 1).toArray();
          FloatTensor gradient = FloatTensor.zeros(moved.shape());
          found.add(session.evaluate(moved, weights, gradient));
          found.add(doubles(gradient));
        }
        case PER_DOMAIN -> {
          FloatTensor rows = FloatTensor.zeros(domains, moved.size());
          found.add(session.evaluateEach(moved, rows));
          found.add(doubles(rows));
        }
        default -> throw new AssertionError();
      }
    }
    return found;
  }

  private static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }

  private static void same(List<double[]> found, List<double[]> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i)).containsExactly(expected.get(i), within(1e-6));
      assertThat(Arrays.stream(found.get(i)).map(Math::abs).max().orElseThrow()).isPositive();
    }
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
  }

  private static ParallelSearch batched(
      List<Generator> generators, Gradients gradients, Loss loss) {
    return ParallelSearch.batched(WIDTH, generators, CPU, gradients, loss);
  }

  /** Two rounds; the second leaves a slot empty. */
  private void samePerPhoto(ParallelSearch lanes, Gradients gradients, Loss loss)
      throws InterruptedException {
    try (GeneratorGroup alone = new GeneratorGroup(load(loss, ALL, 1), CPU, gradients, loss)) {
      for (int round = 0; round < 2; round++) {
        List<Function<GeneratorGroup, List<double[]>>> searches = new ArrayList<>();
        for (int i = 0; i < WIDTH - round; i++) {
          long seed = 10L * round + i + 1;
          searches.add(group -> ask(group, seed));
        }
        List<Future<List<double[]>>> found = lanes.search(SHAPE, searches);
        for (int i = 0; i < found.size(); i++) {
          same(get(found.get(i)), ask(alone, 10L * round + i + 1));
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void sharedPassesTellEachPhotoItsOwn(Gradients gradients) throws InterruptedException {
    List<Generator> generators = load(Loss.mse(), ALL, WIDTH);
    assertThat(generators).extracting(Generator::photos).containsExactly(WIDTH, WIDTH, 1);
    assertThat(generators).extracting(Generator::rows).containsExactly(4 * WIDTH, WIDTH, 1);
    try (ParallelSearch lanes = batched(generators, gradients, Loss.mse())) {
      samePerPhoto(lanes, gradients, Loss.mse());
    }
  }

  @Test
  void separateSessionsTellEachPhotoItsOwn() throws InterruptedException {
    try (ParallelSearch lanes =
        ParallelSearch.independent(
            WIDTH, load(Loss.mse(), ALL, 1), CPU, Gradients.WEIGHTED, Loss.mse())) {
      samePerPhoto(lanes, Gradients.WEIGHTED, Loss.mse());
    }
  }

  @ParameterizedTest
  @CsvSource({"3,2", "1,1"})
  void chunksOfDomainsGoTogetherWithSeveralPhotos(int most, int batch) throws InterruptedException {
    List<Generator> generators = load(Loss.mse(), most, WIDTH);
    assertThat(generators.get(0).batch()).isEqualTo(batch);
    try (ParallelSearch lanes = batched(generators, Gradients.WEIGHTED, Loss.mse())) {
      samePerPhoto(lanes, Gradients.WEIGHTED, Loss.mse());
    }
  }

  @Test
  void anExportThatOnlyTakesItsOwnRowsServesOnePhotoAtATime() throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("image", TensorType.floats(TensorType.UNKNOWN, 3, 8, 8));
    b.input("condition", TensorType.floats(TensorType.UNKNOWN, 2));
    String shift = b.op("Unsqueeze", "condition", b.vector(2, 3));
    String image = b.reshape(b.scale(b.reshape("image", 2, 3, 64), 2), 2, 3, 8, 8);
    String moved = b.add(image, b.reduce("ReduceSum", shift, true, 1));
    Path file =
        TinyGenerators.write(folder, "two.onnx", b.build(Map.of("fake", b.op("Tanh", moved))));
    Manifest manifest = Manifest.bare(file).withBlankDomains(2, 2);
    Generator wide = GeneratorLoader.forPhotos(manifest, Loss.mse(), GraphCache.off(), 3);
    assertThat(wide.photos()).isEqualTo(1);
    assertThat(wide.batch()).isEqualTo(2);
  }

  @Test
  void lossesWithAMapKeepThePhotosApart() throws InterruptedException {
    Loss loss = new Loss.Masked(0.5);
    try (ParallelSearch lanes = batched(load(loss, ALL, WIDTH), Gradients.WEIGHTED, loss)) {
      samePerPhoto(lanes, Gradients.WEIGHTED, loss);
    }
  }

  @Test
  void whoFailsOrEndsEarlyIsNotWaitedFor() throws InterruptedException {
    try (ParallelSearch lanes =
            batched(load(Loss.mse(), ALL, WIDTH), Gradients.WEIGHTED, Loss.mse());
        GeneratorGroup alone =
            new GeneratorGroup(load(Loss.mse(), ALL, 1), CPU, Gradients.WEIGHTED, Loss.mse())) {
      List<Future<List<double[]>>> found =
          lanes.search(
              SHAPE,
              List.of(
                  group -> {
                    group.sessions(SHAPE, SourceAttributes.UNKNOWN).get(0).fakes(photo(5));
                    throw new CdmaaException(ErrorReason.MODEL, "This photo is spoilt");
                  },
                  group -> ask(group, 2),
                  group -> List.of()));
      same(get(found.get(1)), ask(alone, 2));
      assertThat(get(found.get(2))).isEmpty();
      assertThatThrownBy(() -> found.get(0).get()).hasMessageContaining("This photo is spoilt");
    }
  }

  @Test
  void anyOrderOfQuestionsIsServed() throws InterruptedException {
    try (ParallelSearch lanes = batched(load(Loss.mse(), ALL, WIDTH), Gradients.NONE, Loss.mse())) {
      List<Future<FloatTensor>> found =
          lanes.search(
              SHAPE,
              List.of(
                  group -> fakes(group, 0, 1),
                  group -> fakes(group, 1, 0),
                  group -> fakes(group, 1, 1)));
      assertThat(get(found.get(0)).toArray()).isEqualTo(get(found.get(2)).toArray());
      assertThat(get(found.get(1)).toArray()).isNotEqualTo(get(found.get(0)).toArray());
    }
  }

  /** The fakes of one generator, after those of another. */
  private static FloatTensor fakes(GeneratorGroup group, int before, int wanted) {
    group.sessions(SHAPE, SourceAttributes.UNKNOWN).get(before).fakes(photo(7));
    return group.sessions(SHAPE, SourceAttributes.UNKNOWN).get(wanted).fakes(photo(7));
  }
}
