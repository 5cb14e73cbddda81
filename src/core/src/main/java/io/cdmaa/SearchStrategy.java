package io.cdmaa;

/** How a method searches for a perturbation within its budget. */
public sealed interface SearchStrategy {
  /** One step of size epsilon: FGSM (Goodfellow, Shlens and Szegedy 2015). */
  record Fgsm() implements SearchStrategy {}

  /** Steps along the sign of the direction: I-FGSM (Kurakin, Goodfellow and Bengio 2017). */
  record IFgsm() implements SearchStrategy {}

  /**
   * I-FGSM from random starts, uniform in the budget: PGD (Madry et al. 2018).
   *
   * @param restarts number of starts, 1 to 10,000
   */
  record Pgd(int restarts) implements SearchStrategy {
    /**
     * @throws CdmaaException if the number is out of range
     */
    public Pgd {
      Ranges.within("restarts", restarts, 1, 10_000);
    }
  }

  /**
   * I-FGSM along a decaying sum of past directions: MI-FGSM (Dong et al. 2018).
   *
   * @param momentum decay factor of the sum, in [0, 1]; 0 is I-FGSM
   */
  record MiFgsm(double momentum) implements SearchStrategy {
    /**
     * @throws CdmaaException if the momentum is out of range
     */
    public MiFgsm {
      Ranges.within("momentum", momentum, 0, 1);
      momentum += 0.0; // -0.0 is 0
    }
  }

  /** Steps that are halved when progress stalls: APGD (Croce and Hein 2020). */
  record Apgd() implements SearchStrategy {}

  /**
   * Random squares, kept if they improve the loss; needs no gradient (Andriushchenko et al. 2020).
   */
  record Square() implements SearchStrategy {}

  /**
   * Returns whether the search takes steps of the given size, so that schedule and rounding apply.
   */
  default boolean takesGivenSteps() {
    return this instanceof IFgsm || this instanceof Pgd || this instanceof MiFgsm;
  }
}
