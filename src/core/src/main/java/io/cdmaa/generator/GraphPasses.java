package io.cdmaa.generator;

import io.cdmaa.onnx.ControlFlow;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.NormalizationDecomposition;
import io.cdmaa.onnx.OpsetConverter;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.optimize.AffineFusion;
import io.cdmaa.optimize.BatchNormFolding;
import io.cdmaa.optimize.ConditionHoisting;
import io.cdmaa.optimize.ConstantPlaneConvolution;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.optimize.HalfPrecision;
import io.cdmaa.optimize.RedundantBiasElimination;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All passes between a model's file and the graph that a session runs, in order from top to bottom:
 * {@link #preparing} and {@link #smoothing} build a generator's canonical graph for a number of
 * rows, {@link #fused} begins once photo prefix, generator and losses form one graph, {@link
 * #shared} prepares it for differentiation, and {@link #finishing} rewrites the forward and
 * backward pass for the machine at hand.
 *
 * <p>Only one pass, {@code fold}, hands a model's weights to ONNX Runtime; otherwise only the
 * session that runs the finished graph reads them. All other passes replace the weights with inputs
 * when they call ONNX Runtime.
 */
public final class GraphPasses {
  private static final Logger LOG = LoggerFactory.getLogger(GraphPasses.class);

  private GraphPasses() {}

  /**
   * One pass.
   *
   * @param name one to three words
   * @param what what it does
   * @param why why it is at this position
   * @param rewrite returns the changed graph
   */
  public record Pass(String name, String what, String why, UnaryOperator<Graph> rewrite) {}

  /**
   * The passes from the file's graph to canonical operators with static types.
   *
   * @param sizes the dimensions of inputs, by name
   * @param weights whether to include the weights; without them the graph is equivalent, but
   *     subgraphs that depend on weights alone are not folded
   */
  static List<Pass> preparing(Map<String, long[]> sizes, boolean weights) {
    return List.of(
        new Pass(
            "fix sizes",
            "declares the inputs with their final sizes",
            "first, as nothing below works with open shapes",
            graph -> OrtGraphOptimizer.fixInputs(graph, sizes)),
        new Pass(
            "resolve control flow",
            "unrolls loops and branches that are determined by constants",
            "before folding, which ignores inner graphs",
            ControlFlow::resolved),
        new Pass(
            "decompose normalisations",
            "replaces normalisations that ONNX Runtime cannot run or infer",
            "before ONNX Runtime sees the graph",
            NormalizationDecomposition::spellOut),
        new Pass(
            "guard",
            "refuses graphs known to crash ONNX Runtime",
            "last before ONNX Runtime sees the graph",
            OrtGraphOptimizer::checked),
        new Pass(
            "fold",
            "folds constants and shape computations, merges normalisations into weights",
            "before conversion, so that fewer operators have to be converted",
            weights ? OrtGraphOptimizer::optimized : OrtGraphOptimizer::tidied),
        types("conversion needs ranks and element types"),
        new Pass(
            "canonical operators",
            "converts every operator to one form at one operator set, in float32",
            "before all further passes, which support only that form",
            OpsetConverter::toCanonical));
  }

  /**
   * The passes that turn an integer output into floats.
   *
   * @param output the image output
   */
  static List<Pass> smoothing(String output) {
    return List.of(
        new Pass(
            "remove rounding",
            "uses an integer output before rounding",
            "on canonical operators, the only form that it supports",
            graph ->
                RoundingRemoval.isRounded(graph, output)
                    ? RoundingRemoval.of(graph, output)
                    : graph),
        types("all further passes need shapes"));
  }

  /** The passes that begin with photo prefix, generator and losses in one graph. */
  static List<Pass> fused() {
    return List.of(tidy("joining the parts leaves redundant nodes between them"));
  }

  /** The passes that compute once what rows share and prepare for differentiation. */
  static List<Pass> shared() {
    return List.of(
        batchNorm(),
        new Pass(
            "drop redundant biases",
            "removes biases that an instance normalisation subtracts again",
            "after batch normalisations have moved into biases",
            RedundantBiasElimination::apply),
        hoist(),
        tidy("hoisting leaves redundant reshapes and repetitions"),
        new Pass(
            "shrink constant planes",
            "computes convolutions of constant planes on small planes",
            "after hoisting, which separates those planes from the image",
            ConstantPlaneConvolution::apply),
        new Pass(
            "fuse affine chains",
            "collapses sums and products with one number per plane",
            "last before differentiation, so that the backward pass shrinks, too",
            AffineFusion::apply));
  }

  /**
   * The same before a user-supplied gradient graph, through which the photo prefix is
   * differentiated.
   */
  static List<Pass> sharedBeforeGivenGradient() {
    return List.of(batchNorm(), hoist(), tidy("differentiation needs types"));
  }

  /** The same for a graph that only computes fakes. */
  static List<Pass> sharedForFakes() {
    return List.of(hoist());
  }

  /**
   * The passes after differentiation, which rewrite a finished graph for the machine that runs it.
   *
   * @param algorithms of convolutions, forward and backward
   * @param halved whether it computes in float16
   */
  static List<Pass> finishing(ConvAlgorithms algorithms, boolean halved) {
    Pass convolutions =
        new Pass(
            "choose convolution algorithms",
            "emits each convolution with the fastest algorithm for it",
            "after differentiation, which needs the operators themselves",
            algorithms::apply);
    Pass half =
        new Pass(
            "half precision",
            "computes in float16 where that is exact enough",
            "last, as every pass before it computes weights in float32",
            HalfPrecision::apply);
    return halved ? List.of(convolutions, half) : List.of(convolutions);
  }

  private static Pass batchNorm() {
    return new Pass(
        "fold batch normalisations",
        "multiplies them into the convolutions before them",
        "before hoisting, which splits convolutions",
        BatchNormFolding::apply);
  }

  private static Pass hoist() {
    return new Pass(
        "hoist",
        "computes once per photo what does not depend on the condition",
        "before differentiation, so that its gradient is summed before the shared part",
        ConditionHoisting::apply);
  }

  private static Pass tidy(String why) {
    return new Pass(
        "tidy", "simplifies and infers types without weights", why, OrtGraphOptimizer::tidied);
  }

  private static Pass types(String why) {
    return new Pass(
        "infer types",
        "asks ONNX Runtime for the types of all values, unless they are known",
        why,
        graph -> hasTypes(graph) ? graph : OrtGraphOptimizer.withStaticTypes(graph));
  }

  private static boolean hasTypes(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> node.outputs().stream())
        .allMatch(output -> output.isEmpty() || graph.types().containsKey(output));
  }

  /** Applies the passes in order. */
  static Graph run(List<Pass> passes, Graph graph) {
    Graph current = graph;
    for (Pass pass : passes) {
      int before = current.nodes().size();
      current = pass.rewrite().apply(current);
      LOG.debug("{}: {} operators, {} after it.", pass.name(), before, current.nodes().size());
    }
    return current;
  }

  /** Returns all passes of an objective with its gradient, for documentation. */
  static List<Pass> all(Map<String, long[]> sizes, String output, ConvAlgorithms algorithms) {
    return Stream.of(
            preparing(sizes, true),
            smoothing(output),
            fused(),
            shared(),
            finishing(algorithms, true))
        .flatMap(List::stream)
        .toList();
  }
}
