package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.FunctionProto;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.onnx.proto.TensorProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Inlines a model's local functions (the dynamo exporter writes some). Functions that call
 * themselves and bodies that grow excessively are rejected first, so that inlining terminates.
 */
final class FunctionInliner {
  private static final long MOST_NODES = 1_000_000;
  private static final int DEEPEST = 64;
  private static final String REMEDY = "; export it again with its functions inlined";

  private final Map<List<String>, FunctionProto> functions = new HashMap<>();
  private final Map<List<String>, Long> sizes = new HashMap<>();
  private final Set<List<String>> open = new HashSet<>();
  private final String stem;
  private int calls;

  private FunctionInliner(ModelProto model) {
    stem = unusedStem(model.getGraph());
    long opset = opset(model.getOpsetImportList());
    for (FunctionProto f : model.getFunctionsList()) {
      if (functions.put(key(f.getDomain(), f.getName(), f.getOverload()), f) != null) {
        throw GraphCodec.damaged("the function '" + f.getName() + "' is defined twice");
      }
      long own = opset(f.getOpsetImportList());
      if (own != 0 && own != opset) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            "The model's function '"
                + f.getName()
                + "' uses opset "
                + own
                + ", the model at "
                + opset
                + REMEDY);
      }
    }
  }

  /**
   * Returns the same model without functions.
   *
   * @throws CdmaaException if its functions cannot be inlined, or refer to files
   */
  static ModelProto inlined(ModelProto model) {
    FunctionInliner all = new FunctionInliner(model);
    all.size(model.getGraph().getNodeList());
    model.getFunctionsList().forEach(f -> all.size(f.getNodeList()));
    List<NodeProto> nodes = new ArrayList<>();
    all.expand(model.getGraph().getNodeList(), UnaryOperator.identity(), "", Map.of(), nodes);
    GraphProto graph = model.getGraph().toBuilder().clearNode().addAllNode(nodes).build();
    return model.toBuilder().clearFunctions().setGraph(graph).build();
  }

  private static long opset(List<OperatorSetIdProto> imports) {
    return imports.stream()
        .filter(o -> o.getDomain().isEmpty() || o.getDomain().equals("ai.onnx"))
        .mapToLong(OperatorSetIdProto::getVersion)
        .findFirst()
        .orElse(0);
  }

  /** Returns a prefix that no name of the graph begins with. */
  private static String unusedStem(GraphProto graph) {
    Set<String> names =
        Stream.of(
                graph.getInputList().stream().map(ValueInfoProto::getName),
                graph.getInitializerList().stream().map(TensorProto::getName),
                graph.getNodeList().stream().flatMap(n -> n.getOutputList().stream()))
            .flatMap(s -> s)
            .collect(Collectors.toSet());
    String stem = "call";
    while (startsAny(names, stem)) {
      stem = "_" + stem;
    }
    return stem;
  }

  private static boolean startsAny(Set<String> names, String stem) {
    return names.stream().anyMatch(name -> name.startsWith(stem));
  }

  private static List<String> key(String domain, String name, String overload) {
    return List.of(domain.equals("ai.onnx") ? "" : domain, name, overload);
  }

  private static List<String> key(NodeProto node) {
    return key(node.getDomain(), node.getOpType(), node.getOverload());
  }

  /** Returns the number of nodes after inlining all calls. */
  private long size(List<NodeProto> nodes) {
    long size = 0;
    for (NodeProto node : nodes) {
      List<String> key = key(node);
      size += functions.containsKey(key) ? bodySize(key) : 1;
      for (AttributeProto attribute : node.getAttributeList()) {
        embedded(attribute.getT());
        size += size(attribute.getG().getNodeList());
        attribute.getG().getInitializerList().forEach(FunctionInliner::embedded);
      }
      if (size > MOST_NODES) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            "The model's functions expand to more operators than any network has" + REMEDY);
      }
    }
    return size;
  }

  private long bodySize(List<String> key) {
    Long known = sizes.get(key);
    if (known == null) {
      if (!open.add(key) || open.size() > DEEPEST) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            "The model's function '"
                + key.get(1)
                + "' calls itself or is nested too deeply"
                + REMEDY);
      }
      known = size(functions.get(key).getNodeList());
      open.remove(key);
      sizes.put(key, known);
    }
    return known;
  }

  private static void embedded(TensorProto tensor) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw GraphCodec.damaged(
          "a function stores the constant '" + tensor.getName() + "' in another file");
    }
  }

  /**
   * Appends nodes with their calls inlined.
   *
   * @param rename maps names in the nodes to names in the whole graph
   * @param prefix of the nodes' own names
   * @param given the attributes passed to the function
   */
  private void expand(
      List<NodeProto> nodes,
      UnaryOperator<String> rename,
      String prefix,
      Map<String, AttributeProto> given,
      List<NodeProto> out) {
    for (NodeProto node : nodes) {
      NodeProto.Builder renamed =
          node.toBuilder()
              .setName(node.getName().isEmpty() ? "" : prefix + node.getName())
              .clearInput()
              .addAllInput(node.getInputList().stream().map(rename).toList())
              .clearOutput()
              .addAllOutput(node.getOutputList().stream().map(rename).toList())
              .clearAttribute();
      for (AttributeProto attribute : node.getAttributeList()) {
        AttributeProto known = resolved(attribute, given);
        if (known != null) {
          renamed.addAttribute(known.hasG() ? inner(known, rename, prefix, given) : known);
        }
      }
      FunctionProto function = functions.get(key(node));
      if (function == null) {
        out.add(renamed.build());
      } else {
        call(function, renamed.build(), out);
      }
    }
  }

  /**
   * Returns the attribute itself, or the value that the caller passed for it; null if it passed
   * none.
   */
  private static AttributeProto resolved(
      AttributeProto attribute, Map<String, AttributeProto> given) {
    if (attribute.getRefAttrName().isEmpty()) {
      return attribute;
    }
    AttributeProto value = given.get(attribute.getRefAttrName());
    return value == null ? null : value.toBuilder().setName(attribute.getName()).build();
  }

  private void call(FunctionProto function, NodeProto node, List<NodeProto> out) {
    String prefix = stem + calls++ + "/";
    Map<String, String> ends = new HashMap<>();
    for (int i = 0; i < function.getInputCount(); i++) {
      ends.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
    }
    for (int i = 0; i < Math.min(function.getOutputCount(), node.getOutputCount()); i++) {
      String shown = node.getOutput(i);
      String own = function.getOutput(i);
      if (function.getInputList().contains(own)) {
        out.add(
            NodeProto.newBuilder()
                .setOpType("Identity")
                .addInput(ends.get(own))
                .addOutput(shown)
                .build());
      } else if (!shown.isEmpty()) {
        ends.put(own, shown);
      }
    }
    Map<String, AttributeProto> given = new HashMap<>();
    function.getAttributeProtoList().forEach(a -> given.put(a.getName(), a));
    node.getAttributeList().forEach(a -> given.put(a.getName(), a));
    UnaryOperator<String> rename =
        name -> name.isEmpty() ? name : ends.getOrDefault(name, prefix + name);
    expand(function.getNodeList(), rename, prefix, given, out);
  }

  private AttributeProto inner(
      AttributeProto attribute,
      UnaryOperator<String> rename,
      String prefix,
      Map<String, AttributeProto> given) {
    GraphProto graph = attribute.getG();
    GraphProto.Builder renamed = InnerGraph.withoutNodes(graph, rename);
    List<NodeProto> nodes = new ArrayList<>();
    expand(graph.getNodeList(), rename, prefix, given, nodes);
    return attribute.toBuilder().setG(renamed.addAllNode(nodes)).build();
  }
}
