package io.cdmaa.onnx;

import com.google.protobuf.UnsafeByteOperations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Converts all floating-point values of a graph to float32, whatever precision it was exported in:
 * constants are converted, casts between floating-point types are removed, and inputs and outputs
 * are declared float32.
 */
public final class Float32 {
  private Float32() {}

  /**
   * Returns the graph in float32.
   *
   * @param graph a graph at {@link GraphBuilder#OPSET}
   */
  public static Graph convert(Graph graph) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.types().forEach((name, type) -> types.put(name, convert(type)));
    Map<String, TensorData> initializers = new LinkedHashMap<>();
    graph.initializers().forEach((name, data) -> initializers.put(name, convert(data)));
    List<Node> nodes =
        graph.nodes().stream().map(node -> convert(node, types, initializers)).toList();
    return new Graph(
        graph.opset(), values(graph.inputs()), values(graph.outputs()), nodes, initializers, types);
  }

  private static List<Value> values(List<Value> values) {
    return values.stream()
        .map(v -> new Value(v.name(), v.type() == null ? null : convert(v.type())))
        .toList();
  }

  private static TensorType convert(TensorType type) {
    return type.elementType().isFloatingPoint() ? TensorType.floats(type.dims()) : type;
  }

  /** Returns a floating-point constant in float32; values out of its range are clamped. */
  private static TensorData convert(TensorData data) {
    ElementType type = data.type().elementType();
    if (type == ElementType.FLOAT || !type.isFloatingPoint()) {
      return data;
    }
    double[] values = data.doubles();
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        values[i] = Math.max(-Float.MAX_VALUE, Math.min(Float.MAX_VALUE, values[i]));
      }
    }
    return TensorData.ofDoubles(values, data.dims());
  }

  private static Node convert(
      Node node, Map<String, TensorType> types, Map<String, TensorData> initializers) {
    Attributes attributes = node.attributes();
    for (Map.Entry<String, Object> entry : node.attributes().asMap().entrySet()) {
      if (entry.getValue() instanceof TensorData data) {
        attributes = attributes.with(entry.getKey(), convert(data));
      }
    }
    for (String name : List.of("to", "dtype")) {
      if (attributes.has(name) && isReal(attributes.integer(name, 1))) {
        attributes = attributes.with(name, ElementType.FLOAT.code());
      }
    }
    if (node.opType().equals("Cast")) {
      TensorData constant = initializers.get(node.input(0));
      TensorType from = constant != null ? constant.type() : types.get(node.input(0));
      if (from != null && from.elementType().code() == attributes.integer("to", 1)) {
        return new Node(
            "Identity", "", node.name(), node.inputs(), node.outputs(), Attributes.none());
      }
    }
    return new Node(
        node.opType(), node.domain(), node.name(), node.inputs(), node.outputs(), attributes);
  }

  private static boolean isReal(long code) {
    return ElementType.of((int) code).isFloatingPoint();
  }

  /** Returns a float32 constant converted to another type, for use with values of that type. */
  static TensorData cast(TensorData floats, ElementType type) {
    double[] values = floats.doubles();
    ByteBuffer out =
        ByteBuffer.allocate(values.length * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case FLOAT -> out.putFloat((float) value);
        case DOUBLE -> out.putDouble(value);
        case INT64 -> out.putLong((long) value);
        case INT32 -> out.putInt((int) value);
        case FLOAT16, BFLOAT16 -> {
          return floats;
        }
        default ->
            throw new ModelException(
                "computes with "
                    + type
                    + " where real numbers are expected; export it"
                    + " in float32");
      }
    }
    return new TensorData(
        new TensorType(type, floats.dims()), UnsafeByteOperations.unsafeWrap(out.flip()));
  }
}
