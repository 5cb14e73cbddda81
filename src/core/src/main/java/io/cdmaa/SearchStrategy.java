package io.cdmaa;

/** How a method searches its budget. */
public sealed interface SearchStrategy {
  /** One step of size epsilon: FGSM (Goodfellow, Shlens and Szegedy 2015). */
  record Fgsm() implements SearchStrategy {}

  /** Steps along the sign of the direction: I-FGSM (Kurakin, Goodfellow and Bengio 2017). */
  record IFgsm() implements SearchStrategy {}

  /**
   * I-FGSM from uniform starts anywhere in the budget: PGD (Madry et al. 2018).
   *
   * @param restarts number of starts, 1 to 10,000
   */
  record Pgd(int restarts) implements SearchStrategy {
    /** Checks the range. */
    public Pgd {
      Ranges.within("restarts", restarts, 1, 10_000);
    }
  }

  /**
   * I-FGSM along a decaying sum of past directions: MI-FGSM (Dong et al. 2018).
   *
   * @param momentum what is left of the sum after each step, in [0, 1]; 0 is I-FGSM
   */
  record MiFgsm(double momentum) implements SearchStrategy {
    /** Checks the range. */
    public MiFgsm {
      Ranges.within("momentum", momentum, 0, 1);
      momentum += 0.0; // -0.0 is 0
    }
  }

  /** Steps that halve themselves where progress stalls: APGD (Croce and Hein 2020). */
  record Apgd() implements SearchStrategy {}

  /** Random squares, of which the better are kept; needs no gradient (Andriushchenko 2020). */
  record Square() implements SearchStrategy {}

  /** Whether its steps have the size that is given, so that schedule and rounding apply to them. */
  default boolean takesGivenSteps() {
    return this instanceof IFgsm || this instanceof Pgd || this instanceof MiFgsm;
  }
}
