package io.cdmaa.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Sums of products: matrix products and Einstein summation. */
final class Products {
  static final Table TABLE =
      new Table()
          .one("MatMul", call -> matMul(call.in(0), call.in(1)))
          .one("Gemm", Products::gemm)
          .one("Einsum", Products::einsum);

  private Products() {}

  /** Follows numpy's matmul: vectors are extended to matrices, leading axes are broadcast. */
  private static Tensor64 matMul(Tensor64 a, Tensor64 b) {
    Tensor64 left = a.rank() == 1 ? a.reshaped(1, a.dim(0)) : a;
    Tensor64 right = b.rank() == 1 ? b.reshaped(b.dim(0), 1) : b;
    int m = left.dim(left.rank() - 2);
    int k = left.dim(left.rank() - 1);
    int n = right.dim(right.rank() - 1);
    if (k != right.dim(right.rank() - 2)) {
      throw new IllegalArgumentException("inner dimensions differ");
    }
    int[] batch =
        Tensor64.broadcast(
            Arrays.copyOf(left.shape(), left.rank() - 2),
            Arrays.copyOf(right.shape(), right.rank() - 2));
    int[] shape = Arrays.copyOf(batch, batch.length + 2);
    shape[batch.length] = m;
    shape[batch.length + 1] = n;
    Tensor64 product =
        Tensor64.generate(
            a.type(),
            shape,
            index -> {
              int[] l = index.clone();
              int[] r = index.clone();
              double sum = 0;
              for (int i = 0; i < k; i++) {
                l[batch.length + 1] = i;
                r[batch.length] = i;
                sum += left.broadcastAt(l) * right.broadcastAt(r);
              }
              return sum;
            });
    int[] squeezed = Arrays.copyOf(batch, batch.length + 2);
    int rank = batch.length;
    if (a.rank() > 1) {
      squeezed[rank++] = m;
    }
    if (b.rank() > 1) {
      squeezed[rank++] = n;
    }
    return product.reshaped(Arrays.copyOf(squeezed, rank));
  }

  private static Tensor64 gemm(Call call) {
    double alpha = call.real("alpha", 1);
    double beta = call.real("beta", 1);
    Tensor64 a = call.flag("transA") ? transposed(call.in(0)) : call.in(0);
    Tensor64 b = call.flag("transB") ? transposed(call.in(1)) : call.in(1);
    Tensor64 product = matMul(a, b).map(x -> alpha * x);
    return call.optional(2)
        .map(c -> Arithmetic.combine(product, c, (x, y) -> x + beta * y))
        .orElse(product);
  }

  private static Tensor64 transposed(Tensor64 matrix) {
    return Tensor64.generate(
        matrix.type(),
        new int[] {matrix.dim(1), matrix.dim(0)},
        index -> matrix.at(index[1], index[0]));
  }

  /** Sums over every label that is not in the output. */
  private static Tensor64 einsum(Call call) {
    String equation = call.string("equation", "").replace(" ", "");
    int arrow = equation.indexOf("->");
    String[] terms = (arrow < 0 ? equation : equation.substring(0, arrow)).split(",", -1);
    List<Tensor64> operands = call.present();
    List<List<String>> labels = new ArrayList<>();
    int ellipsis = 0;
    for (int i = 0; i < terms.length; i++) {
      ellipsis = Math.max(ellipsis, operands.get(i).rank() - letters(terms[i]));
    }
    Map<String, Integer> extents = new LinkedHashMap<>();
    for (int i = 0; i < terms.length; i++) {
      List<String> own = split(terms[i], operands.get(i).rank() - letters(terms[i]));
      for (int axis = 0; axis < own.size(); axis++) {
        extents.merge(own.get(axis), operands.get(i).dim(axis), Math::max);
      }
      labels.add(own);
    }
    List<String> out =
        arrow < 0 ? implicit(terms, ellipsis) : split(equation.substring(arrow + 2), ellipsis);
    List<String> all = new ArrayList<>(out);
    extents.keySet().stream().filter(label -> !out.contains(label)).forEach(all::add);
    int[] summed = all.stream().skip(out.size()).mapToInt(extents::get).toArray();
    return Tensor64.generate(
        operands.get(0).type(),
        out.stream().mapToInt(extents::get).toArray(),
        index -> {
          double sum = 0;
          int[] inner = new int[summed.length];
          do {
            double product = 1;
            for (int i = 0; i < labels.size(); i++) {
              int[] at =
                  labels.get(i).stream()
                      .mapToInt(all::indexOf)
                      .map(p -> p < index.length ? index[p] : inner[p - index.length])
                      .toArray();
              product *= operands.get(i).broadcastAt(at);
            }
            sum += product;
          } while (Tensor64.advance(inner, summed));
          return sum;
        });
  }

  private static int letters(String term) {
    return term.replace("...", "").length();
  }

  /** Returns the labels of a term; the axes of an ellipsis are numbered from its end. */
  private static List<String> split(String term, int ellipsis) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < term.length(); i++) {
      if (term.charAt(i) == '.') {
        for (int axis = ellipsis; axis > 0; axis--) {
          labels.add("." + axis);
        }
        i += 2;
      } else {
        labels.add(term.substring(i, i + 1));
      }
    }
    return labels;
  }

  /**
   * Returns the output without an arrow: the ellipsis, then the labels that occur once, in
   * alphabetical order.
   */
  private static List<String> implicit(String[] terms, int ellipsis) {
    String letters = String.join("", terms).replace(".", "");
    TreeSet<String> once = new TreeSet<>();
    for (int i = 0; i < letters.length(); i++) {
      if (letters.indexOf(letters.charAt(i)) == letters.lastIndexOf(letters.charAt(i))) {
        once.add(letters.substring(i, i + 1));
      }
    }
    List<String> labels = split(String.join("", terms).contains("...") ? "..." : "", ellipsis);
    labels.addAll(once);
    return labels;
  }
}
