package io.cdmaa.attack;

import io.cdmaa.Ranges;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.Supplier;

/**
 * The momentum iterative fast gradient sign method (Dong et al. 2018, Algorithm 1): {@code m = mu m
 * + w / ||w||_1}, {@code x = clip(x + stepSize sign(m))}.
 *
 * @param momentum mu, in [0, 10]; 0 is I-FGSM
 * @param arithmetic creates the arithmetic of one run
 */
public record MiFgsm(double momentum, Supplier<GradientArithmetic> arithmetic) implements Attack {
  /**
   * @throws io.cdmaa.CdmaaException if the momentum is out of range
   */
  public MiFgsm {
    Ranges.within("momentum", momentum, 0, 10);
  }

  /** Uses {@link StandardArithmetic}. */
  public MiFgsm(double momentum) {
    this(momentum, StandardArithmetic::create);
  }

  /** Uses the published momentum, 1, and {@link StandardArithmetic}. */
  public MiFgsm() {
    this(1);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    return new SteepestAscent(settings.iterations(), settings.stepSize(), 1, false, momentum)
        .run(new AttackRun(objective, photo, settings, listener, arithmetic.get()));
  }
}
