package io.cdmaa.autodiff;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.reference.Tensor64;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * One node whose gradient is to be proven with respect to each of its variable inputs.
 *
 * @param opType the operator
 * @param what what is special about this case
 * @param attributes the node's attributes
 * @param outputs how many outputs the node has
 * @param arguments its inputs
 */
record GradientCase(
    String opType, String what, Attributes attributes, int outputs, List<Argument> arguments) {

  GradientCase {
    arguments = List.copyOf(arguments);
  }

  /** An input of the node. */
  sealed interface Argument {}

  /** An input that is differentiated, of random values. */
  record Variable(double from, double to, boolean distinct, TensorType type) implements Argument {}

  /** A random float constant. */
  record Parameter(double from, double to, TensorType type) implements Argument {}

  /** A given constant. */
  record Given(TensorData data) implements Argument {}

  /** An optional input that is left out. */
  record Omitted() implements Argument {}

  static GradientCase on(String opType, String what, Argument... arguments) {
    return new GradientCase(opType, what, Attributes.none(), 1, List.of(arguments));
  }

  /** This case with attributes, by alternating names and values. */
  GradientCase with(Object... namesAndValues) {
    return new GradientCase(opType, what, Attributes.of(namesAndValues), outputs, arguments);
  }

  /** This case with several outputs, each of them differentiated. */
  GradientCase outputs(int count) {
    return new GradientCase(opType, what, attributes, count, arguments);
  }

  /** A variable, uniform in [-1, 1]. */
  static Argument x(long... dims) {
    return xIn(-1, 1, dims);
  }

  /** A variable, uniform in an interval. */
  static Argument xIn(double from, double to, long... dims) {
    return new Variable(from, to, false, TensorType.floats(dims));
  }

  /** A variable of evenly spaced shuffled values, no two of them close to one another. */
  static Argument distinct(long... dims) {
    return new Variable(-1, 1, true, TensorType.floats(dims));
  }

  /** A random constant, uniform in [-1, 1]. */
  static Argument c(long... dims) {
    return cIn(-1, 1, dims);
  }

  /** A random constant, uniform in an interval. */
  static Argument cIn(double from, double to, long... dims) {
    return new Parameter(from, to, TensorType.floats(dims));
  }

  /** A scalar float constant. */
  static Argument scalar(double value) {
    return new Given(TensorData.scalar(value));
  }

  /** A float vector constant. */
  static Argument floats(double... values) {
    return new Given(TensorData.ofDoubles(values, values.length));
  }

  /** An int64 vector constant. */
  static Argument ints(long... values) {
    return new Given(TensorData.vector(values));
  }

  /** An int64 constant. */
  static Argument ints(long[] values, long... dims) {
    return new Given(TensorData.ofLongs(values, dims));
  }

  /** An int32 constant. */
  static Argument int32(long[] values, long... dims) {
    byte[] bytes = new byte[values.length * 4];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i / 4] >> (8 * (i % 4)));
    }
    return new Given(
        new TensorData(new TensorType(ElementType.INT32, dims), ByteString.copyFrom(bytes)));
  }

  /** A truth constant; any digit but 0 is true. */
  static Argument truth(String digits, long... dims) {
    byte[] bytes = new byte[digits.length()];
    IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (digits.charAt(i) - '0'));
    return new Given(
        new TensorData(new TensorType(ElementType.BOOL, dims), ByteString.copyFrom(bytes)));
  }

  static Argument none() {
    return new Omitted();
  }

  /** The graph's name of the node's input. */
  static String name(int input) {
    return "x" + input;
  }

  /** The positions of the inputs that are differentiated. */
  List<Integer> variables() {
    return IntStream.range(0, arguments.size())
        .filter(i -> arguments.get(i) instanceof Variable)
        .boxed()
        .toList();
  }

  /** The graph of the one node, with all types known; its variables are inputs x0, x1, ... */
  Graph graph() {
    GraphBuilder b = new GraphBuilder("c/");
    List<String> names = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Argument argument = arguments.get(i);
      String name = name(i);
      if (argument instanceof Variable variable) {
        b.input(name, variable.type());
      } else if (argument instanceof Parameter parameter) {
        Tensor64 values =
            Tensor64.random(random(i), parameter.from(), parameter.to(), parameter.type().dims());
        b.initializer(name, values.toConstant());
      } else if (argument instanceof Given given) {
        b.initializer(name, given.data());
      } else {
        name = "";
      }
      names.add(name);
    }
    List<String> results = IntStream.range(0, outputs).mapToObj(i -> "y" + i).toList();
    b.add(new Node(opType, "", "node", names, results, attributes));
    Map<String, String> shown = new LinkedHashMap<>();
    results.forEach(y -> shown.put(y, y));
    return OrtGraphOptimizer.withStaticTypes(b.build(shown));
  }

  /** Values of the variables. */
  Map<String, Tensor64> inputs() {
    Map<String, Tensor64> inputs = new LinkedHashMap<>();
    for (int i : variables()) {
      Variable v = (Variable) arguments.get(i);
      inputs.put(
          name(i),
          v.distinct()
              ? spaced(random(i), v.type())
              : Tensor64.random(random(i), v.from(), v.to(), v.type().dims()));
    }
    return inputs;
  }

  private static Tensor64 spaced(Random random, TensorType type) {
    double[] values = new double[(int) type.size()];
    for (int i = 0; i < values.length; i++) {
      int other = random.nextInt(i + 1);
      values[i] = values[other];
      values[other] = (float) (2.0 * i / values.length - 1);
    }
    return Tensor64.floats(type.dims(), values);
  }

  private Random random(int salt) {
    return new Random(toString().hashCode() * 31L + salt);
  }

  @Override
  public String toString() {
    return opType + ": " + what;
  }
}
