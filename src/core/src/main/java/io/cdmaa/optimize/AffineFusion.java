package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Collapses chains of sums and products of an image with one number per plane into one product and
 * one sum: x becomes a x + b, where a and b are computed on the numbers. Normalisations that an
 * export decomposes are such chains; the adaptive layer-instance normalisation of U-GAT-IT (Kim et
 * al. 2020, eq. 1) takes nine passes over the image before, and two after, and its backward pass
 * shrinks accordingly.
 *
 * <p>Exact up to rounding; a x + b rounds once more if the mean of x is large compared with its
 * deviation.
 */
public final class AffineFusion {
  /** A chain of two operators is no longer than its replacement. */
  private static final int WORTH_IT = 3;

  /**
   * The affine form of a value.
   *
   * @param image the value x
   * @param factor the name of a; empty for 1
   * @param offset the name of b; empty for 0
   * @param nodes the operators over whole images in the chain
   */
  private record Form(String image, String factor, String offset, Set<Node> nodes) {}

  private final Graph graph;
  private final GraphBuilder b = new GraphBuilder("a/");
  private final Map<String, Form> forms = new HashMap<>();

  private AffineFusion(Graph graph) {
    this.graph = graph;
    graph.inputs().forEach(v -> b.input(v.name(), v.type()));
    graph.initializers().forEach(b::initializer);
  }

  /**
   * Rewrites the graph.
   *
   * @param graph a folded graph with all types known
   * @return a graph with the same inputs, outputs and results, with all types known
   */
  public static Graph apply(Graph graph) {
    return new AffineFusion(graph).run(new AffineFusion(graph).readWhole());
  }

  private Graph run(Set<String> readWhole) {
    boolean changed = false;
    for (Node node : graph.nodes()) {
      Optional<Form> form = form(node);
      form.ifPresent(f -> forms.put(node.output(), f));
      boolean ends = form.isPresent() && readWhole.contains(node.output());
      if (ends && form.get().nodes().size() >= WORTH_IT) {
        emit(form.get(), node.output());
        forms.remove(node.output());
        changed = true;
      } else {
        b.add(node);
      }
    }
    if (!changed) {
      return graph;
    }
    Map<String, String> outputs = new LinkedHashMap<>();
    graph.outputs().forEach(v -> outputs.put(v.name(), v.name()));
    return OrtGraphOptimizer.withStaticTypes(b.build(outputs));
  }

  /** Returns the values with a reader that does not continue their chain. */
  private Set<String> readWhole() {
    Set<String> names = new HashSet<>();
    graph.outputs().stream().map(Value::name).forEach(names::add);
    for (Node node : graph.nodes()) {
      Optional<Form> form = form(node);
      form.ifPresent(f -> forms.put(node.output(), f));
      if (form.isEmpty()) {
        names.addAll(node.inputs());
        names.addAll(node.captured());
      }
      b.add(node);
    }
    return names;
  }

  private boolean couldContinue(Node node) {
    return isArithmetic(node)
        && isImage(node.output())
        && (isPerPlane(node.input(0)) || isPerPlane(node.input(1)) || joins(node));
  }

  /**
   * Returns whether the node adds or subtracts two images, which continues both chains if they
   * prove to be forms of the same image.
   */
  private boolean joins(Node node) {
    boolean sum = node.opType().equals("Add") || node.opType().equals("Sub");
    return sum && sameDims(node.input(0), node.input(1)) && !node.input(0).equals(node.input(1));
  }

  private static boolean isArithmetic(Node node) {
    return node.domain().isEmpty()
        && node.inputs().size() == 2
        && Set.of("Add", "Sub", "Mul", "Div").contains(node.opType());
  }

  private boolean sameDims(String a, String c) {
    return Arrays.equals(graph.type(a).dims(), graph.type(c).dims());
  }

