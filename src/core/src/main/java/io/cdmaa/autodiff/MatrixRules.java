package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import java.util.List;
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
            .input("C", b -> b.unbroadcast(b.emit().scale(b.g(), b.attributes().real("beta", 1)))));
  }

  private static long[] asMatrix(long[] dims, boolean left) {
    if (dims.length > 1) {
      return dims;
    }
    return left ? new long[] {1, dims[0]} : new long[] {dims[0], 1};
  }

  /** Returns the output's gradient with the axes that were dropped for one-dimensional operands. */
  private static String matrixGradient(Backward b, long[] a, long[] c) {
    long[] left = asMatrix(a, true);
    long[] right = asMatrix(c, false);
    if (a.length > 1 && c.length > 1) {
      return b.g();
    }
    return b.emit().reshape(b.g(), product(left, right));
  }

  /** Returns the dimensions of the product of two operands of rank at least 2. */
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
}
