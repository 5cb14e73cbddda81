package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a graph that is being rewritten, each with channels first [N, C, H, W], as in ONNX,
 * with channels last [N, H, W, C], with channels last in the order of tiles, or in several of
 * these. A value requested in another layout is rearranged once.
 */
final class Layouts {
  /** The position of each axis of [N, C, H, W] with channels last. */
  private static final int[] AXIS = {0, 3, 1, 2};

  private final Graph graph;
  private final GraphBuilder b;
  private final Map<String, String> first = new HashMap<>();
  private final Map<String, String> last = new HashMap<>();

  /** Values in the order of tiles: images, and numbers per plane as [1, N, 1, C]. */
  private final Map<String, String> tiled = new HashMap<>();

  /** The order of each image in {@link #tiled}. */
  private final Map<String, PixelOrder> orders = new HashMap<>();

  /**
   * Starts with the graph's own values, with channels first.
   *
   * @param graph the graph that is rewritten, with all types known
   * @param b receives the transpositions
   */
  Layouts(Graph graph, GraphBuilder b) {
    this.graph = graph;
    this.b = b;
  }

  /** Returns the position of an axis, which may be counted from the end, with channels last. */
  static long axis(long axis) {
    return AXIS[(int) Math.floorMod(axis, 4L)];
  }

  /** Reorders four numbers by axis, such as dimensions, to channels last. */
  static long[] order(long... byAxis) {
    return new long[] {byAxis[0], byAxis[2], byAxis[3], byAxis[1]};
  }

  /** Returns whether the two layouts of a value differ in memory. */
  static boolean differ(TensorType type) {
    return type.rank() == 4 && type.dim(1) > 1 && type.dim(2) * type.dim(3) > 1;
  }

  /** Records the name of a value with channels first. */
  void putFirst(String value, String name) {
    first.put(value, name);
  }

  /** Records the name of a value with channels last, which is not available with channels first. */
  void putLast(String value, String name) {
    last.put(value, name);
  }

  /** Records the name of a value in the order of tiles, and in no other form so far. */
  void putTiled(String value, PixelOrder order, String name) {
    tiled.put(value, name);
    orders.put(value, order);
  }

  /** Returns the order of a value that is only available in the order of tiles. */
  Optional<PixelOrder> tiledOnly(String value) {
    boolean only = !first.containsKey(value) && !last.containsKey(value);
    return only ? Optional.ofNullable(orders.get(value)) : Optional.empty();
  }

  /**
   * Returns the value with channels last in the order of tiles: an image as in {@link
   * PixelOrder#dims}, numbers per plane as [1, N, 1, C].
   */
  String tiled(String value, PixelOrder order) {
    String known = tiled.get(value);
    if (known == null) {
      TensorType type = graph.type(value);
      long[] dims = type.dims();
      known =
          isOfPixels(type)
              ? reordered(last(value), PixelOrder.rows(dims[2], dims[3]), order, dims)
              : b.reshape(last(value), 1, dims[0], 1, dims[1]);
      tiled.put(value, known);
      orders.put(value, order);
    }
    return known;
  }

  private static boolean isOfPixels(TensorType type) {
    return type.dim(2) * type.dim(3) > 1;
  }

  private String byRows(String value) {
    long[] dims = graph.type(value).dims();
    return isOfPixels(graph.type(value))
        ? reordered(tiled.get(value), orders.get(value), PixelOrder.rows(dims[2], dims[3]), dims)
        : b.reshape(tiled.get(value), order(dims));
  }

  /** Moves whole pixels of a batch [N, C, H, W] from one order to another. */
  private String reordered(String name, PixelOrder from, PixelOrder to, long[] dims) {
    long[] shape = to.dims(dims[0], dims[1]);
    TensorData places =
        TensorData.ofLongs(to.places(from, (int) dims[0]), shape[0], shape[1], shape[2]);
    return b.op(
        "Gather", Attributes.of("axis", 0), b.reshape(name, -1, dims[1]), b.constant(places));
  }

  /** Returns whether a value is only available with channels last. */
  boolean isLastOnly(String value) {
    return !first.containsKey(value) && (last.containsKey(value) || tiled.containsKey(value));
  }

  /** Returns the value with channels first, as in ONNX. */
  String first(String value) {
    if (!isLastOnly(value)) {
      return first.getOrDefault(value, value);
    }
    TensorType type = graph.type(value);
    String name =
        differ(type) ? b.transpose(last(value), 0, 3, 1, 2) : b.reshape(last(value), type.dims());
    first.put(value, name);
    return name;
  }

  /** Returns the value with channels last: [N, C, H, W] as [N, H, W, C]. */
  String last(String value) {
    if (tiledOnly(value).isPresent()) {
      last.put(value, byRows(value));
    }
    return last.computeIfAbsent(value, v -> turned(first(v), graph.type(v)));
  }

  /**
   * Returns the value as an operand of others with channels last: a single number unchanged,
   * missing axes added from the left as in broadcasting.
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
