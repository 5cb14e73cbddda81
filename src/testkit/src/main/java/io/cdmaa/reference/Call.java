package io.cdmaa.reference;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One operator application, as passed to an operator.
 *
 * @param node the node with its attributes
 * @param opset the version of the operator set that defines its meaning
 * @param inputs the input tensors; omitted optional ones are empty
 * @param read collects the names of the attributes that the operator reads, which test cases have
 *     to vary
 */
record Call(Node node, int opset, List<Optional<Tensor64>> inputs, Set<String> read) {
  Call(Node node, int opset, List<Optional<Tensor64>> inputs) {
    this(node, opset, inputs, new TreeSet<>());
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input).isPresent();
  }

  Optional<Tensor64> optional(int input) {
    return has(input) ? inputs.get(input) : Optional.empty();
  }

  Tensor64 in(int input) {
    return optional(input)
        .orElseThrow(() -> new IllegalArgumentException("input " + input + " is missing"));
  }

  /** Returns the inputs that are present. */
  List<Tensor64> present() {
    return inputs.stream().flatMap(Optional::stream).toList();
  }

  /** Returns the attributes and records that one of them is read. */
  private Attributes reading(String name) {
    read.add(name);
    return node.attributes();
  }

  /** Returns whether an attribute is present. */
  boolean given(String name) {
    return reading(name).has(name);
  }

  int integer(String name, long byDefault) {
    return (int) reading(name).integer(name, byDefault);
  }

  boolean flag(String name) {
    return reading(name).integer(name, 0) != 0;
  }

  /** Returns a float attribute; its default is the float32 nearest to that in the specification. */
  double real(String name, double byDefault) {
    return reading(name).real(name, (float) byDefault);
  }

  String string(String name, String byDefault) {
    return reading(name).string(name, byDefault);
  }

  Optional<float[]> reals(String name) {
    return reading(name).reals(name);
  }

  Optional<TensorData> tensor(String name) {
    return reading(name).tensor(name);
  }

  Optional<int[]> integers(String name) {
    return reading(name).integers(name).map(Call::toInts);
  }

  /** Returns a list that is an attribute in older versions and an input in newer ones. */
  Optional<int[]> integers(String name, int input) {
    return integers(name).or(() -> optional(input).map(t -> toInts(t.longs())));
  }

  /** Converts longs to ints; the infinities of ONNX (the largest and smallest int64) saturate. */
  static int[] toInts(long[] values) {
    int[] ints = new int[values.length];
    for (int i = 0; i < ints.length; i++) {
      ints[i] = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, values[i]));
    }
    return ints;
  }

  /** Returns an axis counted from the front. */
  static int axis(int axis, int rank) {
    return axis < 0 ? axis + rank : axis;
  }

  UnsupportedOperationException unsupported(String why) {
    return new UnsupportedOperationException(
        node.opType() + " of opset " + opset + " is not evaluated: " + why);
  }
}
