package io.cdmaa.mgda;

/**
 * How gradients are weighted against each other before their convex hull is formed: g^_j = r_j g_j
 * (Qiu, Du and Lu 2022, section 3.3). Minimising the norm favours short vectors, so whatever
 * shortens a generator's vector increases its weight.
 */
public enum Regularisation {
  /** r = 1: the shortest gradient counts most, whatever its loss. */
  NONE {
    @Override
    double factor(double loss, double gradientNorm) {
      return 1;
    }
  },
  /** r = 1 / ||g||: every generator gains the same to first order. */
  L2 {
    @Override
    double factor(double loss, double gradientNorm) {
      return gradientNorm == 0 ? 0 : 1 / gradientNorm;
    }
  },
  /** r = 1 / max(L, xi), the gradient of log L: gains in proportion to the loss. */
  LOG {
    @Override
    double factor(double loss, double gradientNorm) {
      return 1 / Math.max(loss, XI);
    }
  },
  /**
   * r = L + xi, the paper's own: the first-order gain of generator j is proportional to 1 / (L_j +
   * xi), so the weakest attack gains most.
   */
  PENALTY {
    @Override
    double factor(double loss, double gradientNorm) {
      return loss + XI;
    }
  },
  /**
   * r = 1 / (||g|| max(L, xi)), "loss+" of Sener and Koltun's code: gains in proportion to the loss
   * and to how strongly the generator reacts.
   */
  L2_LOG {
    @Override
    double factor(double loss, double gradientNorm) {
      return L2.factor(loss, gradientNorm) * LOG.factor(loss, gradientNorm);
    }
  },
  /**
   * r = (L + xi) / ||g||: the penalty on directions of equal length, so that the weakest attack
   * gains the largest share of what its own gradient could give it.
   */
  L2_PENALTY {
    @Override
    double factor(double loss, double gradientNorm) {
      return L2.factor(loss, gradientNorm) * PENALTY.factor(loss, gradientNorm);
    }
  };

  /**
   * Keeps the factors finite and above zero if a loss is zero. In the units of the loss (mean
   * squared difference); even a photo that is only 0.001 away from the original has losses far
   * above it.
   */
  public static final double XI = 1e-10;

  abstract double factor(double loss, double gradientNorm);

  /**
   * Returns the factors r_j.
   *
   * @param losses L_j, each at least 0
   * @param gradientNorms ||g_j||, each at least 0
   * @return as many finite factors of at least 0; 0 only where the factor would divide by a norm of
   *     0
   */
  public double[] factors(double[] losses, double[] gradientNorms) {
    if (losses.length != gradientNorms.length) {
      throw new IllegalArgumentException(
          losses.length + " losses but " + gradientNorms.length + " gradient norms");
    }
    double[] factors = new double[losses.length];
    for (int j = 0; j < factors.length; j++) {
      factors[j] = factor(losses[j], gradientNorms[j]);
    }
    return factors;
  }
}
