package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The loss of every domain of every generator at one photo.
 *
 * @param perDomain [j][k], L_jk, J x K_j; copied
 */
@SuppressWarnings("ArrayRecordComponent") // numbers, copied in and out
public record Losses(double[][] perDomain) {
  /** Copies the losses and checks that every generator has a domain. */
  public Losses {
    if (perDomain.length == 0) {
      throw new IllegalArgumentException("losses of no generator");
    }
    perDomain = copy(perDomain);
    for (int j = 0; j < perDomain.length; j++) {
      if (perDomain[j].length == 0) {
        throw new IllegalArgumentException("generator " + j + " has no domain");
      }
    }
  }

  private static double[][] copy(double[][] values) {
    return Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
  }

  /** Returns a copy of the values. */
  @Override
  public double[][] perDomain() {
    return copy(perDomain);
  }

  /** Returns J, the number of generators. */
  public int generators() {
    return perDomain.length;
  }

  /** Returns the number of domains of all generators together. */
  public int domains() {
    return Arrays.stream(perDomain).mapToInt(row -> row.length).sum();
  }

  /** Returns L_j, the mean over the domains of generator j. */
  public double mean(int j) {
    return Arrays.stream(perDomain[j]).sum() / perDomain[j].length;
  }

  /** Returns the mean of the generators' mean losses. */
  public double mean() {
    double sum = 0;
    for (int j = 0; j < perDomain.length; j++) {
      sum += mean(j);
    }
    return sum / perDomain.length;
  }

  /**
   * Returns the weighted sum of the losses of generator j.
   *
   * @param weights one per domain
   */
  public double weighted(int j, double[] weights) {
    double sum = 0;
    for (int k = 0; k < perDomain[j].length; k++) {
      sum += weights[k] * perDomain[j][k];
    }
    return sum;
  }

  /** Returns the weighted sum of the losses of each generator, J values. */
  double[] weighted(DomainWeights weights) {
    return IntStream.range(0, perDomain.length)
        .mapToDouble(j -> weighted(j, weights.of(j)))
        .toArray();
  }

  /** Returns L_j of every generator, J values. */
  double[] means() {
    return IntStream.range(0, perDomain.length).mapToDouble(this::mean).toArray();
  }

  /** Returns the loss whose gradient a row of the gradient matrix contains. */
  public double of(GradientRow row) {
    return row.domain() == GradientRow.ALL_DOMAINS
        ? mean(row.generator())
        : perDomain[row.generator()][row.domain()];
  }

  /** Returns how many domains of generator j have a loss of at least the threshold. */
  public int succeeded(int j, double threshold) {
    return (int) Arrays.stream(perDomain[j]).filter(loss -> loss >= threshold).count();
  }

  /** Returns how many domains of all generators have a loss of at least the threshold. */
  public int succeeded(double threshold) {
    int count = 0;
    for (int j = 0; j < perDomain.length; j++) {
      count += succeeded(j, threshold);
    }
    return count;
  }

  /** Returns the generator with the lowest mean loss; the first among equals. */
  public int weakest() {
    int weakest = 0;
    for (int j = 1; j < perDomain.length; j++) {
      if (mean(j) < mean(weakest)) {
        weakest = j;
      }
    }
    return weakest;
  }

  /**
   * Returns these losses after checking that they are valid numbers.
   *
   * @param names the generators' names, for the message
   * @throws CdmaaException if one is NaN, infinite or negative; it names generator and domain
   */
  Losses checked(List<String> names) {
    for (int j = 0; j < perDomain.length; j++) {
      for (int k = 0; k < perDomain[j].length; k++) {
        double loss = perDomain[j][k];
        if (!(loss >= 0 && loss < Double.POSITIVE_INFINITY)) {
          throw new CdmaaException(
              ErrorReason.NOT_FINITE,
              "Generator "
                  + names.get(j)
                  + " has a loss of "
                  + loss
                  + " in its domain "
                  + k
                  + ", which is not a finite number of at least 0; check its export and the range"
                  + " of its input, and run it in float32 if it runs in a shorter format");
        }
      }
    }
    return this;
  }

  @Override
  public String toString() {
    return "Losses" + Arrays.deepToString(perDomain);
  }
}
