package io.cdmaa.attack;

import io.cdmaa.Ranges;
import java.util.Objects;

/**
 * How far the protected photo may be from the original, in the units of pixels on [-1, 1] (one
 * 8-bit level is 2 / 255).
 */
public sealed interface Budget {
  /** Returns the radius. */
  double epsilon();

  /**
   * No value may change by more than epsilon.
   *
   * @param epsilon in (0, 2]; 0.05 is 6.375 levels
   */
  record LInf(double epsilon) implements Budget {
    /**
     * @throws io.cdmaa.CdmaaException if epsilon is out of range
     */
    public LInf {
      Ranges.above("epsilon", epsilon, 0, 2);
    }
  }

  /**
   * No value may change by more than its pixel's limit, and the chroma of the change may be coarser
   * than the photo. A {@link Protector} makes it of an {@link LInf} and a {@link BudgetShape}.
   *
   * @param epsilon to which limits, steps and step sizes are relative; in (0, 2]
   * @param limits of one photo
   */
  record Limited(double epsilon, ChangeLimits limits) implements Budget {
    /**
     * @throws io.cdmaa.CdmaaException if epsilon is out of range
     */
    public Limited {
      Ranges.above("epsilon", epsilon, 0, 2);
      Objects.requireNonNull(limits, "limits");
    }
  }

  /**
   * The Euclidean norm of the whole change may not exceed epsilon.
   *
   * @param epsilon in (0, 1e6]; a change of 0.05 in each of D values has norm 0.05 sqrt(D)
   */
  record L2(double epsilon) implements Budget {
    /**
     * @throws io.cdmaa.CdmaaException if epsilon is out of range
     */
    public L2 {
      Ranges.above("epsilon", epsilon, 0, 1e6);
    }
  }

  /**
   * The root mean square of the change over all values may not exceed epsilon: an L2 ball of radius
   * epsilon sqrt(D), so that one epsilon suits photos of every size. Steps and step sizes are
   * measured in the same way.
   *
   * @param epsilon in (0, 2]
   */
  record Rms(double epsilon) implements Budget {
    /**
     * @throws io.cdmaa.CdmaaException if epsilon is out of range
     */
    public Rms {
      Ranges.above("epsilon", epsilon, 0, 2);
    }
  }
}
