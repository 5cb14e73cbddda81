package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.LongStream;

/**
 * The rules for emitting operators on images with channels last. An operator without a rule, or for
 * which its rule does not hold, keeps channels first.
 */
final class ChannelsLastRules {
  private static final Set<String> COMPARING =
      Set.of("Greater", "GreaterOrEqual", "Less", "LessOrEqual", "Equal", "And", "Or", "Not");

  /** Reductions that can be applied one axis after the other. */
  private static final Set<String> REDUCING =
      Set.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin");

  /** Height and width with channels last. */
  private static final long[] PLANE = {1, 2};

  /** Emits a node and returns the name of its result with channels last. */
  private interface Writing {
    String write(Graph graph, Node node, LayoutView values, GraphBuilder b);
  }

  private record Rule(BiPredicate<Graph, Node> fits, Writing writing) {}

  private static final Rule ELEMENTWISE = new Rule((g, n) -> true, ChannelsLastRules::elementwise);
  private static final Rule REDUCTION =
      ofImage(ChannelsLastRules::keepsAxes, ChannelsLastRules::reduced);

  private static final Rule NORMALISATION = ofImage(ChannelsLastRules::normalised);
  private static final Rule MEAN =
      ofImage((g, n, v, b) -> overPlane(b, "ReduceMean", v, v.last(n.input(0))));
  private static final Rule MAXIMUM =
      ofImage((g, n, v, b) -> overPlane(b, "ReduceMax", v, v.last(n.input(0))));

  /** Those that compute one number per plane, or use it, apart from reductions. */
  private static final Set<Rule> STATISTICS = Set.of(NORMALISATION, MEAN, MAXIMUM);

  private static final Map<String, Rule> RULES =
      Map.of(
          "InstanceNormalization",
          NORMALISATION,
          "GlobalAveragePool",
          MEAN,
          "GlobalMaxPool",
          MAXIMUM,
          "AveragePool",
          ofImage(ChannelsLastRules::tiles, ChannelsLastRules::averaged),
          "Concat",
          ofImage(ChannelsLastRules::withAxis),
          "Gather",
          ofImage((g, n) -> g.type(n.input(1)).rank() == 1, ChannelsLastRules::withAxis),
          "Slice",
          ofImage((g, n) -> g.integers(n, 3).isPresent(), ChannelsLastRules::sliced),
          "Pad",
          ofImage(
              (g, n) -> g.integers(n, 1).isPresent() && !n.hasInput(3), ChannelsLastRules::padded),
          "Expand",
          new Rule((g, n) -> g.integers(n, 1).isPresent(), ChannelsLastRules::expanded),
          "Resize",
          ofImage(ChannelsLastRules::isNearest, ChannelsLastRules::resized));

  private ChannelsLastRules() {}

  private static Rule ofImage(Writing writing) {
    return ofImage((g, n) -> true, writing);
  }

  private static Rule ofImage(BiPredicate<Graph, Node> fits, Writing writing) {
    return new Rule((g, n) -> isImage(g.type(n.input(0))) && fits.test(g, n), writing);
  }

  private static Optional<Rule> rule(String opType) {
    if (RowWiseOperators.isElementwise(opType) || COMPARING.contains(opType)) {
      return Optional.of(ELEMENTWISE);
    }
    return Optional.ofNullable(REDUCING.contains(opType) ? REDUCTION : RULES.get(opType));
  }

  /** Returns whether {@link #write} can emit the node: an operator on images [N, C, H, W]. */
  static boolean fits(Graph graph, Node node) {
    return node.domain().isEmpty()
        && node.outputs().size() == 1
        && isImage(graph.type(node.output()))
        && node.inputs().stream().noneMatch(i -> !i.isEmpty() && graph.type(i).rank() > 4)
        && rule(node.opType()).filter(r -> r.fits().test(graph, node)).isPresent();
  }

  /**
   * Returns whether the order of the pixels of its images does not matter to a node that fits, as
   * long as it is the same for all.
   */
  static boolean ignoresOrder(Graph graph, Node node) {
    Rule rule = rule(node.opType()).orElseThrow();
    if (rule.equals(ELEMENTWISE)) {
      long[] result = graph.type(node.output()).dims();
      return node.inputs().stream()
          .filter(i -> !i.isEmpty())
          .map(i -> graph.type(i).dims())
          .allMatch(d -> isPerPlane(d) || (d.length == 4 && samePlane(d, result)));
    }
    return rule.equals(REDUCTION)
        ? Arrays.equals(axes(graph, node), PLANE)
        : STATISTICS.contains(rule);
  }

  private static boolean samePlane(long[] a, long[] b) {
    return a[2] == b[2] && a[3] == b[3];
  }

  /** Returns whether the last two axes, as far as there are any, have size 1. */
  private static boolean isPerPlane(long[] dims) {
    return LongStream.of(dims).skip(Math.max(0, dims.length - 2L)).allMatch(d -> d == 1);
  }

  private static boolean isImage(TensorType type) {
    return type.rank() == 4 && type.isStatic();
  }

  /** Emits a supported node and returns the name of its result with channels last. */
  static String write(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    return rule(node.opType()).orElseThrow().writing().write(graph, node, values, b);
  }

  private static String elementwise(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    String[] inputs =
        node.inputs().stream()
            .map(name -> name.isEmpty() ? name : values.operand(name))
            .toArray(String[]::new);
    return b.op(node.opType(), node.attributes(), inputs);
  }

  private static boolean keepsAxes(Graph graph, Node node) {
    return node.attributes().integer("keepdims", 1) == 1
        && graph.integers(node, 1).filter(axes -> axes.length > 0).isPresent();
  }

