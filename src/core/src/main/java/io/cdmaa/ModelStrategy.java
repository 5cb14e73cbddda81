package io.cdmaa;

import io.cdmaa.mgda.Regularisation;
import java.util.List;
import java.util.Objects;

/** How the gradients of the generators are aggregated into one direction. */
public sealed interface ModelStrategy {
  /** A strategy that first weights each gradient by its norm or loss. */
  sealed interface Regularised extends ModelStrategy {
    /** Returns how the gradients are weighted. */
    Regularisation regularisation();

    /** Returns a copy with the given regularisation. */
    Regularised with(Regularisation other);
  }

  /**
   * The minimum-norm point of the convex hull of the regularised gradients (Qiu, Du and Lu 2022).
   */
  record Mgda(Regularisation regularisation) implements Regularised {
    /** Rejects null. */
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
    /** Rejects null. */
    public Normalised {
      Objects.requireNonNull(regularisation, "regularisation");
    }

    @Override
    public Normalised with(Regularisation other) {
      return new Normalised(other);
    }
  }

  /** The mean of the regularised gradients, with the factors fixed at the first iterate. */
  record Static(Regularisation regularisation) implements Regularised {
    /** Rejects null. */
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
   * @param number position in the group, from 1 to 1,000,000
   */
  record Single(int number) implements ModelStrategy {
    /**
     * @throws CdmaaException if the number is out of range
     */
    public Single {
      Ranges.within("number of the generator", number, 1, 1_000_000);
    }
  }

  /** One generator per iteration, in turn. */
  record Iterative() implements ModelStrategy {}

  /**
   * MGDA that concentrates on domains that are not yet broken but can be. It weights domains
   * itself.
   */
  record Threshold() implements ModelStrategy {}

  /** An aggregator from multi-task learning, on the gradients as they are. */
  enum MultiTask implements ModelStrategy {
    /** The mean of the gradients' projections onto their dual cone (Quinton and Rey 2024). */
    UPGRAD,
    /** The projection of the mean onto the dual cone (Lopez-Paz and Ranzato 2017). */
    DUALPROJ,
    /** The mean of the gradients made orthogonal and equally long (Senushkin et al. 2023). */
    ALIGNED_MTL,
    /** The direction with equal projections onto the unit gradients (Liu et al. 2021). */
    IMTL_G,
    /** The mean after conflicting components are subtracted (Yu et al. 2020). */
    PCGRAD,
    /** The direction with equal cosines to all gradients (Liu, Chu and Thuerey 2025). */
    CONFIG,
    /** The Nash bargaining solution (Navon et al. 2022). */
    NASH_MTL
  }

  /**
   * The direction near the mean that raises the slowest loss most (Liu et al. 2021).
   *
   * @param c the largest distance from the mean gradient, relative to its length, in [0, 0.999]
   */
  record CaGrad(double c) implements ModelStrategy {
    /** The value of the paper's own example. */
    public static final double DEFAULT = 0.5;

    /**
     * @throws CdmaaException if c is out of range
     */
    public CaGrad {
      Ranges.within("c of cagrad", c, 0, 0.999);
      c += 0.0; // -0.0 is 0
    }
  }

  /**
   * Fixed weights, normalised to sum to 1.
   *
   * @param weights one finite, non-negative weight per generator, not all 0
   */
  record Weights(List<Double> weights) implements ModelStrategy {
    /**
     * Copies the list.
     *
     * @throws CdmaaException if a weight is out of range
     */
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
