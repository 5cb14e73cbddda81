package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The values of a graph that is being rewritten, each with channels first [N, C, H, W], as ONNX has
 * them, or with channels last [N, H, W, C], or both. What is asked for in the other form is
 * transposed once.
 */
final class Layouts {
  /** Where each axis of [N, C, H, W] stands with channels last. */
  private static final int[] AXIS = {0, 3, 1, 2};

  private final Graph graph;
  private final GraphBuilder b;
  private final Map<String, String> first = new HashMap<>();
  private final Map<String, String> last = new HashMap<>();

  /**
   * Nothing but the graph's own values, as they are.
   *
   * @param graph the graph that is rewritten, with all types known
   * @param b where to
   */
  Layouts(Graph graph, GraphBuilder b) {
    this.graph = graph;
    this.b = b;
  }

  /** Where an axis, perhaps counted from the end, stands with channels last. */
  static long axis(long axis) {
    return AXIS[(int) Math.floorMod(axis, 4L)];
  }

  /** Four numbers by axis, such as dimensions, in the order of channels last. */
  static long[] order(long... byAxis) {
    return new long[] {byAxis[0], byAxis[2], byAxis[3], byAxis[1]};
  }

  /** Whether the two forms of a value differ in memory. */
  static boolean differ(TensorType type) {
    return type.rank() == 4 && type.dim(1) > 1 && type.dim(2) * type.dim(3) > 1;
  }

  /** Says under which name a value is there with channels first. */
  void putFirst(String value, String name) {
    first.put(value, name);
  }

  /** Says that a value is there with channels last, and not yet with channels first. */
  void putLast(String value, String name) {
    last.put(value, name);
  }

  /** Whether a value is there with channels last only. */
  boolean isLastOnly(String value) {
    return last.containsKey(value) && !first.containsKey(value);
  }

  /** The value as ONNX has it. */
  String first(String value) {
    if (!isLastOnly(value)) {
      return first.getOrDefault(value, value);
    }
    TensorType type = graph.type(value);
    String name =
        differ(type)
            ? b.transpose(last.get(value), 0, 3, 1, 2)
            : b.reshape(last.get(value), type.dims());
    first.put(value, name);
    return name;
  }

  /** The value with channels last: [N, C, H, W] as [N, H, W, C]. */
  String last(String value) {
    return last.computeIfAbsent(value, v -> turned(first(v), graph.type(v)));
  }

  /**
   * The value as it meets others with channels last: one number as it is, fewer axes filled up from
   * the left as broadcasting has it.
   */
  String operand(String value) {
    TensorType type = graph.type(value);
    if (type.rank() == 4 && type.size() > 1) {
      return last(value);
    }
    if (type.size() == 1) {
      return first(value);
    }
    long[] dims = new long[4];
    Arrays.fill(dims, 1);
    System.arraycopy(type.dims(), 0, dims, 4 - type.rank(), type.rank());
    TensorType full = new TensorType(type.elementType(), dims);
    return last.computeIfAbsent(
        value, v -> turned(differ(full) ? b.reshape(first(v), dims) : first(v), full));
  }

  private String turned(String name, TensorType type) {
    return differ(type) ? b.transpose(name, 0, 2, 3, 1) : b.reshape(name, order(type.dims()));
  }
}
