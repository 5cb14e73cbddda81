package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.onnx.proto.TensorShapeProto;
import io.cdmaa.onnx.proto.TypeProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Converts between protobuf messages and the typed view. */
public final class GraphCodec {
  /**
   * The producer name in graphs written for other tools; the project's internal graphs have
   * another.
   */
  public static final String STANDALONE_PRODUCER = "cdmaa differentiate";

  private static final int IR_VERSION = 10;

  private GraphCodec() {}

  /**
   * Returns the typed view of a model whose tensors are all embedded.
   *
   * @throws CdmaaException if the message is not a well-formed ONNX model
   */
  public static Graph decode(ModelProto model) {
    GraphProto proto = model.getGraph();
    int opset =
        model.getOpsetImportList().stream()
            .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
            .mapToInt(o -> (int) Math.max(0, Math.min(Integer.MAX_VALUE, o.getVersion())))
            .findFirst()
            .orElse(1);
    if (proto.getSparseInitializerCount() > 0) {
      throw new ModelException(
          "has constants in sparse form, which are not supported; export it with dense ones");
    }
    Map<String, TensorData> initializers = new LinkedHashMap<>();
    proto
        .getInitializerList()
        .forEach(t -> define(initializers, t.getName(), TensorCodec.decode(t)));
    List<Value> inputs = new ArrayList<>();
    for (ValueInfoProto info : proto.getInputList()) {
      if (!initializers.containsKey(info.getName())) {
        inputs.add(value(info));
      }
    }
    List<Node> nodes = nodes(proto.getNodeList(), initializers);
    Map<String, TensorType> types = new LinkedHashMap<>();
    inputs.forEach(v -> types.put(v.name(), v.type()));
    List<Value> outputs = proto.getOutputList().stream().map(GraphCodec::value).toList();
    Graph graph = new Graph(opset, inputs, outputs, nodes, initializers, types);
    checkOrder(graph);
    return graph;
  }

  /**
   * Returns the typed view of nodes.
   *
   * @param initializers receives the contents of Constant nodes
   */
  static List<Node> nodes(List<NodeProto> protos, Map<String, TensorData> initializers) {
    List<Node> nodes = new ArrayList<>();
    for (NodeProto node : protos) {
      if (node.getOutputCount() == 0) {
        throw damaged("a node of the operator '" + node.getOpType() + "' has no output");
      }
      Attributes attributes = AttributeCodec.decode(node);
      if (node.getOpType().equals("Constant") && attributes.has("value")) {
        define(initializers, node.getOutput(0), attributes.tensor("value").orElseThrow());
        continue;
      }
      nodes.add(
          new Node(
              node.getOpType(),
              node.getDomain().equals("ai.onnx") ? "" : node.getDomain(),
              node.getName(),
              node.getInputList(),
              node.getOutputList(),
              attributes));
    }
    return nodes;
  }

  private static void define(Map<String, TensorData> constants, String name, TensorData data) {
    if (name.isEmpty() || constants.put(name, data) != null) {
      throw damaged("the constant '" + name + "' is nameless or defined twice");
    }
  }

