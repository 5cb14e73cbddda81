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
 * Emits every convolution of a finished graph, forward and backward, with its chosen algorithm, and
 * keeps images with channels last between those that use this layout. Runs last, because
 * differentiation and hoisting need the operators themselves.
 */
public final class ConvAlgorithms {
  private final Function<Layer, ConvAlgorithm> choice;
  private final boolean flipping;

  private ConvAlgorithms(Function<Layer, ConvAlgorithm> choice, boolean flipping) {
    this.choice = choice;
    this.flipping = flipping;
  }

  /**
   * Returns the algorithms for the sessions of a factory: by fixed rules or by measurement on a
   * CPU, plain operators on a GPU, whose library has its own algorithms.
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
   * Returns a key that distinguishes the results of {@link #suiting}: measurements depend on the
   * processor, the threads, and the operators that the runtime supports.
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

  /** Returns plain operators for all layers. */
  public static ConvAlgorithms plain() {
    return new ConvAlgorithms(layer -> ConvAlgorithm.PLAIN, false);
  }

  /** Returns algorithms by the fixed rules of {@link ConvAlgorithmRules}. */
  public static ConvAlgorithms byRules() {
    return new ConvAlgorithms(ConvAlgorithmRules::choose, true);
  }

  /** Returns one algorithm for all layers that it supports, for comparisons. */
  public static ConvAlgorithms all(ConvAlgorithm algorithm) {
    return new ConvAlgorithms(
        layer -> algorithm.fits(layer) ? algorithm : ConvAlgorithm.PLAIN, true);
  }

  /** The algorithm chosen for a layer. */
  public record Chosen(Layer layer, ConvAlgorithm algorithm) {
    /** Returns whether the layer represents a node in the other direction, with flipped weights. */
    boolean isFlipped(Node node) {
      return layer.transposed() != node.opType().equals("ConvTranspose");
    }
  }

  /**
   * Returns the choice for each convolution of a graph.
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

  /** Returns how many convolutions of a graph use each algorithm, in the order of the enum. */
  public Map<ConvAlgorithm, Integer> counts(Graph graph) {
    Map<ConvAlgorithm, Integer> counts = new TreeMap<>();
    chosen(graph).forEach(c -> counts.merge(c.algorithm(), 1, Integer::sum));
    return counts;
  }

  /**
   * Rewrites the graph.
   *
   * @param graph standard operators, static shapes; types need not be known
   * @return a graph with the same inputs, outputs and results up to rounding
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

  /** Transposes [C, O, h, w] to [O, C, h, w] and reverses both spatial axes. */
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
