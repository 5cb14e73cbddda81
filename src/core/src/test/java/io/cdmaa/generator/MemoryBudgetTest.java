package io.cdmaa.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Frame;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
import io.cdmaa.transform.TransformMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Domains are taken in chunks where memory is short; losses and gradient stay the same. */
class MemoryBudgetTest {
  private static final MemoryBudget.Demand DEMAND = MemoryBudget.Demand.usual(Tuning.OFF);

  private static final PhotoShape SHAPE = new PhotoShape(3, 8, 8);

  @TempDir Path folder;
  private Manifest manifest;
  private Generator whole;

  @BeforeEach
  void load() throws IOException {
    Path model =
        TinyGenerators.write(folder, "g.onnx", TinyGenerators.conditional(TensorType.UNKNOWN));
    manifest = ModelLocator.find(List.of(model)).get(0).withBlankDomains(6, 2);
    for (int k = 0; k < 6; k++) {
      manifest.domains().get(k).condition()[k % 2] = k - 2.5f;
    }
    whole = GeneratorLoader.load(manifest);
  }

  private MemoryBudget.Fitted fit(long bytes) {
    return fit(bytes, DEMAND);
  }

  private MemoryBudget.Fitted fit(long bytes, MemoryBudget.Demand demand) {
    return new MemoryBudget(bytes).fit(List.of(manifest), List.of(whole), demand, GraphCache.off());
  }

  private static long need(Generator generator) {
    return MemoryBudget.PROCESS + MemoryBudget.estimate(generator, DEMAND, true);
  }

  @ParameterizedTest
  @CsvSource({"6,6,6", "6,5,3", "6,2,2", "5,4,3", "5,2,2", "13,12,7", "13,6,5", "1,9,1"})
  void passesAreFewAndEven(int domains, int most, int expected) {
    assertThat(GeneratorModel.perPass(domains, most)).isEqualTo(expected);
  }

  @Test
  void plentyOfMemoryChangesNothing() {
    MemoryBudget.Fitted fitted = fit(1L << 40);
    assertThat(fitted.generators()).containsExactly(whole);
    assertThat(fitted.tuning()).isEqualTo(Tuning.OFF);
    assertThat(fitted.notes()).isEmpty();
  }

