package io.cdmaa.bf16;

import io.cdmaa.bf16.Engine.Call;
import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Turns the nodes of one segment into primitives of a plan. */
final class Lowering {
  /**
   * The most elements that oneDNN's reference implementations may handle, which take a hundred
   * times as long as its kernels.
   */
  private static final long MOST_WITHOUT_KERNEL = 1 << 14;

  private final Graph graph;
  private final Plan plan;
  private final Map<String, Tensor> tensors = new HashMap<>();

  /** Values that are kept in float32. */
  private final Set<String> exact;

  /** Values of the first layers, which are computed in float32, too. */
  private final Set<String> first;

  /** Copies in bf16 of tensors in float32 that several nodes read. */
  private final IdentityHashMap<Tensor, Tensor> brief = new IdentityHashMap<>();

  /** Nodes for which oneDNN has no implementation. */
  static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Node> nodes;

    Unsupported(Node node, String why) {
      super(node.label() + ": " + why);
      nodes = List.of(node);
    }

    /** All of several at once. */
    Unsupported(List<Unsupported> all) {
      super(all.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")));
      nodes = all.stream().flatMap(one -> one.nodes().stream()).toList();
    }

    List<Node> nodes() {
      return nodes;
    }
  }

  /**
   * @param outside values that are read outside the segments only, and so are better stored in
   *     float32
   * @param first values that are computed in float32
   */
  Lowering(Graph graph, Plan plan, Set<String> outside, Set<String> first) {
    this.graph = graph;
    this.plan = plan;
    this.first = first;
    exact = new HashSet<>(outside);
    exact.addAll(first);
  }

  Graph graph() {
    return graph;
  }

  Plan plan() {
    return plan;
  }

  /** Returns whether a value is a float tensor with two axes above 1 after the first: bf16. */
  static boolean isMap(TensorType type) {
    int extended = 0;
    for (int axis = 1; axis < type.rank(); axis++) {
      extended += type.dim(axis) > 1 ? 1 : 0;
    }
    return type.elementType() == ElementType.FLOAT && extended >= 2;
  }

  /** Returns the type in which a value is stored. */
  Element type(String name) {
    return isMap(graph.type(name)) && !exact.contains(name) ? Element.BF16 : Element.F32;
  }

  /** Returns the type in which a convolution multiplies. */
  Element factors(Node node) {
    return first.contains(node.output()) ? Element.F32 : Element.BF16;
  }

  /** Returns a value's dimensions. */
  long[] dims(String name) {
    return graph.type(name).dims();
  }

  /** Returns the tensor of a value that an earlier node computes, or of a constant. */
  Tensor read(Node node, int input) {
    String name = node.input(input);
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      TensorData constant =
          graph.constant(name).orElseThrow(() -> new Unsupported(node, "reads " + name));
      tensor = constant(node, constant);
      tensors.put(name, tensor);
    }
    return tensor;
  }

  private Tensor constant(Node node, TensorData data) {
    if (data.type().elementType() != ElementType.FLOAT) {
      throw new Unsupported(node, "reads a constant of type " + data.type());
    }
    Tensor exactly = plan.constant(data.floats(), data.dims());
    if (!isMap(data.type())) {
      return exactly;
    }
    long[] strides = Tensor.channelsLast(data.dims());
    Tensor converted =
        plan.converted(
            exactly, Element.BF16, plan.engine().desc(Element.BF16, data.dims(), strides));
    return new Tensor(converted.storage(), 0, Element.BF16, data.dims(), strides, converted.desc());
  }

  /** Returns a new tensor for a node's first output. */
  Tensor write(Node node) {
    return write(node, 0);
  }

  /** Returns a new tensor for a node's output. */
  Tensor write(Node node, int output) {
    String name = node.outputs().get(output);
    Tensor tensor = standIn(name);
    tensors.put(name, tensor);
    return tensor;
  }

  /** Returns a tensor without contents, of a value's type and dimensions. */
  Tensor standIn(String name) {
    return plan.allocate(type(name), dims(name));
  }

  /** Makes a value the same as a tensor. */
  void alias(String name, Tensor tensor) {
    tensors.put(name, tensor);
  }

  /** Returns the tensor of a value, if it is known. */
  Optional<Tensor> find(String name) {
    return Optional.ofNullable(tensors.get(name));
  }

  /** Returns how the work on a tensor is divided. */
  List<Share> shares(Tensor tensor) {
    return Shares.of(tensor.dims(), plan.lanes());
  }

  /** Returns the integers that a node reads. */
  long[] integers(Node node, int input) {
    return graph
        .integers(node, input)
        .orElseThrow(() -> new Unsupported(node, "input " + input + " is not constant"));
  }

  /** Returns the number that an input is, if it is a constant of one element. */
  Optional<Double> number(Node node, int input) {
    return graph
        .constant(node.input(input))
        .filter(data -> data.size() == 1 && data.type().elementType() == ElementType.FLOAT)
        .map(data -> data.doubles()[0]);
  }

  /**
   * Creates a primitive.
   *
   * @param kind its name in messages and profiles
   * @throws Unsupported if oneDNN has no implementation
   */
  Primitive primitive(Node node, String kind, Call call) {
    return plan.engine()
        .primitive(call)
        .orElseThrow(() -> new Unsupported(node, "no " + kind + " of its tensors"));
  }

  /** Creates a primitive as above and adds it as a step. */
  void add(Node node, String kind, Call call, Argument... arguments) {
    Primitive primitive = primitive(node, kind, call);
    long largest = Stream.of(arguments).mapToLong(a -> a.tensor().size()).max().orElse(0);
    if (largest > MOST_WITHOUT_KERNEL && Engine.implementation(primitive).startsWith("ref")) {
      throw new Unsupported(node, "no fast " + kind + " of its tensors");
    }
    plan.add(kind, primitive, arguments);
  }

  /** Returns the tensor itself, or a copy in another type. */
  Tensor in(Element type, Tensor tensor) {
    if (tensor.type() == type) {
      return tensor;
    }
    if (type == Element.BF16) {
      return brief.computeIfAbsent(tensor, t -> copied(type, t));
    }
    return copied(type, tensor);
  }

  private Tensor copied(Element type, Tensor tensor) {
    Tensor converted = plan.allocate(type, tensor.dims());
    plan.copy(tensor, converted);
    return converted;
  }

  /** Returns the tensor with leading axes of size 1 up to a rank. */
  Tensor raised(Tensor tensor, int rank) {
    int lead = rank - tensor.rank();
    if (lead == 0) {
      return tensor;
    }
    long[] dims = new long[rank];
    long[] strides = new long[rank];
    Arrays.fill(dims, 1);
    Arrays.fill(strides, Math.max(1, tensor.size()));
    System.arraycopy(tensor.dims(), 0, dims, lead, tensor.rank());
    System.arraycopy(tensor.strides(), 0, strides, lead, tensor.rank());
    return plan.view(tensor, 0, dims, strides);
  }

  /**
   * Returns the tensor with other dimensions where that needs no copy.
   *
   * @throws Unsupported if the elements would have to move
   */
  Tensor reshaped(Node node, Tensor tensor, long[] dims) {
    if (!tensor.hasStrides(Tensor.rowMajor(tensor.dims()))) {
      throw new Unsupported(node, "would move elements");
    }
    Tensor result = plan.view(tensor, 0, dims, Tensor.rowMajor(dims));
    if (!result.hasStrides(Tensor.channelsLast(dims))) {
      throw new Unsupported(node, "would move elements");
    }
    return plan.view(tensor, 0, dims, Tensor.channelsLast(dims));
  }
}
