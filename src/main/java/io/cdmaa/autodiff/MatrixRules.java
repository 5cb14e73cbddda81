package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Matrix products. */
final class MatrixRules {
  private MatrixRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("MatMul")
            .input("A", MatrixRules::matMulLeft)
            .input("B", MatrixRules::matMulRight),
        OperatorRule.of("Gemm")
            .input("A", MatrixRules::gemmLeft)
            .input("B", MatrixRules::gemmRight)
            .input("C", b -> b.unbroadcast(b.emit().scale(b.g(), b.attributes().real("beta", 1)))),
        OperatorRule.of("Einsum")
            .input("Inputs", new InputRule.Formula(Einsums::gradient, Einsums::obstacle))
            .repeated());
  }

  private static long[] asMatrix(long[] dims, boolean left) {
    if (dims.length > 1) {
      return dims;
    }
    return left ? new long[] {1, dims[0]} : new long[] {dims[0], 1};
  }

  /** The output's gradient with the axes that one-dimensional operands dropped. */
  private static String matrixGradient(Backward b, long[] a, long[] c) {
    long[] left = asMatrix(a, true);
    long[] right = asMatrix(c, false);
    if (a.length > 1 && c.length > 1) {
      return b.g();
    }
    return b.emit().reshape(b.g(), product(left, right));
  }

  /** The dimensions of the product of two operands of rank at least 2. */
  private static long[] product(long[] left, long[] right) {
    int rank = Math.max(left.length, right.length);
    long[] dims = new long[rank];
    for (int i = 0; i < rank - 2; i++) {
      int l = i - (rank - left.length);
      int r = i - (rank - right.length);
      dims[i] = Math.max(l < 0 ? 1 : left[l], r < 0 ? 1 : right[r]);
    }
    dims[rank - 2] = left[left.length - 2];
    dims[rank - 1] = right[right.length - 1];
    return dims;
  }

  private static String transposed(Backward b, String x, int rank) {
    long[] perm = IntStream.range(0, rank).asLongStream().toArray();
    perm[rank - 2] = rank - 1L;
    perm[rank - 1] = rank - 2L;
    return b.emit().transpose(x, perm);
  }

  private static String matrix(Backward b, int input, boolean left) {
    long[] dims = b.xDims(input);
    return dims.length > 1 ? b.x(input) : b.emit().reshape(b.x(input), asMatrix(dims, left));
  }

  private static String matMulLeft(Backward b) {
    long[] a = b.xDims(0);
    long[] c = b.xDims(1);
    long[] right = asMatrix(c, false);
    String gradient = matrixGradient(b, a, c);
    String product = b.op("MatMul", gradient, transposed(b, matrix(b, 1, false), right.length));
    long[] full = product(product(asMatrix(a, true), right), swapped(right));
    return b.emit().reshape(b.unbroadcast(product, full, asMatrix(a, true)), a);
  }

  private static String matMulRight(Backward b) {
    long[] a = b.xDims(0);
    long[] c = b.xDims(1);
    long[] left = asMatrix(a, true);
    String gradient = matrixGradient(b, a, c);
    String product = b.op("MatMul", transposed(b, matrix(b, 0, true), left.length), gradient);
    long[] full = product(swapped(left), product(left, asMatrix(c, false)));
    return b.emit().reshape(b.unbroadcast(product, full, asMatrix(c, false)), c);
  }

  private static long[] swapped(long[] dims) {
    long[] swapped = dims.clone();
    swapped[dims.length - 2] = dims[dims.length - 1];
    swapped[dims.length - 1] = dims[dims.length - 2];
    return swapped;
  }

  private static String gemm(Backward b, String left, boolean tl, String right, boolean tr) {
    Attributes attributes =
        Attributes.of(
            "alpha", b.attributes().real("alpha", 1), "transA", tl ? 1 : 0, "transB", tr ? 1 : 0);
    return b.op("Gemm", attributes, left, right);
  }

  private static boolean flag(Backward b, String name) {
    return b.attributes().integer(name, 0) == 1;
  }

  private static String gemmLeft(Backward b) {
    return flag(b, "transA")
        ? gemm(b, b.x(1), flag(b, "transB"), b.g(), true)
        : gemm(b, b.g(), false, b.x(1), !flag(b, "transB"));
  }

  private static String gemmRight(Backward b) {
    return flag(b, "transB")
        ? gemm(b, b.g(), true, b.x(0), flag(b, "transA"))
        : gemm(b, b.x(0), !flag(b, "transA"), b.g(), false);
  }

  /** Einsum with one or two operands and explicit or implicit output, without an ellipsis. */
  private static final class Einsums {
    private record Equation(List<String> operands, String output) {}

    private static Optional<Equation> parse(NodeView node) {
      String text = node.attributes().string("equation", "").replace(" ", "");
      String[] sides = text.split("->", -1);
      List<String> operands = Arrays.asList(sides[0].split(",", -1));
      boolean repeated = operands.stream().anyMatch(o -> o.chars().distinct().count() < o.length());
      if (text.contains(".") || operands.size() > 2 || repeated) {
        return Optional.empty();
      }
      String output =
          sides.length > 1
              ? sides[1]
              : sides[0]
                  .chars()
                  .filter(c -> c != ',' && sides[0].indexOf(c) == sides[0].lastIndexOf(c))
                  .sorted()
                  .collect(
                      StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                  .toString();
      return Optional.of(new Equation(operands, output));
    }

    static Optional<InputRule.NotSupported> obstacle(NodeView node) {
      return parse(node).isPresent()
          ? Optional.empty()
          : Optional.of(
              new InputRule.NotSupported(
                  "the equation '"
                      + node.attributes().string("equation", "")
                      + "' has an ellipsis, a repeated index or more than two operands",
                  "re-export with MatMul and Transpose"));
    }

    /** Contracts the output's gradient with the other operand; summed indices are spread again. */
    static String gradient(Backward b) {
      Equation equation = parse(b).orElseThrow();
      String own = equation.operands().get(b.index());
      String other = equation.operands().size() > 1 ? equation.operands().get(1 - b.index()) : "";
      StringBuilder reached = new StringBuilder();
      List<Integer> lost = new ArrayList<>();
      for (int i = 0; i < own.length(); i++) {
        String label = own.substring(i, i + 1);
        if (equation.output().contains(label) || other.contains(label)) {
          reached.append(label);
        } else {
          lost.add(i);
        }
      }
      boolean single = equation.operands().size() == 1;
      String inputs = equation.output() + (single ? "" : "," + other);
      Attributes attributes = Attributes.of("equation", inputs + "->" + reached);
      String part =
          single
              ? b.op("Einsum", attributes, b.g())
              : b.op("Einsum", attributes, b.g(), b.x(1 - b.index()));
      if (lost.isEmpty()) {
        return part;
      }
      long[] kept = b.dims();
      lost.forEach(i -> kept[i] = 1);
      return b.emit().expand(b.emit().reshape(part, kept), b.dims());
    }
  }
}
