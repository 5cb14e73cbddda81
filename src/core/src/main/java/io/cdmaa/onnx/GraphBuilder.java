package io.cdmaa.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds a graph node by node. Emitting the same operator on the same inputs twice returns the same
 * value (hash consing), so rules may emit a subexpression wherever they need it. Names are numbered
 * in order of emission, so the same calls give the same graph byte for byte.
 */
public final class GraphBuilder {
  /** The version of ONNX's operator set that every emitted graph declares. */
  public static final int OPSET = 21;

  private final List<Value> inputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, TensorData> initializers = new LinkedHashMap<>();
  private final Map<String, TensorType> types = new LinkedHashMap<>();
  private final Map<TensorData, String> constants = new HashMap<>();
  private final Map<List<Object>, List<String>> emitted = new HashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final String prefix;
  private int counter;

  /**
   * Creates an empty graph.
   *
   * @param prefix of every name that this builder generates
   */
  public GraphBuilder(String prefix) {
    this.prefix = prefix;
  }

  /** Continues an existing graph; its outputs are declared again in {@link #build}. */
  public static GraphBuilder of(Graph graph, String prefix) {
    GraphBuilder builder = new GraphBuilder(prefix);
    builder.inputs.addAll(graph.inputs());
    builder.types.putAll(graph.types());
    graph.inputs().forEach(v -> builder.types.put(v.name(), v.type()));
    graph.initializers().forEach(builder::initializer);
    graph.nodes().forEach(builder::add);
    return builder;
  }

  /** Declares an input. */
  public String input(String name, TensorType type) {
    inputs.add(new Value(name, type));
    types.put(name, type);
    taken.add(name);
    return name;
  }

  /** Adds a constant under a given name. */
  public String initializer(String name, TensorData data) {
    initializers.put(name, data);
    constants.putIfAbsent(data, name);
    taken.add(name);
    return name;
  }

  /** Adds a node unchanged, names included. */
  public void add(Node node) {
    nodes.add(node);
    taken.addAll(node.outputs());
    emitted.putIfAbsent(key(node), node.outputs());
  }

  /** Returns the name of a constant with this content, adding it if there is none yet. */
  public String constant(TensorData data) {
    String known = constants.get(data);
    return known != null ? known : initializer(fresh("const"), data);
  }

  /** Adds a float32 scalar constant. */
  public String scalar(double value) {
    return constant(TensorData.scalar(value));
  }

  /** Adds an int64 vector constant. */
  public String vector(long... values) {
    return constant(TensorData.vector(values));
  }

  /** Emits an operator with one output and no attributes. */
  public String op(String opType, String... inputs) {
    return op(opType, Attributes.none(), inputs);
  }

  /** Emits an operator with one output; empty names stand for omitted inputs. */
  public String op(String opType, Attributes attributes, String... inputs) {
    return ops(opType, attributes, 1, inputs).get(0);
  }

  /** Emits an operator of another domain than ONNX's own and returns its first output. */
  public String foreign(String domain, String opType, Attributes attributes, String... inputs) {
    return ops(domain, opType, attributes, 1, inputs).get(0);
  }

  /** Emits an operator with several outputs. */
  public List<String> ops(String opType, Attributes attributes, int outputs, String... inputs) {
    return ops("", opType, attributes, outputs, inputs);
  }

  private List<String> ops(
      String domain, String opType, Attributes attributes, int outputs, String... inputs) {
    List<String> args = new ArrayList<>(Arrays.asList(inputs));
    while (!args.isEmpty() && args.get(args.size() - 1).isEmpty()) {
      args.remove(args.size() - 1);
    }
    List<String> names = new ArrayList<>();
    Node probe = new Node(opType, domain, "", args, List.of("?"), attributes);
    List<String> known = emitted.get(key(probe));
    if (known != null && known.size() == outputs) {
      return known;
    }
    for (int i = 0; i < outputs; i++) {
      names.add(fresh(opType));
    }
    add(new Node(opType, domain, names.get(0), args, names, attributes));
    return List.copyOf(names);
  }

  private static List<Object> key(Node node) {
    return List.of(node.domain(), node.opType(), node.inputs(), node.attributes());
  }

  private String fresh(String stem) {
    String name;
    do {
      name = prefix + stem + "_" + counter++;
    } while (!taken.add(name));
    return name;
  }

  /** Emits an element-wise sum with broadcasting. */
  public String add(String a, String b) {
    return op("Add", a, b);
  }

  /** Emits an element-wise difference with broadcasting. */
  public String sub(String a, String b) {
    return op("Sub", a, b);
  }

  /** Emits an element-wise product with broadcasting. */
  public String mul(String a, String b) {
    return op("Mul", a, b);
  }

  /** Emits a product with a number. */
  public String scale(String a, double factor) {
    return factor == 1 ? a : mul(a, scalar(factor));
  }

  /** Emits an element-wise quotient with broadcasting. */
  public String div(String a, String b) {
    return op("Div", a, b);
  }

  /** Emits an element-wise negation. */
  public String neg(String a) {
    return op("Neg", a);
  }

  /** Emits a reshape to the given dimensions. */
  public String reshape(String a, long... dims) {
    return op("Reshape", a, vector(dims));
  }

  /** Emits a permutation of the axes. */
  public String transpose(String a, long... permutation) {
    return op("Transpose", Attributes.of("perm", permutation), a);
  }

  /** Emits a broadcast to the given dimensions. */
  public String expand(String a, long... dims) {
    return op("Expand", a, vector(dims));
  }

  /** Emits a reduction, e.g. {@code ReduceSum}, over the given axes. */
  public String reduce(String opType, String a, boolean keepDims, long... axes) {
    return op(opType, Attributes.of("keepdims", keepDims ? 1 : 0), a, vector(axes));
  }

  /** Emits a slice of step 1 along one axis. */
  public String slice(String a, int axis, long from, long to) {
    return op("Slice", a, vector(from), vector(to), vector(axis));
  }

  /** Returns the type of a value if known, or null. */
  public TensorType type(String name) {
    TensorData constant = initializers.get(name);
    return constant != null ? constant.type() : types.get(name);
  }

  /** Returns the constant of this name, or null. */
  public TensorData constantOf(String name) {
    return initializers.get(name);
  }

  /**
   * Returns the graph so far with the given outputs, without any nodes that these do not need.
   *
   * @param outputs maps output names to values; a value with another name is passed through an
   *     Identity
   */
  public Graph build(Map<String, String> outputs) {
    outputs.forEach(
        (name, value) -> {
          if (!name.equals(value)) {
            add(new Node("Identity", "", name, List.of(value), List.of(name), Attributes.none()));
          }
        });
    return new Graph(OPSET, inputs, List.of(), nodes, initializers, types)
        .withOutputs(outputs.keySet());
  }
}
