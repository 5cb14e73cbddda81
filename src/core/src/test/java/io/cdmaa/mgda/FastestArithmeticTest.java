package io.cdmaa.mgda;

import static io.cdmaa.testkit.Samples.matrix;
import static io.cdmaa.testkit.Samples.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** With a clock that only the arithmetics move, so that times are what a test says. */
class FastestArithmeticTest {
  private final AtomicLong clock = new AtomicLong();
  private final MeasuredChoices choices = choices();

  private MeasuredChoices choices() {
    return new MeasuredChoices(CompletableFuture.completedFuture(null), clock::get);
  }

  /** Plain Java that takes a given time for each operation, and counts what it is asked. */
  private final class Timed implements GradientArithmetic {
    private final PlainArithmetic plain = new PlainArithmetic();
    private final long usualMicros;
    private final Map<String, Long> micros = new HashMap<>();
    private int asked;

    Timed(long usualMicros) {
      this.usualMicros = usualMicros;
    }

    Timed at(String operation, long takes) {
      micros.put(operation, takes);
      return this;
    }

    private void take(String operation) {
      asked++;
      clock.addAndGet(1000 * micros.getOrDefault(operation, usualMicros));
    }

    @Override
    public double[][] gram(GradientMatrix gradients) {
      take("gram" + gradients.rows());
      return plain.gram(gradients);
    }

    @Override
    public void weightedSum(double[] weights, GradientMatrix gradients, FloatTensor out) {
      take("weightedSum");
      plain.weightedSum(weights, gradients, out);
    }

    @Override
    public double[] products(GradientMatrix gradients, FloatTensor v) {
      take("products");
      return plain.products(gradients, v);
    }

    @Override
    public double norm1(FloatTensor v) {
      take("norm1");
      return plain.norm1(v);
    }

    @Override
    public double norm2(FloatTensor v) {
      take("norm2");
      return plain.norm2(v);
    }

    @Override
    public void sign(FloatTensor v) {
      take("sign");
      plain.sign(v);
    }

    @Override
    public void scale(FloatTensor v, double factor) {
      take("scale");
      plain.scale(v, factor);
    }

    @Override
    public void add(FloatTensor x, double factor, FloatTensor v) {
      take("add");
      plain.add(x, factor, v);
    }

    @Override
    public void clip(FloatTensor x, FloatTensor lower, FloatTensor upper) {
      take("clip");
      plain.clip(x, lower, upper);
    }
  }

  /** How often each was asked since it was counted last. */
  private static List<Integer> counts(Timed... candidates) {
    List<Integer> counts = new ArrayList<>();
    for (Timed candidate : candidates) {
      counts.add(candidate.asked);
      candidate.asked = 0;
    }
    return counts;
  }

  @Test
  void eachOperationIsDoneByTheOneThatIsFastestAtIt() {
    Timed first = new Timed(1000);
    Timed second = new Timed(2000).at("sign", 100).at("gram2", 500);
    Timed third = new Timed(3000).at("clip", 10).at("gram2", 700);
    GradientArithmetic fastest = new FastestArithmetic(List.of(first, second, third), choices);
    GradientMatrix gradients = matrix(random(2, 50, 1));
    FloatTensor v = gradients.row(0).copy();

    for (boolean measured : new boolean[] {false, true}) {
      List<List<Integer>> each = new ArrayList<>();
      for (Runnable operation :
          List.<Runnable>of(
              () -> fastest.gram(gradients),
              () -> fastest.weightedSum(new double[] {1, 2}, gradients, v),
              () -> fastest.products(gradients, v),
              () -> fastest.norm1(v),
              () -> fastest.norm2(v),
              () -> fastest.sign(v),
              () -> fastest.scale(v, 2),
              () -> fastest.add(v, 2, gradients.row(1)),
              () -> fastest.clip(v, v, v))) {
        operation.run();
        each.add(counts(first, second, third));
      }
      if (measured) {
        List<Integer> one = List.of(1, 0, 0);
        List<Integer> two = List.of(0, 1, 0);
        assertThat(each).containsExactly(two, one, one, one, one, two, one, one, List.of(0, 0, 1));
      } else {
        assertThat(each).allSatisfy(times -> assertThat(times).allMatch(n -> n >= 5));
      }
    }
  }

  @Test
  void anotherThanTheUsualOneHasToBeClearlyFaster() {
    Timed usual = new Timed(1000);
    Timed hardlyFaster = new Timed(950);
    GradientArithmetic fastest = new FastestArithmetic(List.of(usual, hardlyFaster), choices);
    FloatTensor v = FloatTensor.zeros(10);
    fastest.sign(v);
    counts(usual, hardlyFaster);

    fastest.sign(v);

    assertThat(counts(usual, hardlyFaster)).containsExactly(1, 0);
  }

  @Test
  void theChoiceIsMadeForEachNumberOfGradients() {
    Timed usual = new Timed(1000).at("gram4", 3000);
    Timed other = new Timed(2000);
    GradientArithmetic fastest = new FastestArithmetic(List.of(usual, other), choices);
    for (int rows : new int[] {1, 4}) {
      GradientMatrix gradients = new GradientMatrix(rows, 10);
      fastest.gram(gradients);
      counts(usual, other);

      fastest.gram(gradients);

      assertThat(counts(usual, other)).isEqualTo(rows == 1 ? List.of(1, 0) : List.of(0, 1));
    }
  }

  @Test
  void searchesThatShareTheirChoicesMeasureOnceEvenAtTheSameTime() throws Exception {
    Timed usual = new Timed(1000);
    new FastestArithmetic(List.of(usual), choices).sign(FloatTensor.zeros(10));
    int measuring = counts(usual).get(0) - 1;

    MeasuredChoices shared = choices();
    List<Timed> candidates = new ArrayList<>();
    List<Future<?>> searches = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int i = 0; i < 4; i++) {
        Timed own = new Timed(1000);
        candidates.add(own);
        searches.add(
            threads.submit(
                () -> new FastestArithmetic(List.of(own), shared).sign(FloatTensor.zeros(10))));
      }
      for (Future<?> search : searches) {
        search.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(candidates.stream().map(c -> c.asked).sorted())
        .containsExactly(1, 1, 1, measuring + 1);
  }

  @Test
  void measuringLeavesTheCallersValuesAlone() {
    GradientArithmetic fastest =
        new FastestArithmetic(List.of(new Timed(1000), new Timed(500)), choices);
    GradientMatrix gradients = matrix(new double[] {1, 2}, new double[] {3, 4});
    FloatTensor x = FloatTensor.of(new float[] {1, 1}, 2);

    fastest.add(x, 2, gradients.row(0));

    assertThat(x.toArray()).containsExactly(3, 5);
    assertThat(fastest.gram(gradients)).isDeepEqualTo(new double[][] {{5, 11}, {11, 25}});
    assertThat(gradients.values().toArray()).containsExactly(1, 2, 3, 4);
  }
}
