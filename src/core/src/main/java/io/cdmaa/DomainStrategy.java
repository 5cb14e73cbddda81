package io.cdmaa;

import io.cdmaa.mgda.Regularisation;
import java.util.Objects;

/** How the gradients of a generator's domains are aggregated into one. */
public sealed interface DomainStrategy {
  /** Their mean. */
  record Uniform() implements DomainStrategy {}

  /**
   * One domain only; the last one of a generator that has fewer.
   *
   * @param number from 1 to 1,000,000
   */
  record Single(int number) implements DomainStrategy {
    /**
     * @throws CdmaaException if the number is out of range
     */
    public Single {
      Ranges.within("number of the domain", number, 1, 1_000_000);
    }
  }

  /** One domain per iteration, in turn. */
  record Iterative() implements DomainStrategy {}

  /** The domain with the lowest loss. */
  record Worst() implements DomainStrategy {}

  /**
   * The minimum-norm point of the convex hull of the regularised gradients.
   *
   * @param regularisation how the gradients are weighted first
   */
  record Mgda(Regularisation regularisation) implements DomainStrategy {
    /** Rejects null. */
    public Mgda {
      Objects.requireNonNull(regularisation, "regularisation");
    }
  }
}
