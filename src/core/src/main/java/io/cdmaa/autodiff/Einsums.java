package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Einsum with any number of operands: the gradient of one operand is the contraction of the
 * output's gradient with the others, broadcast along the indices that only it has.
 */
final class Einsums {
  private Einsums() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Einsum")
            .input("Inputs", new InputRule.Formula(Einsums::gradient, Einsums::obstacle))
            .repeated());
  }

  /** An equation with its ellipsis expanded and its output explicit. */
  private record Equation(List<String> operands, String output) {}

  private static String text(NodeView node) {
    return node.attributes().string("equation", "").replace(" ", "");
  }

  private static Optional<Equation> parse(NodeView node) {
    String text = text(node);
    List<String> operands = Arrays.asList(text.split("->", -1)[0].split(",", -1));
    if (operands.size() != node.node().inputs().size()) {
      return Optional.empty();
    }
    Optional<String> ellipsis = ellipsis(node, operands);
    if (ellipsis.isEmpty()) {
      return Optional.empty();
    }
    String dots = ellipsis.get();
    List<String> plain = operands.stream().map(o -> o.replace("...", dots)).toList();
    boolean repeated = plain.stream().anyMatch(o -> o.chars().distinct().count() < o.length());
    if (repeated) {
      return Optional.empty();
    }
    String output =
        text.contains("->")
            ? text.substring(text.indexOf("->") + 2).replace("...", dots)
            : dots + onlyOnce(String.join("", plain), dots);
    return Optional.of(new Equation(plain, output));
  }

  /**
   * Returns the letters that the ellipsis stands for; absent if its rank differs between operands.
   */
  private static Optional<String> ellipsis(NodeView node, List<String> operands) {
    long[] covered = null;
    for (int i = 0; i < operands.size(); i++) {
      int at = operands.get(i).indexOf("...");
      if (at >= 0) {
        long[] dims = node.xDims(i);
        int rank = dims.length - (operands.get(i).length() - 3);
        long[] own = Arrays.copyOfRange(dims, at, at + rank);
        if (covered != null && !Arrays.equals(covered, own)) {
          return Optional.empty();
        }
        covered = own;
      }
    }
    int rank = covered == null ? 0 : covered.length;
    String used = String.join("", operands);
    String free =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            .chars()
            .filter(c -> used.indexOf(c) < 0)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return rank > free.length() ? Optional.empty() : Optional.of(free.substring(0, rank));
  }

  private static String onlyOnce(String letters, String except) {
    return letters
        .chars()
        .filter(c -> letters.indexOf(c) == letters.lastIndexOf(c) && except.indexOf(c) < 0)
        .sorted()
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  private static Optional<InputRule.NotSupported> obstacle(NodeView node) {
    return parse(node).isPresent()
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported(
                "its equation '"
                    + text(node)
                    + "' repeats an index within one operand or has an ellipsis that broadcasts",
                "re-export with MatMul and Transpose"));
  }

  private static String gradient(Backward b) {
    Equation equation = parse(b).orElseThrow();
    String own = equation.operands().get(b.index());
    List<String> terms = new ArrayList<>(List.of(equation.output()));
    List<String> values = new ArrayList<>(List.of(b.g()));
    for (int i = 0; i < equation.operands().size(); i++) {
      if (i != b.index()) {
        terms.add(equation.operands().get(i));
        values.add(b.x(i));
      }
    }
    String others = String.join("", terms);
    StringBuilder reached = new StringBuilder();
    long[] kept = b.dims();
    for (int i = 0; i < own.length(); i++) {
      if (others.indexOf(own.charAt(i)) >= 0) {
        reached.append(own.charAt(i));
      } else {
        kept[i] = 1;
      }
    }
    String form = String.join(",", terms) + "->" + reached;
    String part = b.op("Einsum", Attributes.of("equation", form), values.toArray(String[]::new));
    boolean whole = reached.length() == own.length();
    return whole ? part : b.emit().expand(b.emit().reshape(part, kept), b.dims());
  }
}
