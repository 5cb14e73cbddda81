package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.Supplier;

/**
 * The fast gradient sign method (Goodfellow, Shlens and Szegedy 2015, section 4): one step of size
 * epsilon. The settings' step size and iterations are ignored.
 *
 * @param arithmetic creates the arithmetic of one run
 */
public record Fgsm(Supplier<GradientArithmetic> arithmetic) implements Attack {
  /** Uses {@link StandardArithmetic}. */
  public Fgsm() {
    this(StandardArithmetic::create);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    return new SteepestAscent(1, settings.budget().epsilon(), 1, false, 0)
        .run(new AttackRun(objective, photo, settings, listener, arithmetic.get()));
  }
}
