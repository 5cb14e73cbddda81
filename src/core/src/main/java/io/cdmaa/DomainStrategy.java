package io.cdmaa;

import io.cdmaa.mgda.Regularisation;
import java.util.Objects;

/** How the gradients of a generator's domains become one. */
public sealed interface DomainStrategy {
  /** Their mean. */
  record Uniform() implements DomainStrategy {}

  /**
   * One domain only; of a generator that has fewer, the last.
   *
   * @param number from 1 to 1,000,000
   */
  record Single(int number) implements DomainStrategy {
    /** Checks the range. */
    public Single {
      Ranges.within("number of the domain", number, 1, 1_000_000);
    }
  }

  /** One domain per iteration, in turn. */
  record Iterative() implements DomainStrategy {}

  /** The domain of least loss. */
  record Worst() implements DomainStrategy {}

  /**
   * The shortest point of the hull of the regularised gradients.
   *
   * @param regularisation how gradients are weighed before
   */
  record Mgda(Regularisation regularisation) implements DomainStrategy {
    /** Checks for null. */
    public Mgda {
      Objects.requireNonNull(regularisation, "regularisation");
    }
  }
}
