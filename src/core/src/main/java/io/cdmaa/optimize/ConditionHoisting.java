package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Computes once per photo what does not depend on the condition. Where a graph {@linkplain
 * RowSpread#emit spreads} P photos over B rows, B/P domains each, the spread is moved past every
 * row-wise operator to the point where the condition enters. There broadcasting often replaces it,
 * and a convolution over Concat(image part, condition part) becomes the sum of two convolutions.
 * The backward pass of the rewritten graph sums the gradient over the domains before the shared
 * part, which therefore runs once, too.
 *
 * <p>Exact up to the order of summation.
 */
public final class ConditionHoisting {
  private final Graph graph;
  private final GraphBuilder builder;
  private final Map<String, Node> producers;

  /** Maps values with repeated rows to the value of P rows that they repeat. */
  private final Map<String, String> single = new HashMap<>();

  /** Channel concatenations with some repeated parts, not emitted yet. */
  private final Map<String, Node> pending = new HashMap<>();

  /** P; 0 until a spread is found; all spreads must be of the same number of photos. */
  private long photos;

  private int shared;

  private ConditionHoisting(Graph graph) {
    this.graph = graph;
    builder = new GraphBuilder("h/");
    graph.inputs().forEach(v -> builder.input(v.name(), v.type()));
    graph.initializers().forEach(builder::initializer);
    producers = graph.producers();
  }

  /**
   * Rewrites the graph.
   *
   * @param graph a folded graph with all types known
   * @return a graph with the same inputs, outputs and results; types are no longer known
   */
  public static Graph apply(Graph graph) {
    return new ConditionHoisting(graph).run();
  }

  private Graph run() {
    for (Node node : graph.nodes()) {
      if (!hoist(node)) {
        builder.add(node.withInputs(node.inputs().stream().map(this::full).toList()));
      }
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(v -> outputs.put(v.name(), full(v.name())));
    return shared == 0 ? graph : builder.build(outputs);
  }

  private long[] dims(String name) {
    return graph.type(name).dims();
  }

  /**
   * Returns the value with all its rows, emitting the spread now if it was only known in its P-row
   * form.
   */
  private String full(String name) {
    Node concat = pending.remove(name);
    if (concat != null) {
      builder.add(concat.withInputs(concat.inputs().stream().map(this::full).toList()));
      return name;
    }
    String one = single.get(name);
    return one == null ? name : RowSpread.emit(builder, one, photos, dims(name));
  }

  private boolean hoist(Node node) {
    if (node.outputs().size() != 1 || !node.domain().isEmpty()) {
      return false;
    }
    return startsSharing(node)
        || rowByRow(node)
        || broadcasts(node)
        || concatenates(node)
        || splits(node);
  }

  /** Recognises the pattern of {@link RowSpread#emit}: rows are repeated and nothing else. */
  private boolean startsSharing(Node node) {
    Optional<String> repeated = RowSpread.repeatedBy(graph, producers, node);
    if (repeated.isEmpty() || graph.constant(repeated.get()).isPresent()) {
      return false;
    }
    long[] from = dims(repeated.get());
    long[] to = dims(node.output());
    boolean rowsOnly =
        from.length == to.length
            && to[0] > from[0]
            && Arrays.equals(from, 1, from.length, to, 1, to.length);
    if (!rowsOnly || (photos != 0 && photos != from[0])) {
      return false;
    }
    photos = from[0];
    single.put(node.output(), repeated.get());
    return true;
  }

  private boolean repeated(String name) {
    return single.containsKey(name);
  }

  /** Hoists a node if every input is repeated or constant, so that P rows determine the output. */
  private boolean rowByRow(Node node) {
    if (node.inputs().stream().noneMatch(this::repeated)
        || !RowWiseOperators.holds(
            graph, node, node.inputs().stream().map(this::repeated).toList())) {
      return false;
    }
    List<String> inputs = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      inputs.add(repeated(input) ? single.get(input) : input);
    }
    if (node.opType().equals("Reshape") || node.opType().equals("Expand")) {
      long[] target = dims(node.output());
      target[0] = photos;
      inputs.set(1, builder.vector(target));
    } else if (node.opType().equals("Resize") && node.hasInput(3)) {
      long[] sizes = graph.constant(node.input(3)).orElseThrow().longs();
      sizes[0] = photos;
      inputs.set(3, builder.vector(sizes));
    }
    single.put(
        node.output(), builder.op(node.opType(), node.attributes(), inputs.toArray(String[]::new)));
    shared++;
    return true;
  }

  /**
   * An element-wise operator on a repeated and a varying operand can broadcast instead of
   * repeating.
   */
  private boolean broadcasts(Node node) {
    if (!RowWiseOperators.isBroadcasting(node.opType())
        || node.inputs().stream().noneMatch(this::repeated)) {
      return false;
    }
    int rank = dims(node.output()).length;
    long rows = dims(node.output())[0];
    boolean rowsElsewhere =
        node.inputs().stream()
            .anyMatch(i -> !repeated(i) && dims(i).length == rank && dims(i)[0] == rows);
    if (!rowsElsewhere) {
      return false;
    }
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      boolean whole = dims(input).length == rank && dims(input)[0] == rows;
      if (repeated(input) && whole) {
        inputs.add(apart(single.get(input), 1, dims(input)));
      } else {
        inputs.add(whole ? apart(full(input), rows / photos, dims(input)) : full(input));
      }
    }
    broadcast(node, node.opType(), node.attributes(), inputs);
    shared++;
    return true;
  }

  /**
   * Splits the rows of a value into an axis for photos and one for the rows of each, if there are
   * several photos.
   */
  private String apart(String value, long rowsEach, long[] dims) {
    return photos == 1 ? value : builder.reshape(value, RowSpread.apart(photos, rowsEach, dims));
  }

  /** Computes a node's output by an operator on values split by {@link #apart}. */
  private void broadcast(Node node, String opType, Attributes attributes, List<String> inputs) {
    if (photos == 1) {
      builder.add(new Node(opType, "", node.name(), inputs, node.outputs(), attributes));
      return;
    }
    String result = builder.op(opType, attributes, inputs.toArray(String[]::new));
    String shape = builder.vector(dims(node.output()));
    builder.add(
        new Node(
            "Reshape", "", node.name(), List.of(result, shape), node.outputs(), Attributes.none()));
  }

  /** Defers a channel concatenation as long as only convolutions read it. */
  private boolean concatenates(Node node) {
    if (!node.opType().equals("Concat") || node.inputs().stream().noneMatch(this::repeated)) {
      return false;
    }
    int rank = dims(node.output()).length;
    boolean channels = rank > 2 && Axes.of(node.attributes(), 0, rank) == 1;
    List<Node> readers =
        graph.nodes().stream().filter(n -> n.inputs().contains(node.output())).toList();
    boolean convolutionsOnly =
        !readers.isEmpty()
            && readers.stream().allMatch(n -> splittable(n, node.output()))
            && graph.outputs().stream().map(Value::name).noneMatch(node.output()::equals);
    if (channels && convolutionsOnly) {
      pending.put(node.output(), node);
      return true;
    }
    return false;
  }

  private boolean splittable(Node node, String data) {
    return (node.opType().equals("Conv") || node.opType().equals("ConvTranspose"))
        && node.attributes().integer("group", 1) == 1
        && node.input(0).equals(data)
        && graph.constant(node.input(1)).isPresent()
        && !node.inputs().subList(1, node.inputs().size()).contains(data);
  }

  /** Emits the convolution of a pending concatenation as the sum of a shared and a varying one. */
  private boolean splits(Node node) {
    Node concat = pending.get(node.input(0));
    if (concat == null) {
      return false;
    }
    Map<Boolean, List<Integer>> parts =
        IntStream.range(0, concat.inputs().size())
            .boxed()
            .collect(Collectors.partitioningBy(i -> repeated(concat.input(i))));
    String one = part(node, concat, parts.get(true), true, true);
    String varying = part(node, concat, parts.get(false), false, false);
    long[] dims = dims(node.output());
    broadcast(
        node,
        "Add",
        Attributes.none(),
        List.of(apart(one, 1, dims), apart(varying, dims[0] / photos, dims)));
    shared++;
    return true;
  }

  private String part(
      Node node, Node concat, List<Integer> which, boolean rowOnly, boolean withBias) {
    List<String> inputs =
        which.stream()
            .map(concat::input)
            .map(name -> rowOnly ? single.get(name) : full(name))
            .toList();
    String data =
        inputs.size() == 1
            ? inputs.get(0)
            : builder.op("Concat", concat.attributes(), inputs.toArray(String[]::new));
    String weights = builder.constant(ChannelPart.of(graph, node, concat, which));
    String bias = withBias && node.hasInput(2) ? node.input(2) : "";
    return builder.op(node.opType(), node.attributes(), data, weights, bias);
  }
}
