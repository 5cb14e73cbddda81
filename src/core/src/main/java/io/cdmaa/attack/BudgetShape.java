package io.cdmaa.attack;

import io.cdmaa.image.ChromaResolution;
import io.cdmaa.image.Crop;
import io.cdmaa.image.JustNoticeable;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * How a budget is distributed over a photo.
 *
 * @param form the limits of the pixels
 * @param chroma the resolution of the change's chroma
 */
public record BudgetShape(Form form, ChromaResolution chroma) {
  /** The limits of the pixels. */
  public enum Form {
    /** The same for every pixel. */
    UNIFORM,
    /**
     * Each pixel has a share by its {@linkplain JustNoticeable just noticeable difference} J: share
     * = 1 / sqrt(1/2 + 1/2 m / J^2), where m is such that the mean of m / J^2 over the photo is 1.
     * The root mean square of change / share may not exceed epsilon, and no value may change by
     * more than {@value #MOST} times epsilon times its pixel's share. One half of the budget limits
     * the change as such, the other half what is seen of it. A change spread evenly over the photo
     * may have a root mean square of epsilon.
     */
    PERCEPTUAL
  }

  /** How far a single value may exceed its share of a perceptual budget. */
  public static final int MOST = 6;

  private static final double SEEN = 0.5;

  /** The same limit for every value. */
  public static final BudgetShape DEFAULT = new BudgetShape(Form.UNIFORM, ChromaResolution.FULL);

  /** Checks for null. */
  public BudgetShape {
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(chroma, "chroma");
  }

  /** Returns a copy with other limits. */
  public BudgetShape withForm(Form other) {
    return new BudgetShape(other, chroma);
  }

  /** Returns a copy with another resolution of the chroma. */
  public BudgetShape withChroma(ChromaResolution other) {
    return new BudgetShape(form, other);
  }

  /**
   * Returns the most by which a value can change with an L-infinity budget of this form: epsilon,
   * or the limit of the largest possible share.
   */
  public static double most(Form form, double epsilon) {
    return switch (form) {
      case UNIFORM -> epsilon;
      case PERCEPTUAL -> MOST * epsilon / Math.sqrt(1 - SEEN);
    };
  }

  /**
   * Returns the budget of one photo.
   *
   * @param settings with the budget to distribute
   * @param crop the part of the photo that may change
   * @param own [1, h, w], 0 for pixels of the crop that may not; empty if all may
   * @return the settings' budget if it applies to every value alike
   */
  Budget of(AttackSettings settings, Photo original, Crop crop, Optional<FloatTensor> own) {
    Budget budget = settings.budget();
    if (form == Form.UNIFORM && chroma == ChromaResolution.FULL) {
      return budget;
    }
    double[] shares = form == Form.PERCEPTUAL ? shares(original, crop) : ones(crop);
    for (int i = 0; i < shares.length; i++) {
      shares[i] = own.isPresent() && own.get().get(i) == 0 ? 0 : shares[i];
    }
    double epsilon = budget.epsilon();
    double values = original.channels() * Arrays.stream(shares).filter(s -> s > 0).count();
    double unit = budget instanceof Budget.L2 ? 1 : Math.sqrt(values);
    double most =
        form == Form.PERCEPTUAL ? MOST * epsilon : budget instanceof Budget.LInf ? epsilon : 2;
    Optional<ChangeLimits.Mean> mean =
        form == Form.PERCEPTUAL || !(budget instanceof Budget.LInf)
            ? Optional.of(new ChangeLimits.Mean(epsilon * unit, unit))
            : Optional.empty();
    return new Budget.Limited(
        epsilon, new ChangeLimits(original, crop, shares, most, mean, chroma));
  }

  private static double[] ones(Crop crop) {
    double[] ones = new double[crop.width() * crop.height()];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] shares(Photo original, Crop crop) {
    double[] noticeable = JustNoticeable.of(original);
    double inverse = Arrays.stream(noticeable).map(v -> 1 / (v * v)).average().orElseThrow();
    double[] shares = new double[crop.width() * crop.height()];
    for (int i = 0; i < shares.length; i++) {
      int row = crop.y() + i / crop.width();
      int column = crop.x() + i % crop.width();
      double own = noticeable[row * original.width() + column];
      shares[i] = 1 / Math.sqrt(1 - SEEN + SEEN / (own * own * inverse));
    }
    return shares;
  }
}
