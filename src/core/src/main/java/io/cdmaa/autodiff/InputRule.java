package io.cdmaa.autodiff;

import java.util.Optional;
import java.util.function.Function;

/** The derivative with respect to one operator input, in one of three explicit states. */
public sealed interface InputRule {

  /**
   * A formula exists.
   *
   * @param gradient emits the gradient of the input
   * @param obstacle why the formula does not apply to a particular node, if it does not
   */
  record Formula(GradientFormula gradient, Function<NodeView, Optional<NotSupported>> obstacle)
      implements InputRule {}

  /**
   * The derivative is zero by definition, e.g. of an index or through {@code Floor}.
   *
   * @param reason why, in a few words
   */
  record NotDifferentiable(String reason) implements InputRule {}

  /**
   * There is no formula.
   *
   * @param reason why
   * @param remedy what the user can do
   */
  record NotSupported(String reason, String remedy) implements InputRule {}

  /** Returns a rule with a formula that applies to every node. */
  static InputRule formula(GradientFormula gradient) {
    return new Formula(gradient, node -> Optional.empty());
  }

  /** Returns a rule for a derivative that is zero by definition. */
  static InputRule zero(String reason) {
    return new NotDifferentiable(reason);
  }

  /** Returns a rule without a formula. */
  static InputRule unsupported(String reason, String remedy) {
    return new NotSupported(reason, remedy);
  }
}
