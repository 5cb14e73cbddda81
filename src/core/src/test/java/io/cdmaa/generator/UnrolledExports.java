package io.cdmaa.generator;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.proto.GraphProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small unconditional generators with control flow that constants decide, smooth everywhere. */
final class UnrolledExports {
  static final int SIZE = 8;

  private final GraphBuilder b = new GraphBuilder("t/");

  private UnrolledExports() {}

  static Map<String, Graph> all() {
    Map<String, Graph> all = new LinkedHashMap<>();
    all.put("a block three times", loop(true, false, false));
    all.put("a block three times without a condition", loop(false, false, false));
    all.put("a block that looks at its number", loop(true, true, false));
    all.put("a count from the shape of a value", loop(true, false, true));
    all.put("results of all trips", scanned());
    all.put("a loop in a loop", nested());
    all.put("a branch", branch());
    return all;
  }

  private String weights(String name, long seed, double size, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) TensorType.floats(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-size, size);
    }
    return b.initializer(name, TensorData.ofFloats(values, dims));
  }

  private String start() {
    b.input("image", TensorType.floats(1, 3, SIZE, SIZE));
    weights("block", 2, 0.4, 3, 3, 3, 3);
    return conv("image", weights("first", 1, 0.5, 3, 3, 3, 3));
  }

  private String conv(String x, String w) {
    return b.op("Conv", Attributes.of("pads", new long[] {1, 1, 1, 1}), x, w);
  }

  private String truth() {
    return b.constant(
        new TensorData(new TensorType(ElementType.BOOL), ByteString.copyFrom(new byte[] {1})));
  }

  private String number(long value) {
    return b.constant(TensorData.ofLongs(new long[] {value}));
  }

  private Graph finished(String features) {
    return b.build(Map.of("fake", b.op("Tanh", features)));
  }

  private static Node node(String op, Attributes attributes, String output, String... inputs) {
    return new Node(op, "", output, List.of(inputs), List.of(output), attributes);
  }

  /** A body whose nodes read, beside its own inputs, the convolution's weights from around it. */
  private static GraphProto body(List<Node> nodes, String state, List<String> outputs) {
    GraphBuilder inner = new GraphBuilder("b/");
    inner.input("trip", new TensorType(ElementType.INT64));
    inner.input("on", new TensorType(ElementType.BOOL));
    inner.input(state, TensorType.floats(1, 3, SIZE, SIZE));
    return proto(inner, nodes, outputs);
  }

  private static GraphProto proto(GraphBuilder inner, List<Node> nodes, List<String> outputs) {
    nodes.forEach(inner::add);
    Map<String, String> shown = new LinkedHashMap<>();
    outputs.forEach(name -> shown.put(name, name));
    return GraphCodec.encode(inner.build(shown)).getGraph();
  }

  private static List<Node> block(String from, String to) {
    Attributes pads = Attributes.of("pads", new long[] {1, 1, 1, 1});
    return List.of(
        node("Conv", pads, to + "_c", from, "block"),
        node("Tanh", Attributes.none(), to, to + "_c"));
  }

  private static Graph loop(boolean condition, boolean looks, boolean fromShape) {
    UnrolledExports e = new UnrolledExports();
    GraphBuilder b = e.b;
    String x = e.start();
    List<Node> nodes = new ArrayList<>(block("state", looks ? "moved" : "next"));
    if (looks) {
      nodes.add(node("Cast", Attributes.of("to", ElementType.FLOAT.code()), "real", "trip"));
      nodes.add(node("Add", Attributes.none(), "next", "moved", "real"));
    }
    nodes.add(node("Identity", Attributes.none(), "still_on", "on"));
    GraphProto body = body(nodes, "state", List.of("still_on", "next"));
    String count =
        fromShape ? b.op("Squeeze", b.slice(b.op("Shape", x), 0, 1, 2), b.vector(0)) : e.number(3);
    return e.finished(
        b.op("Loop", Attributes.of("body", body), count, condition ? e.truth() : "", x));
  }

  private static Graph scanned() {
    UnrolledExports e = new UnrolledExports();
    GraphBuilder b = e.b;
    String x = e.start();
    List<Node> nodes = new ArrayList<>(block("state", "next"));
    nodes.add(node("Identity", Attributes.none(), "still_on", "on"));
    nodes.add(node("Neg", Attributes.none(), "seen", "next"));
    GraphProto body = body(nodes, "state", List.of("still_on", "next", "seen"));
    List<String> results = b.ops("Loop", Attributes.of("body", body), 2, e.number(3), e.truth(), x);
    String mean = b.reduce("ReduceMean", results.get(1), false, 0);
    return e.finished(b.add(results.get(0), b.mul(mean, mean)));
  }

  private static Graph nested() {
    UnrolledExports e = new UnrolledExports();
    GraphBuilder b = e.b;
    String x = e.start();
    String two = e.number(2);
    String on = e.truth();
    GraphBuilder deep = new GraphBuilder("d/");
    deep.input("inner_trip", new TensorType(ElementType.INT64));
    deep.input("inner_on", new TensorType(ElementType.BOOL));
    deep.input("inner_state", TensorType.floats(1, 3, SIZE, SIZE));
    List<Node> inner = new ArrayList<>(block("inner_state", "inner_next"));
    inner.add(node("Identity", Attributes.none(), "inner_still", "inner_on"));
    GraphProto core = proto(deep, inner, List.of("inner_still", "inner_next"));
    Node loop = node("Loop", Attributes.of("body", core), "twice", two, on, "state");
    Node sum = node("Add", Attributes.none(), "next", "twice", "state");
    Node still = node("Identity", Attributes.none(), "still_on", "on");
    GraphProto body = body(List.of(loop, sum, still), "state", List.of("still_on", "next"));
    return e.finished(b.op("Loop", Attributes.of("body", body), two, on, x));
  }

  private static Graph branch() {
    UnrolledExports e = new UnrolledExports();
    GraphBuilder b = e.b;
    e.start();
    b.add(node("Sin", Attributes.none(), "features", "image"));
    GraphProto yes = proto(new GraphBuilder("y/"), block("features", "then"), List.of("then"));
    GraphProto no =
        proto(
            new GraphBuilder("n/"),
            List.of(node("Neg", Attributes.none(), "else", "features")),
            List.of("else"));
    Attributes branches = Attributes.of("then_branch", yes, "else_branch", no);
    return e.finished(b.op("If", branches, e.truth()));
  }
}