  /** Checks that every value is written exactly once, before it is read. */
  private static void checkOrder(Graph graph) {
    Set<String> defined = new HashSet<>(graph.initializers().keySet());
    for (Value input : graph.inputs()) {
      if (!defined.add(input.name())) {
        throw damaged("the input '" + input.name() + "' is declared twice");
      }
    }
    defined.add("");
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        if (!defined.contains(input)) {
          throw damaged(node.label() + " reads '" + input + "', which nothing before it produces");
        }
      }
      for (String output : node.outputs()) {
        if (!output.isEmpty() && !defined.add(output)) {
          throw damaged("the value '" + output + "' is produced twice");
        }
      }
    }
    for (Value output : graph.outputs()) {
      if (!defined.contains(output.name())) {
        throw damaged("nothing produces its output '" + output.name() + "'");
      }
    }
  }

  static CdmaaException damaged(String what) {
    return new ModelException("is not well-formed: " + what + "; export it again");
  }

  private static Value value(ValueInfoProto info) {
    TypeProto.ValueCase kind = info.getType().getValueCase();
    if (kind != TypeProto.ValueCase.TENSOR_TYPE && kind != TypeProto.ValueCase.VALUE_NOT_SET) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "Its input or output '"
              + info.getName()
              + "' is not a tensor; export the generator without pre- and post-processing");
    }
    TypeProto.Tensor tensor = info.getType().getTensorType();
    long[] dims =
        tensor.getShape().getDimList().stream().mapToLong(d -> dim(info.getName(), d)).toArray();
    int code = tensor.getElemType();
    ElementType type = code == 0 ? ElementType.FLOAT : ElementType.of(code);
    return new Value(info.getName(), new TensorType(type, dims));
  }

  /** Returns a dimension; some exporters write an open dimension as a negative number. */
  private static long dim(String name, TensorShapeProto.Dimension dim) {
    if (dim.getDimValue() > Integer.MAX_VALUE) {
      throw damaged("the dimension " + dim.getDimValue() + " of '" + name + "' is absurdly large");
    }
    return dim.hasDimValue() && dim.getDimValue() >= 0 ? dim.getDimValue() : TensorType.UNKNOWN;
  }

  /** Returns the protobuf form; foreign operator domains are declared at version 1. */
  public static ModelProto encode(Graph graph) {
    GraphProto.Builder proto = GraphProto.newBuilder().setName("cdmaa");
    graph.inputs().forEach(v -> proto.addInput(info(v)));
    graph.outputs().forEach(v -> proto.addOutput(info(v)));
    graph.nodes().forEach(n -> proto.addNode(encode(n)));
    graph
        .initializers()
        .forEach((name, data) -> proto.addInitializer(TensorCodec.encode(name, data)));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("cdmaa")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(graph.opset()))
            .setGraph(proto);
    graph.nodes().stream()
        .map(Node::domain)
        .filter(domain -> !domain.isEmpty())
        .distinct()
        .sorted()
        .forEach(
            domain ->
                model.addOpsetImport(
                    OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1)));
    return model.build();
  }

  /** Returns the file of a graph for other tools, marked with {@link #STANDALONE_PRODUCER}. */
  public static byte[] encodeStandalone(Graph graph) {
    return encode(graph).toBuilder().setProducerName(STANDALONE_PRODUCER).build().toByteArray();
  }

  /** Returns the message with the type of every value, for {@link #decodeTyped}. */
  public static ModelProto encodeTyped(Graph graph) {
    ModelProto.Builder model = encode(graph).toBuilder();
    graph
        .types()
        .forEach((name, type) -> model.getGraphBuilder().addValueInfo(info(new Value(name, type))));
    return model.build();
  }

  /**
   * Returns a graph written by {@link #encodeTyped}, with its types. The types in other producers'
   * models must not be trusted.
   */
  public static Graph decodeTyped(ModelProto model) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    for (ValueInfoProto info : model.getGraph().getValueInfoList()) {
      types.put(info.getName(), value(info).type());
    }
    return decode(model).withTypes(types);
  }

  static ValueInfoProto info(Value value) {
    ValueInfoProto.Builder info = ValueInfoProto.newBuilder().setName(value.name());
    if (value.type() != null) {
      TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
      long[] dims = value.type().dims();
      for (int i = 0; i < dims.length; i++) {
        TensorShapeProto.Dimension.Builder dim = TensorShapeProto.Dimension.newBuilder();
        shape.addDim(
            dims[i] < 0 ? dim.setDimParam(value.name() + "_" + i) : dim.setDimValue(dims[i]));
      }
      info.setType(
          TypeProto.newBuilder()
              .setTensorType(
                  TypeProto.Tensor.newBuilder()
                      .setElemType(value.type().elementType().code())
                      .setShape(shape)));
    }
    return info.build();
  }

  private static NodeProto encode(Node node) {
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setOpType(node.opType())
            .setDomain(node.domain())
            .setName(node.name())
            .addAllInput(node.inputs())
            .addAllOutput(node.outputs());
    node.attributes()
        .asMap()
        .forEach((name, value) -> proto.addAttribute(AttributeCodec.encode(name, value)));
    return proto.build();
  }
}
