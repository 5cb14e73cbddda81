package io.cdmaa.reference;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OpsetConverter;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Builds an operator with its operands, and one case per differentiable operand. */
final class CaseBuilder {
  private final String opType;
  private final Attributes attributes;
  private final List<String> inputs = new ArrayList<>();
  private final Map<String, Tensor64> operands = new LinkedHashMap<>();
  private final Map<String, TensorData> constants = new LinkedHashMap<>();
  private final List<String> fixed = new ArrayList<>();
  private final Random random;
  private int opset = GraphBuilder.OPSET;
  private int outputs = 1;

  CaseBuilder(String opType, Object... attributes) {
    this.opType = opType;
    this.attributes = Attributes.of(attributes);
    this.random = new Random(opType.hashCode() * 31L + this.attributes.toString().hashCode());
  }

  /** Adds an operand whose elements are all different, distributed over [-1, 1] and never 0. */
  CaseBuilder x(long... dims) {
    return in(-1, 1, dims);
  }

  /** Adds an operand whose elements are all different, distributed over an interval. */
  CaseBuilder in(double from, double to, long... dims) {
    int size = Math.toIntExact(TensorType.floats(dims).size());
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    double offset = 0.3 + 0.15 * random.nextDouble();
    double[] data = new double[size];
    for (int i = 0; i < size; i++) {
      data[i] = (float) (from + (to - from) * (order.get(i) + offset) / size);
    }
    return operand(Tensor64.floats(dims, data));
  }

  private CaseBuilder operand(Tensor64 value) {
    String name = "x" + inputs.size();
    operands.put(name, value);
    inputs.add(name);
    return this;
  }

  /** Adds a constant operand. */
  CaseBuilder constant(TensorData data) {
    String name = "c" + inputs.size();
    constants.put(name, data);
    inputs.add(name);
    return this;
  }

  CaseBuilder vector(long... values) {
    return constant(TensorData.vector(values));
  }

  CaseBuilder floats(double... values) {
    return constant(TensorData.ofDoubles(values, values.length));
  }

  CaseBuilder scalar(double value) {
    return constant(TensorData.scalar(value));
  }

  /** Adds a random boolean operand. */
  CaseBuilder bools(long... dims) {
    Tensor64 coins = Tensor64.random(random, 0, 1, dims).map(v -> v < 0.5 ? 0 : 1);
    operand(coins.as(io.cdmaa.onnx.ElementType.BOOL));
    fixed.add(inputs.get(inputs.size() - 1));
    return this;
  }

  CaseBuilder none() {
    inputs.add("");
    return this;
  }

  CaseBuilder outputs(int count) {
    outputs = count;
    return this;
  }

  CaseBuilder opset(int version) {
    opset = version;
    return this;
  }

  /** Returns one case per differentiable operand. */
  List<RuleCase> cases() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      names.add("y" + i);
    }
    Graph plain =
        new Graph(
            opset,
            operands.entrySet().stream()
                .map(
                    e ->
                        new Value(
                            e.getKey(), new TensorType(e.getValue().type(), e.getValue().dims())))
                .toList(),
            names.stream().map(name -> new Value(name, null)).toList(),
            List.of(new Node(opType, "", "", inputs, names, attributes)),
            constants,
            Map.of());
    Graph canonical = OpsetConverter.toCanonical(OrtGraphOptimizer.withStaticTypes(plain));
    List<RuleCase> cases = new ArrayList<>();
    for (String name : operands.keySet()) {
      if (!fixed.contains(name)) {
        String label = opType + attributes + operands.values() + " opset " + opset + " by " + name;
        cases.add(new RuleCase(label, canonical, name, Map.copyOf(operands)));
      }
    }
    return cases;
  }
}
