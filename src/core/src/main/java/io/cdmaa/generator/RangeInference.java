package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A generator's values of black and white, inferred by running it: a generator returns images in
 * the range in which it expects them, so the likely range is one that is preserved from input to
 * output.
 *
 * @param image the likely range of the image input
 * @param output the likely range of the output
 * @param sure whether only one range is preserved
 */
public record RangeInference(ValueRange image, ValueRange output, boolean sure) {
  private static final ValueRange UNIT = new ValueRange(0, 1);
  private static final ValueRange BYTES = new ValueRange(0, 255);

  private static final List<ValueRange> CANDIDATES = List.of(UNIT, ValueRange.SYMMETRIC, BYTES);

  /** The share of values ignored at each end. */
  private static final double OUTLIERS = 0.005;

  private static final long SEED = 20220208;

  /**
   * Tries the usual ranges.
   *
   * @param generator loaded with any ranges
   * @param factory opens its session
   */
  public static RangeInference of(Generator generator, SessionFactory factory) {
    Map<ValueRange, Double> steady = new LinkedHashMap<>();
    Optional<ValueRange> anyOutput = Optional.empty();
    Graph graph = generator.graph();
    Value output = graph.outputs().get(0);
    FloatTensor fakes = FloatTensor.zeros(output.type().dims());
    try (PinnedSession session = factory.open(GraphCodec.encode(graph).toByteArray())) {
      session.bindOutput(output.name(), fakes);
      for (ValueRange candidate : CANDIDATES) {
        for (Value input : graph.inputs()) {
          boolean image = input.name().equals(generator.image().name());
          session.bindInput(
              input.name(),
              image ? picture(input.type().dims(), candidate) : condition(generator, input));
        }
        session.run();
        double[] ends = ends(fakes);
        Optional<ValueRange> out = closest(ends);
        if (out.equals(Optional.of(candidate))) {
          steady.put(candidate, misfit(candidate, ends));
        }
        if (candidate.equals(ValueRange.SYMMETRIC)) {
          anyOutput = out;
        }
      }
    }
    // A nearly linear network preserves any range; the one that its output fills best is chosen.
    ValueRange image =
        steady.entrySet().stream()
            .min(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse(anyOutput.orElse(ValueRange.SYMMETRIC));
    return new RangeInference(
        image, steady.isEmpty() ? anyOutput.orElse(image) : image, steady.size() == 1);
  }

  private static FloatTensor picture(long[] dims, ValueRange range) {
    SplittableRandom random = new SplittableRandom(SEED);
    FloatTensor values = FloatTensor.zeros(dims);
    int period = (int) dims[dims.length - 1];
    double level = 0;
    for (int i = 0; i < values.size(); i++) {
      // patches of uniform brightness with some grain, from black to white
      level = i % Math.max(1, period / 4) == 0 ? random.nextDouble(-0.95, 0.95) : level;
      double value = level + random.nextDouble(-0.05, 0.05);
      values.set(i, (float) (value * range.gain() + range.offset()));
    }
    return values;
  }

  private static FloatTensor condition(Generator generator, Value input) {
    FloatTensor values = FloatTensor.zeros(input.type().dims());
    int rows = Math.min((int) input.type().dim(0), generator.domains().size());
    for (int row = 0; row < rows; row++) {
      values.rows(row, 1).buffer().put(generator.domains().get(row).condition());
    }
    return values;
  }

  /** Returns how far values are from filling a range, relative to the wider of the two. */
  private static double misfit(ValueRange range, double[] ends) {
    double width = Math.max(range.white() - range.black(), ends[1] - ends[0]);
    return (Math.abs(ends[0] - range.black()) + Math.abs(ends[1] - range.white())) / width;
  }

  /**
   * Returns the candidate that the values fill best. A generator without a saturating last layer
   * exceeds its range by a tenth here and there, so no candidate has to contain all values.
   */
  private static Optional<ValueRange> closest(double[] ends) {
    return Double.isFinite(ends[0]) && Double.isFinite(ends[1])
        ? CANDIDATES.stream().min(Comparator.comparingDouble(range -> misfit(range, ends)))
        : Optional.empty();
  }

  /** Returns the smallest and the largest value, without outliers. */
  private static double[] ends(FloatTensor values) {
    float[] sorted = values.toArray();
    Arrays.sort(sorted);
    int outer = (int) (sorted.length * OUTLIERS);
    return new double[] {sorted[outer], sorted[sorted.length - 1 - outer]};
  }
}
