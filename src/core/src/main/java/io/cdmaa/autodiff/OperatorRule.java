package io.cdmaa.autodiff;

import java.util.ArrayList;
import java.util.List;

/**
 * The rule of one operator.
 *
 * @param opType the operator in ONNX's own domain
 * @param inputs the operator's inputs in order, each with its state
 * @param variadic whether the last input may repeat any number of times
 * @param convention the convention where the derivative does not exist (ties, kinks, zero); empty
 *     if it exists everywhere
 */
public record OperatorRule(String opType, List<Input> inputs, boolean variadic, String convention) {

  /**
   * One input.
   *
   * @param name its name in the operator's specification
   * @param rule its state
   */
  public record Input(String name, InputRule rule) {}

  /** Copies the list. */
  public OperatorRule {
    inputs = List.copyOf(inputs);
  }

  /** Returns a rule without inputs. */
  public static OperatorRule of(String opType) {
    return new OperatorRule(opType, List.of(), false, "");
  }

  /** Returns a copy with one more input. */
  public OperatorRule input(String name, InputRule rule) {
    List<Input> more = new ArrayList<>(inputs);
    more.add(new Input(name, rule));
    return new OperatorRule(opType, more, variadic, convention);
  }

  /** Returns a copy with one more input that has a formula. */
  public OperatorRule input(String name, GradientFormula formula) {
    return input(name, InputRule.formula(formula));
  }

  /** Returns a copy with one more input whose derivative is zero by definition. */
  public OperatorRule zero(String name, String reason) {
    return input(name, InputRule.zero(reason));
  }

  /** Returns a copy whose last input may repeat any number of times. */
  public OperatorRule repeated() {
    return new OperatorRule(opType, inputs, true, convention);
  }

  /** Returns a copy with the convention where the derivative does not exist. */
  public OperatorRule where(String statement) {
    return new OperatorRule(opType, inputs, variadic, statement);
  }

  /** Returns the state of an input by position. */
  public InputRule at(int index) {
    if (index < inputs.size()) {
      return inputs.get(index).rule();
    }
    return variadic
        ? inputs.get(inputs.size() - 1).rule()
        : InputRule.unsupported(
            "input " + index + " does not exist in its specification", "export the model again");
  }
}
