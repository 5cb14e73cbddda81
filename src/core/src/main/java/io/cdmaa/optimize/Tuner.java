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
 * Chooses formulations by timing them on this machine, each layer once, and keeps what it found.
 * Candidates take turns, so that whatever else the machine does meets all of them; the medians
 * count.
 */
final class Tuner {
  private static final Logger LOG = LoggerFactory.getLogger(Tuner.class);

  /** Below this FAST does not measure: such a layer takes less than a few milliseconds. */
  private static final long WORTH_MEASURING = 50_000_000;

  private static final int ROUNDS_FAST = 3;
  private static final int ROUNDS_FULL = 9;

  /** What a formulation has to save to be preferred to the plain one, which takes least memory. */
  private static final double CLEARLY = 0.95;

  private final SessionFactory factory;
  private final TuningCache cache;
  private final boolean full;
  private final boolean training;

  Tuner(SessionFactory factory, TuningCache cache) {
    this.factory = factory;
    this.cache = cache;
    full = factory.tuning() == Tuning.FULL;
    training = TrainingOperators.areIn(factory);
  }

  static Tuner on(SessionFactory factory) {
    return new Tuner(factory, TuningCache.ofThisMachine(factory.cache(), factory.threads()));
  }

  Formulation choose(Layer layer) {
    List<Formulation> candidates = candidates(layer);
    if (candidates.size() == 1) {
      return Formulation.PLAIN;
    }
    if (!full && layer.multiplyAdds() < WORTH_MEASURING) {
      return FormulationRules.choose(layer);
    }
    Optional<Formulation> known = cache.find(layer.key(), full).filter(candidates::contains);
    if (known.isPresent()) {
      return known.get();
    }
    Formulation best = fastest(layer, candidates);
    cache.keep(layer.key(), best, full);
    return best;
  }

  /** What a layer may be written as on the runtime at hand. */
  List<Formulation> candidates(Layer layer) {
    return Formulation.candidates(layer, training);
  }

  private Formulation fastest(Layer layer, List<Formulation> candidates) {
    Map<Formulation, Double> medians = time(layer, candidates);
    LOG.debug("{}: {}", layer.key(), medians);
    Formulation best = Formulation.PLAIN;
    double bound = CLEARLY * medians.get(Formulation.PLAIN);
    for (Map.Entry<Formulation, Double> entry : medians.entrySet()) {
      if (entry.getKey() != Formulation.PLAIN && entry.getValue() < bound) {
        best = entry.getKey();
        bound = entry.getValue();
      }
    }
    return best;
  }

  /** Median milliseconds of each candidate. */
  Map<Formulation, Double> time(Layer layer, List<Formulation> candidates) {
    FloatTensor x = noise(layer.input());
    FloatTensor y = FloatTensor.zeros(layer.output());
    int rounds = full ? ROUNDS_FULL : ROUNDS_FAST;
    Map<Formulation, PinnedSession> sessions = new EnumMap<>(Formulation.class);
    Map<Formulation, double[]> times = new EnumMap<>(Formulation.class);
    try {
      for (Formulation f : candidates) {
        PinnedSession session = factory.open(GraphCodec.encode(graph(layer, f)).toByteArray());
        sessions.put(f, session);
        session.bindInput("x", x);
        session.bindOutput("y", y);
        session.run();
        times.put(f, new double[rounds]);
      }
      for (int round = 0; round < rounds; round++) {
        for (Formulation f : candidates) {
          long start = System.nanoTime();
          sessions.get(f).run();
          times.get(f)[round] = (System.nanoTime() - start) / 1e6;
        }
      }
    } finally {
      sessions.values().forEach(PinnedSession::close);
    }
    Map<Formulation, Double> medians = new EnumMap<>(Formulation.class);
    times.forEach((f, t) -> medians.put(f, median(t)));
    return medians;
  }

  private static double median(double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The layer alone, with weights made up. */
  static Graph graph(Layer layer, Formulation formulation) {
    GraphBuilder b = new GraphBuilder("t/");
    b.input("x", TensorType.floats(layer.input()));
    TensorData weights = TensorData.ofFloats(noise(layer.weights()).toArray(), layer.weights());
    long outputs = layer.outputChannels();
    Optional<String> bias =
        layer.bias()
            ? Optional.of(b.constant(TensorData.ofFloats(noise(outputs).toArray(), outputs)))
            : Optional.empty();
    return b.build(Map.of("y", formulation.emit(b, layer, "x", weights, bias)));
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
