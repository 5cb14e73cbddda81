package io.cdmaa.attack;

/**
 * The loss whose gradient a row of the gradient matrix contains: that of one domain of a generator,
 * or the mean over all its domains.
 *
 * @param generator index of the generator, from 0
 * @param domain index of the domain, from 0, or {@link #ALL_DOMAINS}
 */
public record GradientRow(int generator, int domain) {
  /** The mean over all domains. */
  public static final int ALL_DOMAINS = -1;

  /** Returns the row of a generator's cross-domain loss. */
  public static GradientRow mean(int generator) {
    return new GradientRow(generator, ALL_DOMAINS);
  }
}
