package io.cdmaa.onnx;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.NodeProto;
import java.util.ArrayList;
import java.util.List;

/** Converts between the attributes of protobuf messages and {@link Attributes}. */
final class AttributeCodec {
  private AttributeCodec() {}

  /**
   * Checks that an inner graph has no external data: ONNX Runtime receives inner graphs unchanged,
   * and would read data files relative to the working directory.
   */
  private static GraphProto inner(GraphProto graph) {
    if (graph.getSparseInitializerCount() > 0) {
      throw GraphCodec.damaged("an inner graph has constants in sparse form");
    }
    graph.getInitializerList().forEach(TensorCodec::decode);
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOutputCount() == 0) {
        throw GraphCodec.damaged("a node of the operator '" + node.getOpType() + "' has no output");
      }
      decode(node);
    }
    return graph;
  }

  /** Returns a node's attributes. */
  static Attributes decode(NodeProto node) {
    List<Object> pairs = new ArrayList<>();
    for (AttributeProto a : node.getAttributeList()) {
      pairs.add(a.getName());
      pairs.add(
          switch (a.getType()) {
            case FLOAT -> a.getF();
            case INT -> a.getI();
            case STRING -> a.getS().toStringUtf8();
            case TENSOR -> TensorCodec.decode(a.getT());
            case GRAPH -> inner(a.getG());
            case INTS -> a.getIntsList().stream().mapToLong(Long::longValue).toArray();
            case FLOATS -> {
              float[] floats = new float[a.getFloatsCount()];
              for (int i = 0; i < floats.length; i++) {
                floats[i] = a.getFloats(i);
              }
              yield floats;
            }
            case STRINGS ->
                a.getStringsList().stream().map(ByteString::toStringUtf8).toArray(String[]::new);
            default ->
                throw GraphCodec.damaged(
                    "the attribute '"
                        + a.getName()
                        + "' of "
                        + node.getOpType()
                        + " has the unsupported type "
                        + a.getType());
          });
    }
    return Attributes.of(pairs.toArray());
  }

  /**
   * Returns the protobuf form of an attribute.
   *
   * @param value of a type that {@link #decode} returns
   */
  static AttributeProto encode(String name, Object value) {
    AttributeProto.Builder a = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long integer) {
      a.setType(AttributeProto.AttributeType.INT).setI(integer);
    } else if (value instanceof Float real) {
      a.setType(AttributeProto.AttributeType.FLOAT).setF(real);
    } else if (value instanceof String text) {
      a.setType(AttributeProto.AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof TensorData tensor) {
      a.setType(AttributeProto.AttributeType.TENSOR).setT(TensorCodec.encode(name, tensor));
    } else if (value instanceof GraphProto graph) {
      a.setType(AttributeProto.AttributeType.GRAPH).setG(graph);
    } else if (value instanceof long[] list) {
      a.setType(AttributeProto.AttributeType.INTS);
      for (long item : list) {
        a.addInts(item);
      }
    } else if (value instanceof float[] list) {
      a.setType(AttributeProto.AttributeType.FLOATS);
      for (float item : list) {
        a.addFloats(item);
      }
    } else if (value instanceof String[] list) {
      a.setType(AttributeProto.AttributeType.STRINGS);
      for (String item : list) {
        a.addStrings(ByteString.copyFromUtf8(item));
      }
    } else {
      throw new IllegalArgumentException("no ONNX attribute holds a " + value.getClass());
    }
    return a.build();
  }
}
