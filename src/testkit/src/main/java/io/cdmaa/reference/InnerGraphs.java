package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.proto.GraphProto;
import io.cdmaa.onnx.proto.ModelProto;
import io.cdmaa.onnx.proto.OperatorSetIdProto;
import io.cdmaa.onnx.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Operators with inner graphs, which can also read the enclosing graph's values. */
final class InnerGraphs {
  static final Set<String> OPERATORS = Set.of("If", "Loop");

  private InnerGraphs() {}

  static List<Tensor64> apply(Node node, int opset, Map<String, Tensor64> around) {
    return node.opType().equals("If") ? branch(node, opset, around) : loop(node, opset, around);
  }

  private static List<Tensor64> branch(Node node, int opset, Map<String, Tensor64> around) {
    boolean holds = around.get(node.input(0)).scalar() != 0;
    return run(node, holds ? "then_branch" : "else_branch", opset, around, List.of());
  }

  /** The trips end at the trip count, or before a trip whose condition is false. */
  private static List<Tensor64> loop(Node node, int opset, Map<String, Tensor64> around) {
    double trips = node.hasInput(0) ? around.get(node.input(0)).scalar() : Double.POSITIVE_INFINITY;
    Tensor64 goesOn =
        node.hasInput(1) ? around.get(node.input(1)) : Tensor64.of(ElementType.BOOL, new int[0], 1);
    int carried = node.inputs().size() - 2;
    List<Tensor64> state = new ArrayList<>();
    node.inputs().stream().skip(2).forEach(name -> state.add(around.get(name)));
    List<List<Tensor64>> scanned = new ArrayList<>();
    for (int trip = 0; trip < trips && goesOn.scalar() != 0; trip++) {
      List<Tensor64> given = new ArrayList<>();
      given.add(Tensor64.of(ElementType.INT64, new int[0], trip));
      given.add(goesOn);
      given.addAll(state);
      List<Tensor64> results = run(node, "body", opset, around, given);
      goesOn = node.hasInput(1) ? results.get(0) : goesOn;
      state.clear();
      state.addAll(results.subList(1, 1 + carried));
      scanned.add(results.subList(1 + carried, results.size()));
    }
    List<Tensor64> all = new ArrayList<>(state);
    for (int i = 0; !scanned.isEmpty() && i < scanned.get(0).size(); i++) {
      int which = i;
      all.add(stacked(scanned.stream().map(trip -> trip.get(which)).toList()));
    }
    return all;
  }

  private static Tensor64 stacked(List<Tensor64> rows) {
    int[] row = rows.get(0).shape();
    int[] shape = new int[row.length + 1];
    shape[0] = rows.size();
    System.arraycopy(row, 0, shape, 1, row.length);
    double[] data = rows.stream().flatMapToDouble(r -> java.util.Arrays.stream(r.data())).toArray();
    return Tensor64.of(rows.get(0).type(), shape, data);
  }

  /**
   * Runs an inner graph, whose inputs are the given values and the enclosing values that it reads.
   */
  private static List<Tensor64> run(
      Node node, String which, int opset, Map<String, Tensor64> around, List<Tensor64> given) {
    GraphProto held = (GraphProto) node.attributes().asMap().get(which);
    GraphProto.Builder open = held.toBuilder();
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    for (int i = 0; i < given.size(); i++) {
      inputs.put(held.getInput(i).getName(), given.get(i));
    }
    Set<String> read = new HashSet<>(node.captured());
    read.retainAll(around.keySet());
    for (String name : read) {
      if (!inputs.containsKey(name)) {
        open.addInput(ValueInfoProto.newBuilder().setName(name));
        inputs.put(name, around.get(name));
      }
    }
    ModelProto model =
        ModelProto.newBuilder()
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
            .setGraph(open)
            .build();
    Graph graph = GraphCodec.decode(model);
    Map<String, Tensor64> values = ReferenceEvaluator.evaluate(graph, inputs);
    return held.getOutputList().stream().map(v -> values.get(v.getName())).toList();
  }
}
