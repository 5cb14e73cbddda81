package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What black and white are to a generator, guessed by running it: a generator gives pictures in the
 * range in which it takes them, so a range that comes out as it went in is the likely one.
 *
 * @param image the likely range of the image input
 * @param output the likely range of the output
 * @param sure whether one range only comes out as it went in
 */
public record RangeGuess(ValueRange image, ValueRange output, boolean sure) {
  private static final ValueRange UNIT = new ValueRange(0, 1);
  private static final ValueRange BYTES = new ValueRange(0, 255);

  /** Narrow before wide, as a value of 0.5 lies in all of them. */
  private static final List<ValueRange> CANDIDATES = List.of(UNIT, ValueRange.SYMMETRIC, BYTES);

  /** Share of the range by which values may leave it. */
  private static final double SLACK = 0.01;

  private static final long SEED = 20220208;

  /**
   * Tries the usual ranges.
   *
   * @param generator loaded with any ranges
   * @param factory opens its session
   */
  public static RangeGuess of(Generator generator, SessionFactory factory) {
    List<ValueRange> steady = new ArrayList<>();
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
        Optional<ValueRange> out = tightest(fakes);
        if (out.equals(Optional.of(candidate))) {
          steady.add(candidate);
        }
        if (candidate.equals(ValueRange.SYMMETRIC)) {
          anyOutput = out;
        }
      }
    }
    ValueRange image =
        steady.isEmpty() ? anyOutput.orElse(ValueRange.SYMMETRIC) : steady.get(steady.size() - 1);
    return new RangeGuess(
        image, steady.isEmpty() ? anyOutput.orElse(image) : image, steady.size() == 1);
  }

  private static FloatTensor picture(long[] dims, ValueRange range) {
    SplittableRandom random = new SplittableRandom(SEED);
    FloatTensor values = FloatTensor.zeros(dims);
    int period = (int) dims[dims.length - 1];
    double level = 0;
    for (int i = 0; i < values.size(); i++) {
      // Patches of one brightness with some grain, from black to white.
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

  /** The narrowest candidate that holds all values and is used by them for a good part. */
  private static Optional<ValueRange> tightest(FloatTensor values) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < values.size(); i++) {
      least = Math.min(least, values.get(i));
      most = Math.max(most, values.get(i));
    }
    for (ValueRange range : CANDIDATES) {
      double slack = SLACK * (range.white() - range.black());
      if (least >= range.black() - slack && most <= range.white() + slack) {
        return Optional.of(range);
      }
    }
    return Optional.empty();
  }
}
