package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.InverseResize;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A universal perturbation of a group of generators, from which searches start instead of from the
 * photo itself (Moosavi-Dezfooli et al. 2017; Huang et al. 2022 for generators). Immutable and
 * thread-safe.
 */
public final class WarmStart {
  private final FloatTensor perturbation;
  private final Budget budget;
  private final List<String> generators;
  private final String sha256;

  /** The perturbation at the size that was asked for last: photos of a batch have the same. */
  private volatile Sized last;

  private record Sized(int height, int width, FloatTensor perturbation) {}

  /**
   * @param perturbation [3, h, w], the change of a crop of this size, inside the budget; copied
   * @param budget the budget that it was learnt for
   * @param generators digests of the generators that it was learnt against, as {@link
   *     io.cdmaa.generator.ModelDigest} computes them
   * @param sha256 digest of its file, in hexadecimal
   */
  public WarmStart(
      FloatTensor perturbation, Budget budget, List<String> generators, String sha256) {
    if (perturbation.shape().length != 3 || perturbation.shape()[0] != 3) {
      throw new IllegalArgumentException(
          "a perturbation is [3, h, w], not " + Arrays.toString(perturbation.shape()));
    }
    this.perturbation = perturbation.copy();
    this.budget = Objects.requireNonNull(budget, "budget");
    this.generators = List.copyOf(generators);
    this.sha256 = Objects.requireNonNull(sha256, "sha256");
  }

  /** Returns the budget that it was learnt for. */
  public Budget budget() {
    return budget;
  }

  /** Returns the digest of its file, in hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /**
   * Returns the change of a crop: the perturbation scaled so that the generators, which resize the
   * crop, see what was learnt. On a grey crop it is the mean over the channels.
   *
   * @param shape [C, h, w] of the crop, C 1 or 3
   * @return a new tensor of that shape; with an L-infinity budget no value exceeds it
   */
  public FloatTensor over(long... shape) {
    int height = (int) shape[1];
    int width = (int) shape[2];
    Sized sized = last;
    if (sized == null || sized.height() != height || sized.width() != width) {
      sized = new Sized(height, width, sized(height, width));
      last = sized;
    }
    return shape[0] == 3 ? sized.perturbation().copy() : grey(sized.perturbation());
  }

  private FloatTensor sized(int height, int width) {
    long[] own = perturbation.shape();
    double limit = budget instanceof Budget.LInf ? budget.epsilon() : Double.POSITIVE_INFINITY;
    return new InverseResize((int) own[1], (int) own[2], height, width).of(perturbation, limit);
  }

  private static FloatTensor grey(FloatTensor colour) {
    long[] shape = colour.shape();
    FloatTensor grey = FloatTensor.zeros(1, shape[1], shape[2]);
    int area = grey.size();
    for (int i = 0; i < area; i++) {
      double sum = (double) colour.get(i) + colour.get(area + i) + colour.get(2 * area + i);
      grey.set(i, (float) (sum / 3));
    }
    return grey;
  }

  /**
   * Checks that it was learnt for a budget.
   *
   * @param shape a perturbation is learnt for many photos, so not for the shape of one
   * @throws CdmaaException if the norm or epsilon differ, or the limits follow the photo
   */
  public void requireFits(Budget wanted, BudgetShape shape) {
    if (shape.form() == BudgetShape.Form.PERCEPTUAL) {
      throw unfit(
          "was learnt for a uniform budget, and the search has a perceptual one; choose a uniform"
              + " budget");
    }
    if (!wanted.getClass().equals(budget.getClass())) {
      throw unfit(
          "was learnt for "
              + norm(budget)
              + ", and the search bounds the change by "
              + norm(wanted)
              + "; choose the same norm");
    }
    if (wanted.epsilon() != budget.epsilon()) {
      throw unfit(
          "was learnt for epsilon "
              + budget.epsilon()
              + ", and the search uses "
              + wanted.epsilon()
              + "; choose the same epsilon");
    }
  }

  /**
   * Checks that it was learnt against a generator.
   *
   * @param name the generator's name in the message
   * @param digest its digest
   * @throws CdmaaException if it was not
   */
  public void requireCovers(String name, String digest) {
    if (!generators.contains(digest)) {
      throw unfit(
          "was not learnt against "
              + name
              + " as it is now, with its manifest; name the models that it was learnt against");
    }
  }

  private static CdmaaException unfit(String difference) {
    return new CdmaaException(
        ErrorReason.WARM_START,
        "The universal perturbation " + difference + ", or learn another one");
  }

  private static String norm(Budget budget) {
    return budget instanceof Budget.LInf ? "the L-infinity norm" : "the L2 norm";
  }

  @Override
  public String toString() {
    return "universal perturbation " + sha256.substring(0, Math.min(12, sha256.length()));
  }
}
