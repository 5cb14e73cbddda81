package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.PinnedSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses algorithms by timing each layer once on this machine, and stores the results. Candidates
 * run in turns, so that other load on the machine affects all of them, and the medians are
 * compared.
 */
final class ConvAutotuner {
  private static final Logger LOG = LoggerFactory.getLogger(ConvAutotuner.class);

  /** FAST does not measure layers below this size, which take less than a few milliseconds. */
  private static final long WORTH_MEASURING = 50_000_000;

  private static final int ROUNDS_FAST = 3;
  private static final int ROUNDS_FULL = 9;

  /**
   * The relative time below which an algorithm is preferred to the plain one, which needs least
   * memory.
   */
  private static final double CLEARLY = 0.95;

  private final SessionFactory factory;
  private final TuningCache cache;
  private final boolean full;
  private final boolean training;

  ConvAutotuner(SessionFactory factory, TuningCache cache) {
    this.factory = factory;
    this.cache = cache;
    full = factory.tuning() == Tuning.FULL;
    training = TrainingOperators.areIn(factory);
  }

  static ConvAutotuner on(SessionFactory factory) {
    return new ConvAutotuner(
        factory, TuningCache.ofThisMachine(factory.cache(), factory.threads()));
  }

  ConvAlgorithm choose(Layer layer) {
    List<ConvAlgorithm> candidates = candidates(layer);
    if (candidates.size() == 1) {
      return ConvAlgorithm.PLAIN;
    }
    if (!full && layer.multiplyAdds() < WORTH_MEASURING) {
      return ConvAlgorithmRules.choose(layer);
    }
    Optional<ConvAlgorithm> known = cache.find(layer.key(), full).filter(candidates::contains);
    if (known.isPresent()) {
      return known.get();
    }
    ConvAlgorithm best = fastest(layer, candidates);
    cache.keep(layer.key(), best, full);
    return best;
  }

  /** Returns the algorithms for a layer that the current runtime supports. */
  List<ConvAlgorithm> candidates(Layer layer) {
    return ConvAlgorithm.candidates(layer, training);
  }

  private ConvAlgorithm fastest(Layer layer, List<ConvAlgorithm> candidates) {
    Map<ConvAlgorithm, Double> medians = time(layer, candidates);
    LOG.debug("{}: {}", layer.key(), medians);
    ConvAlgorithm best = ConvAlgorithm.PLAIN;
    double bound = CLEARLY * medians.get(ConvAlgorithm.PLAIN);
    for (Map.Entry<ConvAlgorithm, Double> entry : medians.entrySet()) {
      if (entry.getKey() != ConvAlgorithm.PLAIN && entry.getValue() < bound) {
        best = entry.getKey();
        bound = entry.getValue();
      }
    }
    return best;
  }

  /** Returns the median milliseconds of each candidate. */
  Map<ConvAlgorithm, Double> time(Layer layer, List<ConvAlgorithm> candidates) {
    FloatTensor x = noise(layer.input());
    FloatTensor y = FloatTensor.zeros(layer.output());
    int rounds = full ? ROUNDS_FULL : ROUNDS_FAST;
    Map<ConvAlgorithm, PinnedSession> sessions = new EnumMap<>(ConvAlgorithm.class);
    Map<ConvAlgorithm, double[]> times = new EnumMap<>(ConvAlgorithm.class);
    try {
      for (ConvAlgorithm f : candidates) {
        PinnedSession session = factory.open(GraphCodec.encode(graph(layer, f)).toByteArray());
        sessions.put(f, session);
        session.bindInput("x", x);
        session.bindOutput("y", y);
        session.run();
        times.put(f, new double[rounds]);
      }
      for (int round = 0; round < rounds; round++) {
        for (ConvAlgorithm f : candidates) {
          long start = System.nanoTime();
          sessions.get(f).run();
          times.get(f)[round] = (System.nanoTime() - start) / 1e6;
        }
      }
    } finally {
      sessions.values().forEach(PinnedSession::close);
    }
    Map<ConvAlgorithm, Double> medians = new EnumMap<>(ConvAlgorithm.class);
    times.forEach((f, t) -> medians.put(f, median(t)));
    return medians;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Returns a graph of the layer alone, with generated weights. */
  static Graph graph(Layer layer, ConvAlgorithm algorithm) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(layer.input()));
    TensorData weights = TensorData.ofFloats(noise(layer.weights()).toArray(), layer.weights());
    long outputs = layer.outputChannels();
    Optional<String> bias =
        layer.bias()
            ? Optional.of(b.constant(TensorData.ofFloats(noise(outputs).toArray(), outputs)))
            : Optional.empty();
    return b.build(Map.of("y", algorithm.emit(b, layer, "x", weights, bias)));
  }

  private static FloatTensor noise(long... dims) {
    SplittableRandom random = new SplittableRandom(3);
    FloatTensor tensor = FloatTensor.zeros(dims);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, (float) random.nextDouble(-0.5, 0.5));
    }
    return tensor;
  }
}
