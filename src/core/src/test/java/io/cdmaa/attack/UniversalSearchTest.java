package io.cdmaa.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.Method;
import io.cdmaa.MethodSyntax;
import io.cdmaa.attack.UniversalSearch.Example;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On linear generators, whose gradients are known exactly: g = 2 (a . delta) a. */
class UniversalSearchTest {
  private static final long[] SHAPE = {3, 2, 2};
  private static final int SIZE = 12;

  private static AttackSettings settings(String method) {
    return MethodAlgorithms.settings(
        MethodSyntax.parse(method), AttackSettings.defaults().withIterations(10).withSeed(3));
  }

  private static UniversalSearch search(String method, double momentum) {
    return new UniversalSearch(settings(method), momentum, SHAPE, new PlainArithmetic());
  }

  private static FloatTensor photo(long seed, double range) {
    SplittableRandom random = new SplittableRandom(seed);
    FloatTensor photo = FloatTensor.zeros(SHAPE);
    for (int i = 0; i < SIZE; i++) {
      int level = (int) Math.round((random.nextDouble(-range, range) + 1) * 127.5);
      photo.set(i, (float) (level / 127.5 - 1));
    }
    return photo;
  }

  private static double[] map(long seed) {
    return new SplittableRandom(seed).doubles(SIZE, -1, 1).toArray();
  }

  /** A photo that two generators, of two domains and of one, see through maps of its own. */
  private static Example example(long seed, double range) {
    FloatTensor photo = photo(seed, range);
    return new Example(
        photo,
        () ->
            new ToyObjective(
                photo,
                new double[][] {map(10 * seed), map(10 * seed + 1)},
                new double[][] {map(10 * seed + 2)}));
  }

  private static double[] gradient(long[] seeds, double[] delta) {
    double[] gradient = new double[SIZE];
    for (long seed : seeds) {
      double[] a = map(seed);
      double dot = 0;
      for (int i = 0; i < SIZE; i++) {
        dot += a[i] * delta[i];
      }
      for (int i = 0; i < SIZE; i++) {
        gradient[i] += 2 * dot * a[i] / seeds.length;
      }
    }
    return gradient;
  }

