package io.cdmaa.reference;

import java.util.List;

/** Matrix products, convolutions and pooling. */
final class ProductCases {
  private ProductCases() {}

  static void addTo(Cases c) {
    products(c);
    convolutions(c);
    pools(c);
  }

  private static void products(Cases c) {
    long[][][] shapes = {
      {{2, 3}, {3, 4}}, {{5, 2, 3}, {5, 3, 4}}, {{5, 2, 3}, {3, 4}}, {{2, 3}, {5, 3, 4}},
      {{1, 2, 3}, {5, 3, 4}}, {{2, 1, 2, 3}, {5, 3, 4}}, {{3}, {3, 4}}, {{2, 3}, {3}},
      {{3}, {3}}, {{5, 2, 3}, {3}}, {{3}, {5, 3, 4}},
    };
    for (long[][] pair : shapes) {
      c.op("MatMul").x(pair[0]).x(pair[1]);
    }
    for (int a : new int[] {0, 1}) {
      for (int b : new int[] {0, 1}) {
        long[] left = a == 0 ? new long[] {2, 3} : new long[] {3, 2};
        long[] right = b == 0 ? new long[] {3, 4} : new long[] {4, 3};
        c.op("Gemm", "transA", a, "transB", b).x(left).x(right);
        for (long[] addend : new long[][] {{2, 4}, {4}, {1, 4}, {2, 1}, {1}, {}}) {
          c.op("Gemm", "transA", a, "transB", b, "alpha", 0.5, "beta", 2.0)
              .x(left)
              .x(right)
              .x(addend);
        }
      }
    }
    c.op("Einsum", "equation", "ij,jk->ik").x(2, 3).x(3, 4);
    c.op("Einsum", "equation", "ij,jk").x(2, 3).x(3, 4);
    c.op("Einsum", "equation", "ij,kj->ki").x(2, 3).x(4, 3);
    c.op("Einsum", "equation", "bij,bjk->bik").x(2, 2, 3).x(2, 3, 4);
    c.op("Einsum", "equation", "bhqd,bhkd->bhqk").x(1, 2, 3, 4).x(1, 2, 2, 4);
    c.op("Einsum", "equation", "i,j->ij").x(3).x(4);
    c.op("Einsum", "equation", "ij,ij->").x(2, 3).x(2, 3);
    c.op("Einsum", "equation", "ij,ij->i").x(2, 3).x(2, 3);
    c.op("Einsum", "equation", "ij->ji").x(2, 3);
    c.op("Einsum", "equation", "ijk->j").x(2, 3, 2);
    c.op("Einsum", "equation", "...ij,...jk->...ik").x(2, 2, 3).x(2, 3, 4);
  }

