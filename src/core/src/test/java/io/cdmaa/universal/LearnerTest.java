package io.cdmaa.universal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.CancellationToken;
import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.onnx.Graph;
import io.cdmaa.reference.ReferenceEvaluator;
import io.cdmaa.reference.Tensor64;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.universal.PerturbationHeader.HeldOut;
import io.cdmaa.universal.PerturbationHeader.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LearnerTest {
  private static final int SIDE = TinyGenerators.SIZE;
  private static final int PHOTOS = 7;

  @TempDir private Path folder;
  private GeneratorGroup group;
  private Path target;

  @BeforeEach
  void open() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "one.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    group = group(models);
    target = folder.resolve("group.cdmaa");
  }

  @AfterEach
  void close() {
    group.close();
  }

  private static GeneratorGroup group(Path models) {
    List<Generator> generators =
        ModelLocator.find(List.of(models)).stream().map(GeneratorLoader::load).toList();
    return GeneratorGroup.withGradient(
        generators, new SessionFactory(RuntimeSettings.cpu().withThreads(1), GraphCache.off()));
  }

  private static Photo photo(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor pixels = FloatTensor.zeros(3, SIDE, SIDE);
    for (int i = 0; i < pixels.size(); i++) {
      pixels.set(i, Levels.EIGHT_BIT.value(30 + random.nextInt(190)));
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  private static LearningPhotos photos(int count) {
    LearningPhotos photos = new LearningPhotos(SIDE);
    for (int i = 0; i < count; i++) {
      photos.add(photo(i), Crop.whole(SIDE, SIDE), SourceAttributes.UNKNOWN, "photo " + i);
    }
    return photos;
  }

  private static LearningPlan plan(String method, int batch, int epochs, int heldOut, long seed) {
    AttackSettings settings =
        MethodAlgorithms.settings(
            MethodSyntax.parse(method),
            AttackSettings.defaults().withSeed(seed).withThreshold(0.01));
    return new LearningPlan(settings, method, 0.9, batch, epochs, heldOut);
  }

  private Learner learner(LearningPlan plan, LearningPhotos photos, CancellationToken token) {
    List<Model> models =
        group.generators().stream().map(g -> new Model(g.name(), g.name(), "digest")).toList();
    return new Learner(
        plan, photos, "cdmaa test", "plain", models, target, Duration.ofHours(1), token);
  }

  private Learner.Learnt learn(LearningPlan plan) {
    return learner(plan, photos(PHOTOS), new CancellationToken())
        .learn(group, new PlainArithmetic(), false, new Quiet());
  }

  /** Ignores all events. */
  private static class Quiet implements Learner.Listener {
    int started = -1;

    @Override
    public void started(int done, int steps) {
      started = done;
    }

    @Override
    public void stepped(int done, int steps, Losses losses) {}

    @Override
    public void estimating(int heldOut) {}
  }

  /** The fake of the unconditional generator in float64. */
  private static double[] fake(double[] image) {
    Graph graph = TinyGenerators.plain(1);
    Tensor64 input = Tensor64.floats(new long[] {1, 3, SIDE, SIDE}, image);
    return ReferenceEvaluator.outputs(graph, Map.of("image", input)).get("fake").data();
  }

  private static double loss(double[] photo, double[] change) {
    double[] changed = photo.clone();
    for (int i = 0; i < changed.length; i++) {
      changed[i] += change[i];
    }
    double[] before = fake(photo);
    double[] after = fake(changed);
    double sum = 0;
    for (int i = 0; i < before.length; i++) {
      sum += Math.pow(before[i] - after[i], 2);
    }
    return sum / before.length;
  }

  private static double[] doubles(FloatTensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.get(i);
    }
    return values;
  }

  /** One step on three photos, against central differences in float64. */
  @Test
  void aStepRaisesTheMeanLossOverThePhotosThatAFloat64EvaluatorComputes() throws IOException {
    Path alone = Files.createDirectory(folder.resolve("alone"));
    TinyGenerators.write(alone, "one.onnx", TinyGenerators.plain(1));
    group.close();
    group = group(alone);
    LearningPlan plan = plan("uniform", 3, 1, 0, 5);
    Learner learner = learner(plan, photos(3), new CancellationToken());
    learner.learn(group, new PlainArithmetic(), false, new Quiet());
    double[] learnt = doubles(PerturbationFile.read(target).perturbation());
    double[] start = new double[learnt.length];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < start.length; i++) {
      start[i] = (float) (0.001 * (2 * random.nextDouble() - 1));
    }
    int compared = 0;
    double[] slope = new double[start.length];
    double steepest = 0;
    double h = 1e-5;
    for (int i = 0; i < start.length; i++) {
      for (int p = 0; p < 3; p++) {
        double[] pixels = doubles(photo(p).pixels());
        double[] up = start.clone();
        double[] down = start.clone();
        up[i] += h;
        down[i] -= h;
        slope[i] += (loss(pixels, up) - loss(pixels, down)) / (2 * h) / 3;
      }
      steepest = Math.max(steepest, Math.abs(slope[i]));
    }
    for (int i = 0; i < start.length; i++) {
      if (Math.abs(slope[i]) > 0.01 * steepest) {
        compared++;
        assertThat(learnt[i]).isCloseTo(start[i] + 0.01 * Math.signum(slope[i]), within(1e-7));
      }
    }
    assertThat(compared).isGreaterThan(150);
  }

  @Test
  void theEstimateIsThatOfAFloat64EvaluatorOnPhotosThatWereNotLearntOn() throws IOException {
    HeldOut heldOut = learn(plan("cdmaa", 2, 3, 2, 1)).header().heldOut();
    double[] change = doubles(PerturbationFile.read(target).perturbation());
    List<Integer> held = new MiniBatches(PHOTOS, 2, 2, 3, 1).heldOutPhotos();
    double mean = 0;
    for (int index : held) {
      double[] pixels = doubles(photo(index).pixels());
      double[] applied = new double[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        // Rounded to a level, at most 6 from the original: floor(0.05 x 127.5).
        long level = Math.round((pixels[i] + change[i] + 1) * 127.5);
        long home = Math.round((pixels[i] + 1) * 127.5);
        level = Math.max(home - 6, Math.min(home + 6, Math.max(0, Math.min(255, level))));
        applied[i] = level / 127.5 - 1 - pixels[i];
      }
      mean += loss(pixels, applied) / held.size();
    }
    assertThat(heldOut.photos()).isEqualTo(2);
    assertThat(heldOut.generators().get(0).averageLoss()).isCloseTo(mean, within(1e-4 * mean));
  }

  @Test
  void itBreaksPhotosThatItHasNotSeenBetterThanRandomSigns() throws IOException {
    HeldOut heldOut = learn(plan("cdmaa", 2, 12, 2, 1)).header().heldOut();
    List<Integer> held = new MiniBatches(PHOTOS, 2, 2, 12, 1).heldOutPhotos();
    SplittableRandom random = new SplittableRandom(9);
    double best = 0;
    for (int trial = 0; trial < 20; trial++) {
      double[] signs = new double[3 * SIDE * SIDE];
      for (int i = 0; i < signs.length; i++) {
        signs[i] = random.nextBoolean() ? 6 / 127.5 : -6 / 127.5;
      }
      double mean = 0;
      for (int index : held) {
        mean += loss(doubles(photo(index).pixels()), signs) / held.size();
      }
      best = Math.max(best, mean);
    }
    assertThat(heldOut.generators().get(0).averageLoss()).isGreaterThan(1.5 * best);
  }

  @Test
  void theSameSeedGivesTheSameFileAndAnotherSeedAnotherOne() throws IOException {
    String first = learn(plan("cdmaa", 2, 2, 1, 1)).sha256();
    Files.delete(target);
    assertThat(learn(plan("cdmaa", 2, 2, 1, 1)).sha256()).isEqualTo(first);
    Files.delete(target);
    assertThat(learn(plan("cdmaa", 2, 2, 1, 2)).sha256()).isNotEqualTo(first);
  }

  @Test
  void stoppedAnywhereItContinuesToTheSameBytes() throws IOException {
    for (String method : List.of("cdmaa", "cdmaa survive=jpeg:75", "cdmaa norm=l2")) {
      LearningPlan plan = plan(method, 2, 2, 1, 1);
      String whole = learn(plan).sha256();
      assertThat(Learner.checkpoint(target)).doesNotExist();
      Files.delete(target);
      for (int stop = 1; stop < 6; stop += 2) {
        int at = stop;
        CancellationToken token = new CancellationToken();
        Quiet stopping =
            new Quiet() {
              @Override
              public void stepped(int done, int steps, Losses losses) {
                if (done == at) {
                  token.cancel();
                }
              }
            };
        Learner learner = learner(plan, photos(PHOTOS), token);
        assertThatThrownBy(() -> learner.learn(group, new PlainArithmetic(), false, stopping))
            .isInstanceOf(CancellationException.class);
        assertThat(target).doesNotExist();
        assertThat(PerturbationFile.readAny(Learner.checkpoint(target)).header().step())
            .isEqualTo(at);
        Quiet resumed = new Quiet();
        String again =
            learner(plan, photos(PHOTOS), new CancellationToken())
                .learn(group, new PlainArithmetic(), false, resumed)
                .sha256();
        assertThat(resumed.started).isEqualTo(at);
        assertThat(again).as("%s stopped at %d", method, at).isEqualTo(whole);
        Files.delete(target);
      }
    }
  }

  @Test
  void theResultOfTheSameRunIsKeptAndThatOfAnotherOnlyReplacedAnew() throws IOException {
    LearningPlan plan = plan("cdmaa", 2, 1, 1, 1);
    String first = learn(plan).sha256();
    Quiet second = new Quiet();
    Learner again = learner(plan, photos(PHOTOS), new CancellationToken());
    assertThat(again.learn(group, new PlainArithmetic(), false, second).sha256()).isEqualTo(first);
    assertThat(second.started).isEqualTo(-1);
    assertThat(again.learn(group, new PlainArithmetic(), true, second).sha256()).isEqualTo(first);
    assertThat(second.started).isZero();
    LearningPlan other = plan("cdmaa", 2, 1, 1, 7);
    assertThatThrownBy(() -> learn(other))
        .hasMessageContaining("is the result of a run with other photos, models or settings");
    assertThat(PerturbationFile.read(target).sha256()).isEqualTo(first);
    Learner anew = learner(other, photos(PHOTOS), new CancellationToken());
    assertThat(anew.learn(group, new PlainArithmetic(), true, second).sha256()).isNotEqualTo(first);
  }

  @Test
  void aDamagedStateIsToBeDeleted() throws IOException {
    Files.write(Learner.checkpoint(target), new byte[] {1, 2, 3});
    assertThatThrownBy(() -> learn(plan("cdmaa", 2, 1, 1, 1)))
        .hasMessageContaining("is the state of a run, but damaged; delete it");
  }

  @Test
  void theStateOfAnotherRunIsRefusedUnlessItBeginsAnew() throws IOException {
    CancellationToken token = new CancellationToken();
    token.cancel();
    Learner stopped = learner(plan("cdmaa", 2, 2, 1, 1), photos(PHOTOS), token);
    assertThatThrownBy(() -> stopped.learn(group, new PlainArithmetic(), false, new Quiet()))
        .isInstanceOf(CancellationException.class);
    for (LearningPlan other :
        List.of(
            plan("cdmaa", 2, 2, 1, 2),
            plan("uniform", 2, 2, 1, 1),
            plan("cdmaa", 3, 2, 1, 1),
            plan("cdmaa", 2, 2, 2, 1))) {
      assertThatThrownBy(() -> learn(other))
          .hasMessageContaining("is the state of a run with other photos, models or settings");
    }
    Learner fewer = learner(plan("cdmaa", 2, 2, 1, 1), photos(5), new CancellationToken());
    assertThatThrownBy(() -> fewer.learn(group, new PlainArithmetic(), false, new Quiet()))
        .hasMessageContaining("is the state of a run");
    fewer.learn(group, new PlainArithmetic(), true, new Quiet());
    assertThat(target).exists();
    assertThat(Learner.checkpoint(target)).doesNotExist();
  }

  @Test
  void aFolderThatDoesNotExistIsNoticedBeforeTheFirstStep() {
    target = folder.resolve("nowhere").resolve("group.cdmaa");
    Quiet quiet = new Quiet();
    Learner learner = learner(plan("cdmaa", 2, 2, 1, 1), photos(3), new CancellationToken());
    assertThatThrownBy(() -> learner.learn(group, new PlainArithmetic(), false, quiet))
        .hasMessageContaining("does not exist; create it first");
    assertThat(quiet.started).isEqualTo(-1);
  }

  @Test
  void everyPhotoIsUsedOncePerEpochAndNoneThatIsHeldOut() {
    MiniBatches batches = new MiniBatches(11, 3, 3, 4, 8);
    assertThat(batches.steps()).isEqualTo(12);
    List<Integer> held = batches.heldOutPhotos();
    assertThat(held).hasSize(3).doesNotHaveDuplicates();
    for (int epoch = 0; epoch < 4; epoch++) {
      List<Integer> used = new java.util.ArrayList<>();
      for (int step = 0; step < 3; step++) {
        used.addAll(batches.of(3 * epoch + step));
      }
      assertThat(used).hasSize(8).doesNotHaveDuplicates().doesNotContainAnyElementsOf(held);
    }
    assertThat(batches.of(0)).isNotEqualTo(batches.of(3));
    assertThat(batches.seed(1, 2)).isNotEqualTo(batches.seed(2, 1));
  }
}