  @Test
  void fewerDomainsAtATimeNeedLess() {
    Generator half = GeneratorLoader.load(manifest, Loss.mse(), GraphCache.off(), 5, 1);
    assertThat(half.batch()).isEqualTo(3);
    assertThat(need(half)).isLessThan(need(whole));

    MemoryBudget.Fitted fitted = fit(need(whole) - 1);

    assertThat(fitted.generators().get(0).batch()).isEqualTo(3);
    assertThat(fitted.tuning()).isEqualTo(Tuning.PLAIN);
    assertThat(fitted.notes()).anyMatch(note -> note.contains("3 of its 6 domains at a time"));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void fewerPhotosAtATimeComeFirst(boolean batched) {
    MemoryBudget.Demand four =
        new MemoryBudget.Demand(
            GeneratorSession.Gradients.WEIGHTED,
            Loss.mse(),
            Tuning.OFF,
            4,
            batched,
            Survival.NONE,
            false);
    Generator two = GeneratorLoader.forPhotos(manifest, Loss.mse(), GraphCache.off(), 2);
    long need =
        batched
            ? MemoryBudget.estimate(two, four, false)
            : 2 * MemoryBudget.estimate(whole, four, false);

    MemoryBudget.Fitted fitted = fit(MemoryBudget.PROCESS + need, four);
    assertThat(fitted.photos()).isEqualTo(2);
    assertThat(fitted.wide().get(0).photos()).isEqualTo(batched ? 2 : 1);
    assertThat(fitted.generators()).containsExactly(whole);
    assertThat(fitted.tuning()).isEqualTo(Tuning.OFF);
    assertThat(fitted.notes()).anyMatch(note -> note.contains("2 photos are searched at a time"));

    MemoryBudget.Fitted alone = fit(MemoryBudget.PROCESS + need - 1, four);
    assertThat(alone.photos()).isEqualTo(1);
    assertThat(alone.notes()).anyMatch(note -> note.contains("searched one by one instead of 4"));
    assertThat(fit(1L << 40, four).photos()).isEqualTo(4);
  }

  @Test
  void tooLittleForOneDomainIsOneSentence() {
    assertThatThrownBy(() -> fit(1))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("even with one domain at a time");
  }

  @ParameterizedTest
  @CsvSource({"4", "3", "2", "1"})
  void chunksGiveTheSameLossesAndGradient(int rows) {
    FloatTensor expected = FloatTensor.zeros(SHAPE.dims());
    FloatTensor found = FloatTensor.zeros(SHAPE.dims());
    double[] losses = evaluate(whole, expected);
    double[] chunked =
        evaluate(GeneratorLoader.load(manifest, Loss.mse(), GraphCache.off(), rows, 1), found);
    for (int k = 0; k < losses.length; k++) {
      assertThat(chunked[k]).isCloseTo(losses[k], org.assertj.core.api.Assertions.within(1e-6));
    }
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i))
          .isCloseTo(expected.get(i), org.assertj.core.api.Assertions.within(1e-6f));
    }
  }

  private static double[] evaluate(Generator generator, FloatTensor gradient) {
    SplittableRandom random = new SplittableRandom(3);
    FloatTensor photo = FloatTensor.zeros(SHAPE.dims());
    FloatTensor moved = FloatTensor.zeros(SHAPE.dims());
    for (int i = 0; i < photo.size(); i++) {
      photo.set(i, (float) random.nextDouble(-0.9, 0.9));
      moved.set(i, (float) random.nextDouble(-0.9, 0.9));
    }
    try (GeneratorSession session =
        GeneratorSession.withGradient(
            generator, SHAPE, new SessionFactory(RuntimeSettings.cpu()))) {
      session.reference(session.fakes(photo));
      return session.evaluate(moved, gradient);
    }
  }

  @Test
  void transformsHaveTheirShareOfTheBudget() {
    Survival posting = Survival.parse("posting");
    MemoryBudget.Demand sampled = surviving(posting);
    MemoryBudget.Demand kept = surviving(posting.withStrategy(SurvivalStrategy.WORST));
    long share = MemoryBudget.transforms(List.of(whole), sampled);
    Frame frame = Frame.whole(3, whole.image().height(), whole.image().width());
    assertThat(share).isGreaterThan(TransformMemory.sessionBytes(posting, frame));
    assertThat(MemoryBudget.transforms(List.of(whole), surviving(Survival.NONE))).isZero();
    long slots = 1L + posting.ranges().size();
    assertThat(MemoryBudget.transforms(List.of(whole), kept) - share)
        .isEqualTo(slots * 3 * frame.height() * frame.width() * Float.BYTES);

    assertThat(fit(need(whole) + share, sampled).generators()).containsExactly(whole);
    assertThat(fit(need(whole) + share - 1, sampled).generators().get(0).batch()).isEqualTo(3);
  }

  @Test
  void aSecondSessionInBf16NeedsMore() {
    MemoryBudget.Demand twice =
        new MemoryBudget.Demand(
            GeneratorSession.Gradients.WEIGHTED,
            Loss.mse(),
            Tuning.PLAIN,
            1,
            false,
            Survival.NONE,
            true);
    long alone = need(whole) - MemoryBudget.PROCESS;
    assertThat(MemoryBudget.estimate(whole, twice, true)).isBetween(3 * alone / 2, 2 * alone);
    assertThat(fit(need(whole), twice).generators().get(0).batch()).isLessThan(whole.batch());
  }

  private static MemoryBudget.Demand surviving(Survival survival) {
    return new MemoryBudget.Demand(
        GeneratorSession.Gradients.WEIGHTED, Loss.mse(), Tuning.PLAIN, 1, false, survival, false);
  }
}
