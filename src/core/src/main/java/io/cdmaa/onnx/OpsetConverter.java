package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Converts graphs of the operator sets 9 to 23 to one canonical form at {@link GraphBuilder#OPSET},
 * so that all later code need know only one version of each operator: axes, bounds, pads and split
 * sizes are inputs, pads cover every axis, Softmax applies to one axis, there is no Identity or
 * Dropout, and all floating-point values are float32.
 *
 * <p>Nodes of the sets 22 and 23 are used unchanged: between 21 and 23 only the type lists of
 * existing operators changed, except for the quantising ones, whose new attributes are rejected.
 * The new Attention and RMSNormalization are decomposed.
 */
public final class OpsetConverter {
  private static final int OLDEST = 9;
  private static final int NEWEST = 23;
  private static final String REMEDY = "export the model again at opset 17";

  /**
   * Operators whose form at {@link GraphBuilder#OPSET} differs from that in an older or newer set.
   */
  private static final Map<String, ConvolutionRewriter> REWRITINGS = table();

  private static final Set<String> CONTROL_FLOW = Set.of("If", "Loop", "Scan");

  /** Operators that exist only since 22 or 23 and are not decomposed. */
  private static final Set<String> TOO_NEW = Set.of("RotaryEmbedding");

  private OpsetConverter() {}

  /** Emits the equivalent, at the canonical opset, of a node of an older or newer one. */
  @FunctionalInterface
  interface ConvolutionRewriter {
    void apply(ConversionContext site);
  }

  private static Map<String, ConvolutionRewriter> table() {
    Map<String, ConvolutionRewriter> table = new LinkedHashMap<>();
    AxesConversions.addTo(table);
    AttributeToInputConversions.addTo(table);
    ResizeConversions.addTo(table);
    NormalizationConversions.addTo(table);
    OperatorReplacements.addTo(table);
    AttentionConversions.addTo(table);
    return Map.copyOf(table);
  }

  /**
   * Returns an equivalent graph in canonical form; inputs and outputs keep their names and shapes.
   *
   * @param graph a graph whose values all have static types
   * @throws CdmaaException if the graph's operator set or one of its operators cannot be converted
   */
  public static Graph toCanonical(Graph graph) {
    requireReadable(graph);
    ConversionContext site = new ConversionContext(graph);
    for (Node node : graph.nodes()) {
      check(node);
      Node plain =
          new Node(
              node.opType(),
              "",
              node.name(),
              node.inputs(),
              node.outputs(),
              node.attributes().without("consumed_inputs"));
      REWRITINGS.getOrDefault(node.opType(), ConversionContext::keep).apply(site.at(plain));
    }
    Graph upgraded = site.build();
    return pruned(Identities.remove(Float32.convert(upgraded)));
  }

  /**
   * Checks the operator set before ONNX Runtime does, whose error would only name a position in its
   * code.
   *
   * @throws CdmaaException if it is older or newer than the supported ones
   */
  public static void requireReadable(Graph graph) {
    if (graph.opset() < OLDEST || graph.opset() > NEWEST) {
      throw new ModelException(
          "uses opset "
              + graph.opset()
              + ", but only "
              + OLDEST
              + " to "
              + NEWEST
              + " are supported; "
              + REMEDY);
    }
  }

  /**
   * Checks a model's graph for faults that ONNX Runtime would report in its own terms, and only the
   * first of them: operators that nobody has, and control flow whose inner graphs do not fit.
   *
   * @throws CdmaaException naming the operators, or the node and its fault
   */
  public static void requireWellFormed(Graph graph) {
    UnknownOperators.requireNone(graph);
    InnerGraphGuards.check(graph);
  }

  private static void check(Node node) {
    if (!node.domain().isEmpty() && !node.domain().equals("ai.onnx")) {
      throw new ModelException(
          "holds "
              + node.label()
              + " of the foreign operator domain '"
              + node.domain()
              + "'; export it with standard ONNX operators only");
    }
    if (CONTROL_FLOW.contains(node.opType())) {
      throw controlFlow(node);
    }
    if (TOO_NEW.contains(node.opType())) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "The operator " + node.label() + " exists from opset 23 on only; " + REMEDY);
    }
  }

  static CdmaaException controlFlow(Node node) {
    return new ModelException(
        "holds control flow ("
            + node.label()
            + "), which cannot be differentiated; export it by tracing, with fixed input sizes");
  }

  private static Graph pruned(Graph graph) {
    List<String> names = new ArrayList<>();
    graph.outputs().forEach(v -> names.add(v.name()));
    Graph pruned = graph.withOutputs(names);
    Map<String, TensorType> types = new LinkedHashMap<>();
    pruned.inputs().forEach(v -> types.put(v.name(), v.type()));
    for (Node node : pruned.nodes()) {
      for (String output : node.outputs()) {
        if (pruned.types().containsKey(output)) {
          types.put(output, pruned.types().get(output));
        }
      }
    }
    return pruned.withTypes(types);
  }
}
