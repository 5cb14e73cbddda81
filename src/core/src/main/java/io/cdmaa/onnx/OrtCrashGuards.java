package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Rejects graphs known to crash ONNX Runtime 1.29, which terminates the process on some damaged
 * graphs instead of throwing.
 *
 * <p>Some causes are visible in a node alone. Others are in its inputs' shapes: with windows larger
 * than the image, or negative pads and scales, shape inference computes negative sizes without an
 * error, and Slice then calls {@code std::clamp} with crossed bounds (onnx issue 8481).
 */
final class OrtCrashGuards {
  /** Larger than any real value; products of two such numbers do not overflow. */
  private static final long LARGE = 1 << 15;

  /** Checks of the node alone. */
  private static final Map<String, Consumer<Node>> RULES =
      Map.ofEntries(
          Map.entry("DepthToSpace", node -> within(node, "blocksize", 1, LARGE)),
          Map.entry("SpaceToDepth", node -> within(node, "blocksize", 1, LARGE)),
          Map.entry("Conv", node -> within(node, "group", 1, LARGE)),
          Map.entry("ConvTranspose", node -> within(node, "group", 1, LARGE)),
          Map.entry("Attention", OrtCrashGuards::heads),
          Map.entry("Split", OrtCrashGuards::split),
          Map.entry("Sum", OrtCrashGuards::complete),
          Map.entry("Mean", OrtCrashGuards::complete),
          Map.entry("Max", OrtCrashGuards::complete),
          Map.entry("Min", OrtCrashGuards::complete),
          Map.entry("Concat", OrtCrashGuards::complete),
          Map.entry("Einsum", OrtCrashGuards::complete));

  /** Checks of the types of the inputs, which are null if unknown. */
  private static final Map<String, BiConsumer<Node, List<TensorType>>> GUARDS =
      Map.of(
          "Slice", OrtCrashGuards::slice,
          "GatherND", OrtCrashGuards::gatherNd,
          "Einsum", OrtCrashGuards::einsum,
          "LpNormalization", OrtCrashGuards::holdsSomething,
          "Attention", OrtCrashGuards::holdsSomething);

  private OrtCrashGuards() {}

  /**
   * Returns the same graph after checking it.
   *
   * @param graph a graph of any operator set
   * @throws CdmaaException naming the node that would crash ONNX Runtime
   */
  static Graph checked(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.domain().isEmpty()) {
        RULES.getOrDefault(node.opType(), n -> {}).accept(node);
      }
    }
    ShapeGuards.check(graph);
    return graph;
  }

  /** Returns the check of a node's inputs that must pass before ONNX Runtime may see the node. */
  static Optional<BiConsumer<Node, List<TensorType>>> guard(Node node) {
    return node.domain().isEmpty()
        ? Optional.ofNullable(GUARDS.get(node.opType()))
        : Optional.empty();
  }

  private static CdmaaException refused(Node node, String what) {
    return GraphCodec.damaged(node.label() + " " + what);
  }

  private static void within(Node node, String attribute, long least, long most) {
    long value = node.attributes().integer(attribute, least);
    if (value < least || value > most) {
      throw refused(
          node,
          "has the "
              + attribute
              + " "
              + value
              + ", which is not in the range "
              + least
              + " to"
              + " "
              + most);
    }
  }

  /** Omitted operands of a variadic operator are read regardless. */
  private static void complete(Node node) {
    if (node.inputs().isEmpty() || node.inputs().contains("")) {
      throw refused(node, "lacks an operand");
    }
  }

  /** If there are fewer parts than outputs, the parts are read beyond their end. */
  private static void split(Node node) {
    long parts = node.attributes().integer("num_outputs", node.outputs().size());
    if (parts != node.outputs().size()) {
      throw refused(
          node, "has " + node.outputs().size() + " outputs, but makes " + parts + " parts");
    }
  }

  private static void slice(Node node, List<TensorType> inputs) {
    if (!inputs.isEmpty()) {
      refuseNegative(node, node.input(0), inputs.get(0));
    }
  }

  /** Rejects a node that reads a value of negative size; the type is null if unknown. */
  static void refuseNegative(Node node, String value, TensorType type) {
    if (type != null && Arrays.stream(type.dims()).anyMatch(d -> d == ShapeGuards.NEGATIVE)) {
      throw refused(
          node,
          "reads '"
              + value
              + "', whose computed size is negative (a window, pad or scale is out of range)");
    }
  }

  private static void gatherNd(Node node, List<TensorType> inputs) {
    int rank = inputs.stream().filter(t -> t != null).mapToInt(TensorType::rank).min().orElse(1);
    within(node, "batch_dims", 0, Math.max(0, rank - 1));
  }

  /** The width is divided by the number of heads, and products of both may overflow to 0. */
  private static void heads(Node node) {
    within(node, "q_num_heads", 1, LARGE);
    within(node, "kv_num_heads", 1, LARGE);
  }

  /** The length of an axis or the number of elements is used as a divisor. */
  private static void holdsSomething(Node node, List<TensorType> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      TensorType type = inputs.get(i);
      if (type != null && Arrays.stream(type.dims()).anyMatch(d -> d == 0)) {
        throw refused(node, "reads '" + node.input(i) + "', which is empty");
      }
    }
  }

  /** Ellipses of different lengths are not aligned, but read past the end of the shorter one. */
  private static void einsum(Node node, List<TensorType> inputs) {
    String[] terms = node.attributes().string("equation", "").split("->", -1)[0].split(",", -1);
    long length = -1;
    for (int i = 0; i < Math.min(terms.length, inputs.size()); i++) {
      if (terms[i].contains("...") && inputs.get(i) != null) {
        long letters = terms[i].chars().filter(Character::isLetter).count();
        long own = inputs.get(i).rank() - letters;
        if (length >= 0 && own != length) {
          throw new CdmaaException(
              ErrorReason.MODEL,
              node.label()
                  + " has operands whose ellipses stand for "
                  + length
                  + " and "
                  + own
                  + " axes, which ONNX Runtime cannot broadcast; write the axes out and export the"
                  + " model again");
        }
        length = own;
      }
    }
  }
}
