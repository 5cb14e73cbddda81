package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.runtime.Processor;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.runtime.Tuning;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Writes every convolution of a finished graph, forward and backward ones alike, in the algorithm
 * that is chosen for it, and keeps images with channels last between those that work so. Runs last,
 * as differentiation and hoisting want the operators themselves.
 */
public final class ConvAlgorithms {
  private final Function<Layer, ConvAlgorithm> choice;
  private final boolean flipping;

  private ConvAlgorithms(Function<Layer, ConvAlgorithm> choice, boolean flipping) {
    this.choice = choice;
    this.flipping = flipping;
  }

  /**
   * What suits the sessions of a factory: by fixed rules or by measurement on a processor, the
   * operators themselves on a GPU, whose library has its own algorithms.
   */
  public static ConvAlgorithms suiting(SessionFactory factory) {
    return switch (factory.tuning()) {
      case PLAIN -> plain();
      case OFF -> byRules();
      case FAST, FULL -> {
        ConvAutotuner tuner = ConvAutotuner.on(factory);
        yield new ConvAlgorithms(tuner::choose, true);
      }
    };
  }

  /**
   * What tells the results of {@link #suiting} apart: what is measured differs with the processor,
   * the threads, and what the runtime offers.
   */
  public static String key(SessionFactory factory) {
    Tuning tuning = factory.tuning();
    return tuning == Tuning.FAST || tuning == Tuning.FULL
        ? tuning
            + ", "
            + Processor.model()
            + ", "
            + factory.threads()
            + " threads"
            + (TrainingOperators.areIn(factory) ? ", training operators" : "")
        : tuning.name();
  }

  /** Every operator as it stands. */
  public static ConvAlgorithms plain() {
    return new ConvAlgorithms(layer -> ConvAlgorithm.PLAIN, false);
  }

  /** By the fixed rules of {@link ConvAlgorithmRules}. */
  public static ConvAlgorithms byRules() {
    return new ConvAlgorithms(ConvAlgorithmRules::choose, true);
  }

  /** One algorithm wherever it fits, for comparisons. */
  public static ConvAlgorithms all(ConvAlgorithm algorithm) {
    return new ConvAlgorithms(
        layer -> algorithm.fits(layer) ? algorithm : ConvAlgorithm.PLAIN, true);
  }

  /** What was chosen for the layers of a graph, by layer and algorithm. */
  public record Chosen(Layer layer, ConvAlgorithm algorithm) {
    /** Whether the layer stands for a node in the other direction, with flipped weights. */
    boolean isFlipped(Node node) {
      return layer.transposed() != node.opType().equals("ConvTranspose");
    }
  }

  /**
   * What is chosen for each convolution of a graph.
   *
   * @param graph with all types known
   */
  public List<Chosen> chosen(Graph graph) {
    List<Chosen> all = new ArrayList<>();
    for (Node node : graph.nodes()) {
      Layer.of(graph, node).map(this::turned).ifPresent(l -> all.add(chosen(l)));
    }
    return all;
  }

  private Chosen chosen(Layer layer) {
    return new Chosen(layer, choice.apply(layer));
  }

  private Layer turned(Layer layer) {
    return flipping && layer.canFlip() ? layer.flipped() : layer;
  }

  /** How often each algorithm is chosen, most telling names first. */
  public Map<ConvAlgorithm, Integer> counts(Graph graph) {
    Map<ConvAlgorithm, Integer> counts = new TreeMap<>();
    chosen(graph).forEach(c -> counts.merge(c.algorithm(), 1, Integer::sum));
    return counts;
  }

  /**
   * The rewritten graph.
   *
   * @param graph standard operators, static shapes; types need not be known
   * @return the same inputs, outputs and results up to rounding
   */
  public Graph apply(Graph graph) {
    if (!flipping) {
      return graph;
    }
    Graph typed = OrtGraphOptimizer.withStaticTypes(graph);
    Map<String, Chosen> layers = new HashMap<>();
    for (Node node : typed.nodes()) {
      Layer.of(typed, node)
          .map(layer -> chosen(turned(layer)))
          .filter(c -> c.algorithm() != ConvAlgorithm.PLAIN || c.isFlipped(node))
          .ifPresent(c -> layers.put(node.output(), c));
    }
    return layers.isEmpty() ? typed : new ConvolutionRewriter(typed, layers).run();
  }

  /** [C, O, h, w] to [O, C, h, w] with both spatial axes reversed. */
  static TensorData flip(TensorData weights) {
    long[] dims = weights.dims();
    int inputs = (int) dims[0];
    int outputs = (int) dims[1];
    int taps = (int) (dims[2] * dims[3]);
    float[] from = weights.floats();
    float[] to = new float[from.length];
    for (int c = 0; c < inputs; c++) {
      for (int o = 0; o < outputs; o++) {
        for (int t = 0; t < taps; t++) {
          to[(o * inputs + c) * taps + taps - 1 - t] = from[(c * outputs + o) * taps + t];
        }
      }
    }
    return TensorData.ofFloats(to, outputs, inputs, dims[2], dims[3]);
  }
}
