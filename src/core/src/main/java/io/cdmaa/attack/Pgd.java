package io.cdmaa.attack;

import io.cdmaa.Ranges;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.function.Supplier;

/**
 * Projected gradient descent (Madry et al. 2018, section 2.1): I-FGSM from a uniform point of the
 * ball, several times over. The settings' start offset is ignored.
 *
 * @param restarts number of starts, 1 to 10,000; each makes the settings' number of iterations
 * @param arithmetic makes the arithmetic of one run
 */
public record Pgd(int restarts, Supplier<GradientArithmetic> arithmetic) implements Attack {
  /** Checks the range. */
  public Pgd {
    Ranges.within("restarts", restarts, 1, 10_000);
  }

  /** With {@link StandardArithmetic}. */
  public Pgd(int restarts) {
    this(restarts, StandardArithmetic::create);
  }

  /** One start, with ND4J. */
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