  private static void convolutions(Cases c) {
    c.op("Conv").x(1, 2, 5).x(3, 2, 3).x(3);
    c.op("Conv").x(2, 2, 4, 5).x(3, 2, 3, 2).x(3);
    c.op("Conv").x(1, 2, 3, 4, 3).x(2, 2, 2, 2, 2);
    c.op("Conv", "strides", list(2, 2), "pads", list(1, 1, 1, 1)).x(1, 2, 6, 6).x(3, 2, 4, 4);
    c.op("Conv", "strides", list(2, 3), "pads", list(1, 0, 2, 1)).x(1, 2, 6, 7).x(3, 2, 3, 3).x(3);
    c.op("Conv", "dilations", list(2, 1), "pads", list(2, 1, 2, 1)).x(1, 2, 6, 5).x(2, 2, 3, 3);
    c.op("Conv", "group", 2).x(1, 4, 4, 4).x(6, 2, 3, 3).x(6);
    c.op("Conv", "group", 4, "pads", list(1, 1, 1, 1)).x(1, 4, 4, 4).x(4, 1, 3, 3);
    c.op("Conv", "group", 4, "strides", list(2, 2)).x(1, 4, 5, 5).x(8, 1, 3, 3);
    c.op("ConvTranspose").x(1, 2, 4).x(2, 3, 3).x(3);
    c.op("ConvTranspose").x(2, 2, 3, 3).x(2, 3, 3, 2).x(3);
    c.op("ConvTranspose").x(1, 2, 2, 3, 2).x(2, 2, 2, 2, 2);
    c.op("ConvTranspose", "strides", list(2, 2), "pads", list(1, 1, 1, 1))
        .x(1, 2, 3, 3)
        .x(2, 3, 4, 4);
    c.op(
            "ConvTranspose",
            "strides",
            list(2, 2),
            "pads",
            list(1, 1, 1, 1),
            "output_padding",
            list(1, 1))
        .x(1, 2, 3, 3)
        .x(2, 3, 3, 3)
        .x(3);
    c.op("ConvTranspose", "strides", list(2, 3), "pads", list(1, 0, 0, 2))
        .x(1, 2, 3, 3)
        .x(2, 2, 3, 3);
    c.op("ConvTranspose", "dilations", list(2, 1)).x(1, 2, 3, 3).x(2, 2, 3, 3);
    c.op("ConvTranspose", "group", 2, "strides", list(2, 2)).x(1, 4, 3, 3).x(4, 3, 2, 2).x(6);
    c.op("ConvTranspose", "group", 4).x(1, 4, 3, 3).x(4, 1, 3, 3);
    c.op("ConvTranspose", "strides", list(2, 2), "output_shape", list(7, 6))
        .x(1, 2, 3, 3)
        .x(2, 2, 3, 3);
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      c.op("Conv", "auto_pad", auto, "strides", list(2, 2)).x(1, 2, 5, 6).x(2, 2, 3, 4);
      c.op("Conv", "auto_pad", auto).x(1, 2, 5).x(2, 2, 4);
      c.op("ConvTranspose", "auto_pad", auto, "strides", list(2, 2)).x(1, 2, 3, 3).x(2, 2, 3, 3);
    }
  }

  private static void pools(Cases c) {
    for (String name : List.of("MaxPool", "AveragePool")) {
      c.op(name, "kernel_shape", list(3)).x(1, 2, 6);
      c.op(name, "kernel_shape", list(2, 2), "strides", list(2, 2)).x(1, 2, 4, 6);
      c.op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "pads", list(1, 1, 1, 1))
          .x(1, 2, 5, 6);
      c.op(name, "kernel_shape", list(3, 2), "pads", list(1, 0, 2, 1)).x(1, 2, 4, 5);
      c.op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "ceil_mode", 1).x(1, 2, 6, 6);
      c.op(name, "kernel_shape", list(2, 2), "dilations", list(2, 3)).x(1, 2, 6, 6);
      c.op(name, "kernel_shape", list(2, 2, 2)).x(1, 2, 3, 3, 3);
      c.op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "auto_pad", "SAME_UPPER")
          .x(1, 2, 5, 6);
      c.op(name, "kernel_shape", list(3, 3), "strides", list(2, 2), "auto_pad", "SAME_LOWER")
          .x(1, 2, 5, 6);
    }
    for (int ceil : new int[] {0, 1}) {
      c.op(
              "AveragePool",
              "kernel_shape",
              list(3, 3),
              "strides",
              list(2, 2),
              "pads",
              list(1, 1, 1, 1),
              "count_include_pad",
              1,
              "ceil_mode",
              ceil)
          .x(1, 2, 5, 6);
    }
    c.op("GlobalAveragePool").x(2, 3, 4, 2);
    c.op("GlobalMaxPool").x(2, 3, 4, 2);
    c.op("GlobalAveragePool").x(2, 3, 4);
    c.op("LpPool", "kernel_shape", list(2, 2), "p", 2).x(1, 2, 4, 4);
  }

  private static int[] list(int... values) {
    return values;
  }
}