  private boolean isImage(String name) {
    TensorType type = graph.type(name);
    return type.rank() == 4
        && type.elementType().isFloatingPoint()
        && type.dim(2) * type.dim(3) > 1;
  }

  private boolean isPerPlane(String name) {
    TensorType type = graph.type(name);
    int rank = type.rank();
    return (rank < 1 || type.dim(-1) == 1) && (rank < 2 || type.dim(-2) == 1);
  }

  private Form formOf(String name) {
    Form known = forms.get(name);
    return known != null ? known : new Form(name, "", "", Set.of());
  }

  private Optional<Form> form(Node node) {
    if (!couldContinue(node)) {
      return Optional.empty();
    }
    String left = node.input(0);
    String right = node.input(1);
    if (isPerPlane(right) && sameDims(left, node.output())) {
      return Optional.of(byNumber(formOf(left), node, right));
    }
    if (isPerPlane(left) && sameDims(right, node.output())) {
      return fromNumber(formOf(right), node, left);
    }
    Form first = formOf(left);
    Form second = formOf(right);
    boolean join = !isPerPlane(left) && !isPerPlane(right) && first.image().equals(second.image());
    return join ? Optional.of(joined(first, second, node)) : Optional.empty();
  }

  /** Returns the form of image op number. */
  private Form byNumber(Form f, Node node, String number) {
    String op = node.opType();
    boolean scales = op.equals("Mul") || op.equals("Div");
    String factor = f.factor();
    String offset = f.offset();
    if (scales) {
      String unit = factor.isEmpty() ? b.scalar(1) : factor;
      factor = op.equals("Mul") && factor.isEmpty() ? number : b.op(op, unit, number);
      offset = offset.isEmpty() ? "" : b.op(op, offset, number);
    } else if (offset.isEmpty()) {
      offset = op.equals("Add") ? number : b.neg(number);
    } else {
      offset = b.op(op, offset, number);
    }
    return new Form(f.image(), factor, offset, with(f.nodes(), node));
  }

  /** Returns the form of number op image; a quotient by an image is not affine in it. */
  private Optional<Form> fromNumber(Form f, Node node, String number) {
    if (node.opType().equals("Div")) {
      return Optional.empty();
    }
    if (!node.opType().equals("Sub")) {
      return Optional.of(byNumber(f, node, number));
    }
    String factor = f.factor().isEmpty() ? b.scalar(-1) : b.neg(f.factor());
    String offset = f.offset().isEmpty() ? number : b.sub(number, f.offset());
    return Optional.of(new Form(f.image(), factor, offset, with(f.nodes(), node)));
  }

  private Form joined(Form first, Form second, Node node) {
    String op = node.opType();
    String one = b.scalar(1);
    String factor =
        b.op(
            op,
            first.factor().isEmpty() ? one : first.factor(),
            second.factor().isEmpty() ? one : second.factor());
    String offset;
    if (second.offset().isEmpty()) {
      offset = first.offset();
    } else if (first.offset().isEmpty()) {
      offset = op.equals("Add") ? second.offset() : b.neg(second.offset());
    } else {
      offset = b.op(op, first.offset(), second.offset());
    }
    Set<Node> nodes = with(first.nodes(), node);
    nodes.addAll(second.nodes());
    return new Form(first.image(), factor, offset, nodes);
  }

  private static Set<Node> with(Set<Node> nodes, Node node) {
    Set<Node> more = new HashSet<>(nodes);
    more.add(node);
    return more;
  }

  private void emit(Form form, String name) {
    boolean scaled = !form.factor().isEmpty();
    boolean moved = !form.offset().isEmpty();
    String image = form.image();
    if (scaled) {
      image = moved ? b.mul(image, form.factor()) : named("Mul", image, form.factor(), name);
    }
    if (moved) {
      named("Add", image, form.offset(), name);
    }
  }

  private String named(String op, String left, String right, String name) {
    b.add(new Node(op, "", name, List.of(left, right), List.of(name), Attributes.none()));
    return name;
  }
}
