package io.cdmaa.bf16;

import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides a finished graph into parts that alternate between ONNX Runtime in float32 and oneDNN in
 * bf16. In float32 remain
 *
 * <ul>
 *   <li>the prelude: what depends on small inputs only, such as the condition, and so changes
 *       rarely;
 *   <li>the ends: what comes before the first convolution and after the last one, which is losses
 *       and the gradient of the photo, and what the backward pass of a loss begins with;
 *   <li>nodes that oneDNN does not compute.
 * </ul>
 */
final class Partition {
  /** Inputs up to this size are compared before a run, to leave out the prelude. */
  private static final long SMALL = 4096;

  private final Graph graph;
  private final Set<String> excluded;
  private final Map<String, Node> producers;
  private final Set<Node> prelude = new HashSet<>();
  private final Set<Node> fast = new HashSet<>();

  /**
   * Consecutive nodes that run together.
   *
   * @param nodes in topological order
   * @param fast whether in bf16
   */
  record Part(List<Node> nodes, boolean fast) {
    Part {
      nodes = List.copyOf(nodes);
    }
  }

  /**
   * @param graph with all types known
   * @param excluded outputs of nodes that oneDNN turned out not to compute
   * @param whole whether everything may run in bf16, the ends and parts without convolutions too
   */
  Partition(Graph graph, Set<String> excluded, boolean whole) {
    this.graph = graph;
    this.excluded = excluded;
    producers = graph.producers();
    if (whole) {
      graph.nodes().stream().filter(this::isPossible).forEach(fast::add);
    } else {
      findPrelude();
      findFast();
    }
  }

  /** Returns the nodes that depend on small inputs only, in order. */
  List<Node> prelude() {
    return graph.nodes().stream().filter(prelude::contains).toList();
  }

  /** Returns the nodes that run in bf16. */
  Set<Node> fast() {
    return fast;
  }

  /** Returns whether an input is compared before each run. */
  static boolean isSmall(Value input) {
    return input.type().size() <= SMALL;
  }

  private void findPrelude() {
    Set<String> varying = new HashSet<>();
    graph.inputs().stream().filter(v -> !isSmall(v)).forEach(v -> varying.add(v.name()));
    for (Node node : graph.nodes()) {
      boolean varies =
          node.inputs().stream().anyMatch(varying::contains)
              || node.captured().stream().anyMatch(varying::contains);
      if (varies) {
        varying.addAll(node.outputs());
      } else {
        prelude.add(node);
      }
    }
  }

  private void findFast() {
    Set<Node> first = beforeConvolutions();
    Set<String> exact = afterConvolutions();
    for (Node node : graph.nodes()) {
      boolean end =
          prelude.contains(node)
              || first.contains(node)
              || node.outputs().stream().anyMatch(exact::contains);
      if (end) {
        continue;
      }
      boolean convolution = Operators.isConvolution(node);
      boolean fromExact = node.inputs().stream().anyMatch(n -> exact.contains(n) && isMap(n));
      if (!convolution && fromExact) {
        exact.addAll(node.outputs());
      } else if (isPossible(node)) {
        fast.add(node);
      }
    }
    dropWithoutConvolutions();
  }

  private boolean isPossible(Node node) {
    return Operators.knows(node)
        && node.outputs().stream().noneMatch(excluded::contains)
        && node.outputs().stream().allMatch(this::isFloat);
  }

  private boolean isFloat(String name) {
    return !name.isEmpty() && graph.type(name).elementType() == ElementType.FLOAT;
  }

  private boolean isMap(String name) {
    return !name.isEmpty() && graph.constant(name).isEmpty() && Lowering.isMap(graph.type(name));
  }

  private Set<Node> beforeConvolutions() {
    Set<String> behind = new HashSet<>();
    Set<Node> first = new HashSet<>();
    for (Node node : graph.nodes()) {
      boolean convolution = Operators.isConvolution(node) && !prelude.contains(node);
      if (convolution || node.inputs().stream().anyMatch(behind::contains)) {
        behind.addAll(node.outputs());
      } else {
        first.add(node);
      }
    }
    return first;
  }

  private Set<String> afterConvolutions() {
    Set<String> wanted = new HashSet<>();
    graph.outputs().forEach(output -> wanted.add(output.name()));
    Set<String> after = new HashSet<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      if (!Operators.isConvolution(node) && node.outputs().stream().anyMatch(wanted::contains)) {
        after.addAll(node.outputs());
        wanted.addAll(node.inputs());
      }
    }
    return after;
  }

  /** Leaves parts to ONNX Runtime in which no convolution would pay for the change of layout. */
  private void dropWithoutConvolutions() {
    for (Part part : parts()) {
      if (part.fast() && part.nodes().stream().noneMatch(Operators::isConvolution)) {
        part.nodes().forEach(fast::remove);
      }
    }
  }

  /** Returns all nodes except the prelude's, each as early as it can run. */
  List<Part> parts() {
    Set<Node> left = new LinkedHashSet<>(graph.nodes());
    left.removeAll(prelude);
    List<Part> parts = new ArrayList<>();
    boolean turn = false;
    while (!left.isEmpty()) {
      List<Node> taken = new ArrayList<>();
      Set<Node> waiting = new HashSet<>(left);
      for (Node node : left) {
        boolean ready =
            node.inputs().stream()
                    .map(producers::get)
                    .noneMatch(p -> p != null && waiting.contains(p))
                && node.captured().stream()
                    .map(producers::get)
                    .noneMatch(p -> p != null && waiting.contains(p));
        if (ready && fast.contains(node) == turn) {
          taken.add(node);
          waiting.remove(node);
        }
      }
      left.removeAll(new HashSet<>(taken));
      if (!taken.isEmpty()) {
        parts.add(new Part(taken, turn));
      }
      turn = !turn;
    }
    return parts;
  }
}