  @Test
  void oneStepFollowsTheSignOfTheGradientsMeanOverPhotosDomainsAndGenerators() {
    UniversalSearch search = search("uniform", 0);
    double[] before = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      before[i] = search.perturbation().get(i);
    }
    search.step(0, List.of(example(1, 0.5), example(2, 0.5)));
    double[] first = gradient(new long[] {10, 11, 20, 21}, before);
    double[] second = gradient(new long[] {12, 22}, before);
    for (int i = 0; i < SIZE; i++) {
      double expected = before[i] + 0.01 * Math.signum(first[i] + second[i]);
      assertThat((double) search.perturbation().get(i)).isCloseTo(expected, within(1e-7));
    }
  }

  @Test
  void lossesAreTheMeanOverThePhotos() {
    UniversalSearch search = search("uniform", 0);
    double[] delta = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      delta[i] = search.perturbation().get(i);
    }
    Losses losses = search.step(0, List.of(example(1, 0.5), example(2, 0.5)));
    double mean = 0;
    for (long seed : new long[] {12, 22}) {
      double[] a = map(seed);
      double dot = 0;
      for (int i = 0; i < SIZE; i++) {
        dot += a[i] * delta[i];
      }
      mean += dot * dot / 2;
    }
    assertThat(losses.mean(1)).isCloseTo(mean, within(1e-4 * mean));
  }

  @Test
  void whereThePhotosRangeEndsItsGradientIsZero() {
    FloatTensor white = FloatTensor.zeros(SHAPE);
    for (int i = 0; i < SIZE; i++) {
      white.set(i, i % 2 == 0 ? 1 : 0);
    }
    Example example = new Example(white, () -> new ToyObjective(white, new double[][] {map(5)}));
    UniversalSearch search = search("uniform", 0);
    float[] before = search.perturbation().toArray();
    search.step(0, List.of(example));
    boolean seen = false;
    for (int i = 0; i < SIZE; i += 2) {
      if (before[i] > 0) {
        seen = true;
        assertThat(search.perturbation().get(i)).isEqualTo(before[i]);
      }
    }
    assertThat(seen).isTrue();
    assertThat(search.perturbation().get(1)).isNotEqualTo(before[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cdmaa", "uniform", "cdmaa norm=l2", "cdmaa models-by=upgrad"})
  void itStaysInsideTheBudgetAndSoDoThePhotosThatItIsAppliedTo(String method) {
    UniversalSearch search = search(method, 0.9);
    for (int step = 0; step < 10; step++) {
      search.step(step, List.of(example(1 + step % 3, 1), example(5 + step % 2, 1)));
      double largest = 0;
      double square = 0;
      for (int i = 0; i < SIZE; i++) {
        double value = search.perturbation().get(i);
        largest = Math.max(largest, Math.abs(value));
        square += value * value;
      }
      double used = method.contains("l2") ? Math.sqrt(square / SIZE) : largest;
      assertThat(used).isLessThanOrEqualTo(0.05);
    }
    FloatTensor photo = photo(8, 1);
    FloatTensor applied = search.applied(photo);
    double square = 0;
    for (int i = 0; i < SIZE; i++) {
      double change = (double) applied.get(i) - photo.get(i);
      square += change * change;
      assertThat(applied.get(i)).isBetween(-1f, 1f);
      assertThat((applied.get(i) + 1) * 127.5)
          .isCloseTo(Math.rint((applied.get(i) + 1) * 127.5), within(1e-4));
      if (!method.contains("l2")) {
        assertThat(Math.abs(change)).isLessThanOrEqualTo(0.05);
      }
    }
    assertThat(Math.sqrt(square / SIZE)).isLessThanOrEqualTo(0.05);
  }

  @Test
  void restoredInTheMiddleItGivesTheSameBits() {
    List<FloatTensor> ends = new ArrayList<>();
    for (int interrupted = 0; interrupted < 2; interrupted++) {
      UniversalSearch search = search("cdmaa", 0.9);
      for (int step = 0; step < 10; step++) {
        if (interrupted == 1 && step == 6) {
          UniversalSearch later = search("cdmaa", 0.9);
          later.restore(search.perturbation().copy(), search.memory().copy());
          search = later;
        }
        search.step(step, List.of(example(1 + step, 0.9)));
      }
      ends.add(search.perturbation());
    }
    assertThat(ends.get(1).toArray()).isEqualTo(ends.get(0).toArray());
  }

  @Test
  void itRaisesTheLossOfEveryGenerator() {
    UniversalSearch search = search("cdmaa", 0.9);
    List<Example> batch = List.of(example(1, 0.5), example(2, 0.5));
    Losses first = search.step(0, batch);
    Losses last = first;
    for (int step = 1; step < 10; step++) {
      last = search.step(step, batch);
    }
    assertThat(last.mean(0)).isGreaterThan(100 * first.mean(0));
    assertThat(last.mean(1)).isGreaterThan(100 * first.mean(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"threshold", "cdmaa models-by=static"})
  void strategiesThatKeepStateAreRefused(String method) {
    Method parsed = MethodSyntax.parse(method);
    AttackSettings settings = MethodAlgorithms.settings(parsed, AttackSettings.defaults());
    assertThatThrownBy(() -> new UniversalSearch(settings, 0.9, SHAPE, new PlainArithmetic()))
        .hasMessageContaining("threshold and static keep state");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cdmaa budget=perceptual", "cdmaa chroma=half"})
  void budgetsThatFollowThePhotoAreRefused(String method) {
    Method parsed = MethodSyntax.parse(method);
    AttackSettings settings = MethodAlgorithms.settings(parsed, AttackSettings.defaults());
    assertThatThrownBy(() -> new UniversalSearch(settings, 0.9, SHAPE, new PlainArithmetic()))
        .hasMessageContaining("choose a uniform budget and full chroma");
  }
}
