package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Spreads P photos over the B rows of a pass, B/P domains each: emits and recognises this pattern.
 */
public final class RowSpread {
  private RowSpread() {}

  /**
   * Repeats each row of a value: photo 0 for all its domains, then photo 1, and so on.
   *
   * @param x of P rows
   * @param rows P
   * @param dims of the result, with a multiple of P rows
   */
  public static String emit(GraphBuilder b, String x, long rows, long... dims) {
    if (rows == 1 || rows == dims[0]) {
      return b.expand(x, dims);
    }
    String apart = b.expand(b.reshape(x, apart(rows, 1, dims)), apart(rows, dims[0] / rows, dims));
    return b.reshape(apart, dims);
  }

  /** Returns the dimensions with axis 0 split into photos and rows per photo. */
  static long[] apart(long photos, long each, long[] dims) {
    return LongStream.concat(LongStream.of(photos, each), Arrays.stream(dims).skip(1)).toArray();
  }

  /**
   * Returns the value repeated by an Expand from one row, or by an Expand between two Reshapes from
   * several.
   */
  static Optional<String> repeatedBy(Graph graph, Map<String, Node> producers, Node node) {
    if (node.opType().equals("Expand")) {
      long[] from = dims(graph, node.input(0));
      return from.length > 0 && from[0] == 1 ? Optional.of(node.input(0)) : Optional.empty();
    }
    Optional<Node> expand = reads(producers, node, "Reshape", "Expand");
    Optional<Node> opened = expand.flatMap(e -> reads(producers, e, "Expand", "Reshape"));
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    String repeated = opened.get().input(0);
    long[] dims = dims(graph, repeated);
    long[] to = dims(graph, node.output());
    boolean isSpread =
        dims.length == to.length
            && dims.length > 0
            && to[0] % dims[0] == 0
            && Arrays.equals(dims(graph, opened.get().output()), apart(dims[0], 1, dims))
            && Arrays.equals(
                dims(graph, expand.get().output()), apart(dims[0], to[0] / dims[0], dims));
    return isSpread ? Optional.of(repeated) : Optional.empty();
  }

  /** Returns the producer of a node's first input, if both have the given types. */
  private static Optional<Node> reads(
      Map<String, Node> producers, Node node, String opType, String producer) {
    return node.opType().equals(opType)
        ? Optional.ofNullable(producers.get(node.input(0))).filter(n -> n.opType().equals(producer))
        : Optional.empty();
  }

  private static long[] dims(Graph graph, String value) {
    return graph.type(value).dims();
  }
}
