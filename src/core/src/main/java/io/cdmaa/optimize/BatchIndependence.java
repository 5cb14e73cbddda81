package io.cdmaa.optimize;

import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Proves from its operators that a graph for several rows computes each row as the same graph for
 * one row does. Both graphs must have the same nodes and constants, so that no constant depends on
 * the number of rows, and every node must be row-wise. The proof is conservative: rows may be
 * independent even if it fails.
 */
public final class BatchIndependence {
  /** The input of an operator that is a shape, which may include the number of rows. */
  private static final Map<String, Integer> SHAPES = Map.of("Reshape", 1, "Expand", 1, "Resize", 3);

  private static final Set<String> SAME_ORDER = Set.of("Squeeze", "Unsqueeze", "Flatten");

  private static final Set<String> REDUCTIONS =
      Set.of("ReduceMean", "ReduceSum", "ReduceMax", "ReduceMin", "ReduceL1", "ReduceL2");

  private final Graph all;
  private final Graph one;
  private final long rows;

  /** Maps values of one graph to the corresponding values of the other. */
  private final Map<String, String> counterparts = new HashMap<>();

  /** Values with one row per row of the inputs. */
  private final Set<String> rowWise = new HashSet<>();

  private BatchIndependence(Graph all, Graph one) {
    this.all = all;
    this.one = one;
    rows = all.inputs().get(0).type().dim(0);
  }

  /**
   * Returns whether row r of every output of the first graph equals the result of the second for
   * row r of the inputs.
   *
   * @param all canonical and folded for several rows, with all types known
   * @param one canonical and folded for one row, with all types known
   */
  public static boolean isProven(Graph all, Graph one) {
    return new BatchIndependence(all, one).isProven();
  }

  private boolean isProven() {
    if (all.nodes().size() != one.nodes().size() || all.inputs().size() != one.inputs().size()) {
      return false;
    }
    for (int i = 0; i < all.inputs().size(); i++) {
      String name = all.inputs().get(i).name();
      if (!name.equals(one.inputs().get(i).name()) || !hasRows(name, name)) {
        return false;
      }
      counterparts.put(name, name);
      rowWise.add(name);
    }
    for (int i = 0; i < all.nodes().size(); i++) {
      if (!isProven(all.nodes().get(i), one.nodes().get(i))) {
        return false;
      }
    }
    return all.outputs().stream().map(Value::name).allMatch(rowWise::contains);
  }

  private boolean isProven(Node node, Node other) {
    if (!sameOperator(node, other)) {
      return false;
    }
    List<Boolean> varying = node.inputs().stream().map(rowWise::contains).toList();
    boolean varies = varying.contains(true);
    if (varies && !(RowWiseOperators.holds(all, node, varying) || keepsRows(node, varying))) {
      return false;
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (node.hasOutput(i) != other.hasOutput(i)) {
        return false;
      }
      if (node.hasOutput(i)) {
        String name = node.outputs().get(i);
        String counterpart = other.outputs().get(i);
        boolean fits =
            varies ? hasRows(name, counterpart) : all.type(name).equals(one.type(counterpart));
        if (!fits) {
          return false;
        }
        counterparts.put(name, counterpart);
        if (varies) {
          rowWise.add(name);
        }
      }
    }
    return true;
  }

  private boolean sameOperator(Node node, Node other) {
    if (!node.domain().isEmpty()
        || node.opType().startsWith("Random")
        || !node.opType().equals(other.opType())
        || !node.attributes().equals(other.attributes())
        || node.inputs().size() != other.inputs().size()
        || node.outputs().size() != other.outputs().size()) {
      return false;
    }
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      boolean same =
          all.constant(input).isPresent()
              ? isShape(node, i) || all.constant(input).equals(one.constant(other.input(i)))
              : counterparts.getOrDefault(input, input).equals(other.input(i));
      if (!same) {
        return false;
      }
    }
    return true;
  }

  private static boolean isShape(Node node, int input) {
    return SHAPES.getOrDefault(node.opType(), -1) == input;
  }

  /**
   * Returns whether the value has all rows in one graph and a single row in the other, and is
   * otherwise alike.
   */
  private boolean hasRows(String name, String counterpart) {
    long[] many = all.type(name).dims();
    long[] single = one.type(counterpart).dims();
    return many.length == single.length
        && many.length > 0
        && many[0] == rows
        && single[0] == 1
        && Arrays.equals(many, 1, many.length, single, 1, single.length);
  }

  /** Covers operators that {@link RowWiseOperators} omits because hoisting does not need them. */
  private boolean keepsRows(Node node, List<Boolean> varying) {
    TensorType type = all.type(node.input(varying.indexOf(true)));
    int rank = type.rank();
    boolean onlyFirst = varying.get(0) && varying.lastIndexOf(true) == 0;
    String op = node.opType();
    if (SAME_ORDER.contains(op)) {
      // Row-major order is preserved, so rows stay contiguous if their number does not change.
      return onlyFirst;
    }
    if (REDUCTIONS.contains(op)) {
      return onlyFirst && all.integers(node, 1).filter(a -> spareRows(a, rank)).isPresent();
    }
    return switch (op) {
      case "Split" -> onlyFirst && Axes.of(node.attributes(), 0, rank) != 0;
      case "Tile" -> onlyFirst && all.integers(node, 1).filter(r -> r[0] == 1).isPresent();
      case "Gather" ->
          onlyFirst
              ? Axes.of(node.attributes(), 0, rank) != 0
              : !varying.get(0) && Axes.of(node.attributes(), 0, rank) == 0;
      case "MatMul" -> multipliesRows(node, varying);
      case "GridSample" -> !varying.contains(false);
      default -> false;
    };
  }

  /** Returns whether rows are multiplied by one matrix, or stacks of matrices pairwise. */
  private boolean multipliesRows(Node node, List<Boolean> varying) {
    int left = all.type(node.input(0)).rank();
    int right = all.type(node.input(1)).rank();
    if (varying.get(0) && !varying.get(1)) {
      return right <= 2 && left >= 2;
    }
    return varying.get(0) && left > 2 && left == right;
  }

  private static boolean spareRows(long[] axes, int rank) {
    return axes.length > 0 && IntStream.range(0, axes.length).allMatch(i -> axes[i] % rank != 0);
  }
}
