package io.cdmaa;

import io.cdmaa.mgda.Regularisation;
import java.util.List;
import java.util.Objects;

/** How the gradients of the generators become one direction. */
public sealed interface ModelStrategy {
  /** Those that weigh each gradient by its length or loss first. */
  sealed interface Regularised extends ModelStrategy {
    /** How gradients are weighed. */
    Regularisation regularisation();

    /** The same strategy with other weights. */
    Regularised with(Regularisation other);
  }

  /** The shortest point of the hull of the regularised gradients (Qiu, Du and Lu 2022). */
  record Mgda(Regularisation regularisation) implements Regularised {
    /** Checks for null. */
    public Mgda {
      Objects.requireNonNull(regularisation, "regularisation");
    }

    @Override
    public Mgda with(Regularisation other) {
      return new Mgda(other);
    }
  }

  /** The mean of the gradients. */
  record Uniform() implements ModelStrategy {}

  /** The mean of the regularised gradients. */
  record Normalised(Regularisation regularisation) implements Regularised {
    /** Checks for null. */
    public Normalised {
      Objects.requireNonNull(regularisation, "regularisation");
    }

    @Override
    public Normalised with(Regularisation other) {
      return new Normalised(other);
    }
  }

  /** The mean of the regularised gradients, with the factors of the first iterate kept. */
  record Static(Regularisation regularisation) implements Regularised {
    /** Checks for null. */
    public Static {
      Objects.requireNonNull(regularisation, "regularisation");
    }

    @Override
    public Static with(Regularisation other) {
      return new Static(other);
    }
  }

  /**
   * One generator only; the others are evaluated but not attacked.
   *
   * @param number from 1 to 1,000,000, in the order of the group
   */
  record Single(int number) implements ModelStrategy {
    /** Checks the range. */
    public Single {
      Ranges.within("number of the generator", number, 1, 1_000_000);
    }
  }

  /** One generator per iteration, in turn. */
  record Iterative() implements ModelStrategy {}

  /** MGDA that spends its steps where a domain can still be broken. It weighs domains itself. */
  record Threshold() implements ModelStrategy {}

  /**
   * Fixed weights, divided by their sum.
   *
   * @param weights one finite weight of at least 0 per generator, not all 0
   */
  record Weights(List<Double> weights) implements ModelStrategy {
    /** Checks the ranges and copies. */
    public Weights {
      weights = weights.stream().map(weight -> weight + 0.0).toList(); // -0.0 is 0
      double sum = weights.stream().mapToDouble(Double::doubleValue).sum();
      if (!(weights.stream().allMatch(weight -> weight >= 0) && sum > 0 && Double.isFinite(sum))) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "The weights of the generators are "
                + weights
                + "; they must be finite and at least 0, and not all 0");
      }
    }
  }
}
