package io.cdmaa.onnx;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.proto.AttributeProto;
import io.cdmaa.onnx.proto.FunctionProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.NodeProto;
import io.cdmaa.onnx.proto.TensorProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Local functions of a model (the dynamo exporter writes some). ONNX Runtime replaces calls by
 * bodies; before it does, this refuses what would not end: functions that call themselves, and
 * bodies that grow beyond all measure.
 */
final class Functions {
  private static final long MOST_NODES = 1_000_000;
  private static final int DEEPEST = 64;
  private static final String REMEDY = "; export it again with its functions inlined";

  private final Map<List<String>, FunctionProto> functions = new HashMap<>();
  private final Map<List<String>, Long> sizes = new HashMap<>();
  private final Set<List<String>> open = new HashSet<>();

  private Functions() {}

  /**
   * The same model.
   *
   * @throws CdmaaException if its functions cannot be inlined, or refer to files
   */
  static ModelProto checked(ModelProto model) {
    Functions all = new Functions();
    for (FunctionProto f : model.getFunctionsList()) {
      if (all.functions.put(key(f.getDomain(), f.getName(), f.getOverload()), f) != null) {
        throw GraphCodec.damaged("the function '" + f.getName() + "' is defined twice");
      }
    }
    all.size(model.getGraph().getNodeList());
    model.getFunctionsList().forEach(f -> all.size(f.getNodeList()));
    return model;
  }

  private static List<String> key(String domain, String name, String overload) {
    return List.of(domain.equals("ai.onnx") ? "" : domain, name, overload);
  }

  /** How many nodes there are once every call is replaced. */
  private long size(List<NodeProto> nodes) {
    long size = 0;
    for (NodeProto node : nodes) {
      List<String> key = key(node.getDomain(), node.getOpType(), node.getOverload());
      size += functions.containsKey(key) ? bodySize(key) : 1;
      for (AttributeProto attribute : node.getAttributeList()) {
        embedded(attribute.getT());
        size += size(attribute.getG().getNodeList());
        attribute.getG().getInitializerList().forEach(Functions::embedded);
      }
      if (size > MOST_NODES) {
        throw new CdmaaException("The model's functions grow beyond all measure" + REMEDY);
      }
    }
    return size;
  }

  private long bodySize(List<String> key) {
    Long known = sizes.get(key);
    if (known == null) {
      if (!open.add(key) || open.size() > DEEPEST) {
        throw new CdmaaException(
            "The model's function '" + key.get(1) + "' calls itself or lies too deep" + REMEDY);
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
          "a function keeps the constant '" + tensor.getName() + "' elsewhere");
    }
  }
}
