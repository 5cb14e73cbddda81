package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.GradientCase.on;
import static io.cdmaa.autodiff.GradientCase.x;

import java.util.ArrayList;
import java.util.List;

/** Matrix products. */
final class MatrixCases {
  private MatrixCases() {}

  static List<GradientCase> all() {
    List<GradientCase> cases = new ArrayList<>();
    cases.addAll(
        List.of(
            on("MatMul", "two matrices", x(2, 3), x(3, 4)),
            on("MatMul", "two vectors", x(3), x(3)),
            on("MatMul", "vector times matrix", x(3), x(3, 2)),
            on("MatMul", "matrix times vector", x(2, 3), x(3)),
            on("MatMul", "vector times batch", x(3), x(2, 3, 2)),
            on("MatMul", "batch times vector", x(2, 2, 3), x(3)),
            on("MatMul", "same batches", x(2, 2, 3), x(2, 3, 2)),
            on("MatMul", "batch times matrix", x(2, 2, 3), x(3, 2)),
            on("MatMul", "matrix times batch", x(2, 3), x(2, 3, 2)),
            on("MatMul", "batches broadcast", x(2, 1, 2, 3), x(3, 3, 2)),
            on("MatMul", "batches of one", x(1, 2, 3), x(3, 2)),
            on("Gemm", "without C", x(2, 3), x(3, 4))));
    for (int t = 0; t < 4; t++) {
      GradientCase gemm =
          on(
              "Gemm",
              "transA " + (t & 1) + ", transB " + (t >> 1),
              (t & 1) == 1 ? x(3, 2) : x(2, 3),
              t > 1 ? x(4, 3) : x(3, 4),
              x(4));
      cases.add(gemm.with("transA", t & 1, "transB", t >> 1, "alpha", 0.5, "beta", 2f));
    }
    cases.addAll(
        List.of(
            on("Gemm", "C a matrix", x(2, 3), x(3, 4), x(2, 4)),
            on("Gemm", "C a column", x(2, 3), x(3, 4), x(2, 1)),
            on("Gemm", "C a scalar", x(2, 3), x(3, 4), x()),
            einsum("bij,bjk->bik", x(2, 2, 3), x(2, 3, 2)),
            einsum("bchw,bkc->bkhw", x(1, 2, 2, 3), x(1, 3, 2)),
            einsum("ij,jk", x(2, 3), x(3, 2)),
            einsum("ij->ji", x(2, 3)),
            einsum("ij->i", x(2, 3)),
            einsum("ij->", x(2, 3)),
            einsum("i,j->ij", x(2), x(3)),
            einsum("ij,ik->ik", x(2, 3), x(2, 2)),
            einsum("ij,ij->", x(2, 3), x(2, 3)),
            einsum("i,i->", x(3), x(3)),
            einsum("i,ij,j->", x(2), x(2, 3), x(3)),
            einsum("bij , bjk -> bik", x(1, 2, 2), x(1, 2, 2)),
            einsum("...ij,...jk->...ik", x(2, 2, 3), x(2, 3, 2)),
            einsum("...ij->...ji", x(2, 2, 3)),
            einsum("...i,...i", x(2, 3), x(2, 3))));
    return cases;
  }

  private static GradientCase einsum(String equation, GradientCase.Argument... arguments) {
    return on("Einsum", equation, arguments).with("equation", equation);
  }
}
