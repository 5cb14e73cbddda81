package io.cdmaa.autodiff;

import java.util.Optional;
import java.util.function.Function;

/** What the derivative with respect to one operator input is: one of three explicit states. */
public sealed interface InputRule {

  /**
   * There is a formula.
   *
   * @param gradient emits the gradient of the input
   * @param obstacle why the formula does not hold for a particular node, if it does not
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
   * There is no formula here.
   *
   * @param reason why
   * @param remedy what the user can do
   */
  record NotSupported(String reason, String remedy) implements InputRule {}

  /** A formula that holds for every node. */
  static InputRule formula(GradientFormula gradient) {
    return new Formula(gradient, node -> Optional.empty());
  }

  /** Zero by definition. */
  static InputRule zero(String reason) {
    return new NotDifferentiable(reason);
  }

  /** Without a formula. */
  static InputRule unsupported(String reason, String remedy) {
    return new NotSupported(reason, remedy);
  }
}
