package io.cdmaa.autodiff;

import io.cdmaa.autodiff.InputRule.Formula;
import io.cdmaa.autodiff.InputRule.NotDifferentiable;
import io.cdmaa.autodiff.InputRule.NotSupported;
import io.cdmaa.autodiff.OperatorRule.Input;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The rules as a Markdown table, which is shipped as the resource {@value #RESOURCE}. */
public final class OperatorTable {
  /** The name of the shipped table, in the folder of this class. */
  public static final String RESOURCE = "operators.md";

  private OperatorTable() {}

  /** Returns the shipped table. */
  public static String shipped() {
    try (InputStream in = OperatorTable.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the table of the given rules. */
  public static String markdown(GradientRules rules) {
    StringBuilder text =
        new StringBuilder(
            """
            # Operators with a gradient

            Generated from the rules, which apply to graphs of the opsets 9 to 23 after conversion to
            canonical form at opset 21. An operator that is not listed is rejected with an error that
            names its nodes. The last column is the convention for points without a derivative.

            | Operator | Differentiable | Zero by definition | Not supported | Convention |
            |---|---|---|---|---|
            """);
    for (OperatorRule rule : rules.all()) {
      text.append("| ")
          .append(rule.opType())
          .append(" | ")
          .append(inputs(rule, Formula.class::isInstance))
          .append(" | ")
          .append(inputs(rule, NotDifferentiable.class::isInstance))
          .append(" | ")
          .append(inputs(rule, NotSupported.class::isInstance))
          .append(" | ")
          .append(rule.convention())
          .append(" |\n");
    }
    return text.toString();
  }

  private static String inputs(OperatorRule rule, Predicate<InputRule> state) {
    return rule.inputs().stream()
        .filter(input -> state.test(input.rule()))
        .map(input -> name(rule, input))
        .collect(Collectors.joining(", "));
  }

  private static String name(OperatorRule rule, Input input) {
    boolean last = rule.inputs().indexOf(input) == rule.inputs().size() - 1;
    String name = rule.variadic() && last ? input.name() + "..." : input.name();
    if (input.rule() instanceof NotDifferentiable zero) {
      return name + " (" + zero.reason() + ")";
    }
    return input.rule() instanceof NotSupported refused
        ? name + " (" + refused.reason() + ")"
        : name;
  }
}
