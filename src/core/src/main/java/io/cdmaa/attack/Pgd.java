package io.cdmaa.attack;

import io.cdmaa.Ranges;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.Supplier;

/**
 * Projected gradient descent (Madry et al. 2018, section 2.1): I-FGSM from a uniformly random point
 * of the ball, repeated for each restart. The settings' start offset is ignored.
 *
 * @param restarts number of starts, 1 to 10,000; each performs the settings' number of iterations
 * @param arithmetic creates the arithmetic of one run
 */
public record Pgd(int restarts, Supplier<GradientArithmetic> arithmetic) implements Attack {
  /**
   * @throws io.cdmaa.CdmaaException if the number of restarts is out of range
   */
  public Pgd {
    Ranges.within("restarts", restarts, 1, 10_000);
  }

  /** Uses {@link StandardArithmetic}. */
  public Pgd(int restarts) {
    this(restarts, StandardArithmetic::create);
  }

  /** Uses one start and {@link StandardArithmetic}. */
  public Pgd() {
    this(1);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    return new SteepestAscent(settings.iterations(), settings.stepSize(), restarts, true, 0)
        .run(new AttackRun(objective, photo, settings, listener, arithmetic.get()));
  }
}
