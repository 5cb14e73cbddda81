package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.Supplier;

/**
 * The iterative fast gradient sign method (Kurakin, Goodfellow and Bengio 2017, eq. 2), the loop of
 * CDMAA (Qiu, Du and Lu 2022, Algorithm 1): {@code x = clip(x + stepSize sign(w))}, from a tiny
 * random offset. With {@link Budget.L2} the step is w / ||w||_2.
 *
 * @param arithmetic creates the arithmetic of one run
 */
public record IFgsm(Supplier<GradientArithmetic> arithmetic) implements Attack {
  /** Uses {@link StandardArithmetic}. */
  public IFgsm() {
    this(StandardArithmetic::create);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    return new SteepestAscent(settings.iterations(), settings.stepSize(), 1, false, 0)
        .run(new AttackRun(objective, photo, settings, listener, arithmetic.get()));
  }
}