  /** Returns the axes of a reduction with channels last, in ascending order. */
  private static long[] axes(Graph graph, Node node) {
    return LongStream.of(graph.integers(node, 1).orElseThrow())
        .map(Layouts::axis)
        .sorted()
        .toArray();
  }

  private static String reduced(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    long[] axes = axes(graph, node);
    String x = values.last(node.input(0));
    return Arrays.equals(axes, PLANE)
        ? overPlane(b, node.opType(), values, x)
        : b.reduce(node.opType(), x, true, axes);
  }

  /**
   * Reduces over height and width in two steps: in one step, ONNX Runtime's CPU provider
   * accumulates a single image one row of channels at a time, which takes ten times as long and is
   * less accurate.
   */
  private static String overPlane(GraphBuilder b, String reduction, LayoutView values, String x) {
    return b.reduce(
        reduction, b.reduce(reduction, x, true, values.innerAxis()), true, values.outerAxis());
  }

  /** Returns whether the windows of a pooling node tile the image exactly. */
  private static boolean tiles(Graph graph, Node node) {
    long[] kernel = node.attributes().integers("kernel_shape").orElseThrow();
    long[] dims = graph.type(node.input(0)).dims();
    return Arrays.equals(kernel, node.attributes().integers("strides", 1, 1))
        && dims[2] % kernel[0] == 0
        && dims[3] % kernel[1] == 0
        && LongStream.of(node.attributes().integers("pads", 0)).allMatch(p -> p == 0)
        && LongStream.of(node.attributes().integers("dilations", 1)).allMatch(d -> d == 1);
  }

  private static String averaged(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    long[] kernel = node.attributes().integers("kernel_shape").orElseThrow();
    long[] to = Layouts.order(graph.type(node.output()).dims());
    String rows =
        b.reshape(values.last(node.input(0)), to[0], to[1], kernel[0], to[2] * kernel[1], to[3]);
    String halved = b.reduce("ReduceMean", rows, false, 2);
    String columns = b.reshape(halved, to[0], to[1], to[2], kernel[1], to[3]);
    return b.reduce("ReduceMean", columns, false, 3);
  }

  /**
   * Decomposes the normalisation, since there is no such operator with channels last. In a gradient
   * graph the backward pass already contains most of the same nodes.
   */
  private static String normalised(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    String x = values.last(node.input(0));
    String centred = b.sub(x, overPlane(b, "ReduceMean", values, x));
    String variance = overPlane(b, "ReduceMean", values, b.mul(centred, centred));
    double epsilon = node.attributes().real("epsilon", 1e-5);
    String inverse = b.op("Reciprocal", b.op("Sqrt", b.add(variance, b.scalar(epsilon))));
    long channels = graph.type(node.input(0)).dim(1);
    String scale = b.reshape(values.first(node.input(1)), 1, 1, 1, channels);
    String bias = b.reshape(values.first(node.input(2)), 1, 1, 1, channels);
    return b.add(b.mul(centred, b.mul(inverse, scale)), bias);
  }

  /** Returns the node's inputs with images in channels last and other inputs unchanged. */
  private static String[] inputs(Graph graph, Node node, LayoutView values) {
    List<String> names = new ArrayList<>();
    for (String name : node.inputs()) {
      boolean image = !name.isEmpty() && graph.type(name).rank() == 4;
      names.add(image ? values.last(name) : name.isEmpty() ? name : values.first(name));
    }
    return names.toArray(String[]::new);
  }

  private static String withAxis(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    Attributes attributes =
        node.attributes().with("axis", Layouts.axis(node.attributes().integer("axis", 0)));
    return b.op(node.opType(), attributes, inputs(graph, node, values));
  }

  private static String sliced(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    String[] inputs = inputs(graph, node, values);
    long[] axes = graph.integers(node, 3).orElseThrow();
    inputs[3] = b.vector(LongStream.of(axes).map(Layouts::axis).toArray());
    return b.op("Slice", inputs);
  }

  private static String padded(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    String[] inputs = inputs(graph, node, values);
    long[] pads = graph.integers(node, 1).orElseThrow();
    long[] before = Layouts.order(Arrays.copyOf(pads, 4));
    long[] after = Layouts.order(Arrays.copyOfRange(pads, 4, 8));
    inputs[1] = b.vector(LongStream.concat(LongStream.of(before), LongStream.of(after)).toArray());
    return b.op("Pad", node.attributes(), inputs);
  }

  private static String expanded(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    return b.expand(values.operand(node.input(0)), Layouts.order(graph.type(node.output()).dims()));
  }

  private static boolean isNearest(Graph graph, Node node) {
    return node.attributes().string("mode", "nearest").equals("nearest")
        && !node.attributes().has("axes")
        && !node.hasInput(1)
        && (node.hasInput(3)
            ? graph.integers(node, 3).isPresent()
            : graph.constant(node.input(2)).isPresent());
  }

  private static String resized(Graph graph, Node node, LayoutView values, GraphBuilder b) {
    String x = values.last(node.input(0));
    if (node.hasInput(3)) {
      String sizes = b.vector(Layouts.order(graph.integers(node, 3).orElseThrow()));
      return b.op("Resize", node.attributes(), x, "", "", sizes);
    }
    float[] s = graph.constant(node.input(2)).orElseThrow().floats();
    String scales = b.constant(TensorData.ofFloats(new float[] {s[0], s[2], s[3], s[1]}, 4));
    return b.op("Resize", node.attributes(), x, "", scales);
  }
}
