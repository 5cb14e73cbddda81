package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.ChromaResolution;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Levels;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * The changes that a crop of one photo may undergo: a limit for each pixel, which holds for each of
 * its channels, a limit for their mean, and the resolution of the change's chroma. Blocks of 2 x 2
 * pixels are counted from the photo's top left corner. A block that the crop contains in part only
 * may change in brightness alone, so that the chroma of the whole photo's change has the same
 * resolution.
 */
public final class ChangeLimits {
  private static final double SMALLEST_SHARE = 0x1p-16;

  private final FloatTensor photo;
  private final FloatTensor lower;
  private final FloatTensor upper;
  private final double[] shares;
  private final double most;
  private final Optional<Mean> mean;
  private final ChromaResolution chroma;
  private final Levels levels;
  private final BlockGrid grid;

  /**
   * A limit for the Euclidean norm of change / share over all values.
   *
   * @param radius the largest norm
   * @param unit the norm of a step of length 1
   */
  public record Mean(double radius, double unit) {}

  /**
   * Creates the limits of a crop.
   *
   * @param original the decoded photo
   * @param crop the part that may change
   * @param shares of each pixel in the budget, row by row of the crop; 0 for pixels that may not
   *     change
   * @param most the largest change on [-1, 1] of a pixel whose share is 1
   * @param mean the limit for the mean; empty if there is none
   * @param chroma the resolution of the change's chroma; without effect on a grey photo
   */
  public ChangeLimits(
      Photo original,
      Crop crop,
      double[] shares,
      double most,
      Optional<Mean> mean,
      ChromaResolution chroma) {
    photo = crop.extract(original.pixels());
    this.shares = shares.clone();
    this.most = most;
    this.mean = mean;
    this.chroma = original.channels() == 1 ? ChromaResolution.FULL : chroma;
    levels = Levels.of(original.bitDepth());
    grid = new BlockGrid(crop, original.width(), original.height());
    lower = FloatTensor.zeros(photo.shape());
    upper = FloatTensor.zeros(photo.shape());
    for (int d = 0; d < photo.size(); d++) {
      lower.set(d, LInfBall.lower(photo.get(d), limit(d)));
      upper.set(d, LInfBall.upper(photo.get(d), limit(d)));
    }
  }

  private double limit(int at) {
    return most * shares[at % shares.length];
  }

  /** Returns the photo whose changes are limited, [C, h, w]. */
  FloatTensor photo() {
    return photo;
  }

  FloatTensor lower() {
    return lower;
  }

  FloatTensor upper() {
    return upper;
  }

  /** Returns the limit for the norm of the whole change; empty if there is none for the mean. */
  Optional<NormBound> bound() {
    return mean.map(limit -> new NormBound(photo, limit.radius(), limit.unit(), this::changed));
  }

  private double changed(FloatTensor x) {
    return norm(d -> (double) x.get(d) - photo.get(d));
  }

  /** Moves a photo into the set; one in the set stays as it is, up to the rounding of floats. */
  void project(FloatTensor x) {
    if (chroma == ChromaResolution.FULL) {
      for (int d = 0; d < x.size(); d++) {
        x.set(d, inside(d, x.get(d)));
      }
    } else {
      projectBlocks(x);
    }
    mean.ifPresent(limit -> shorten(x, limit.radius()));
  }

  /** Moves a photo along its radius as far as necessary. */
  private void shorten(FloatTensor x, double radius) {
    double norm = changed(x);
    if (norm > radius) {
      scale(x, x, (1 - 1e-12) * radius / norm);
    }
  }

  /** Sets target = photo + factor (x - photo). */
  private void scale(FloatTensor x, FloatTensor target, double factor) {
    for (int d = 0; d < x.size(); d++) {
      double centre = photo.get(d);
      target.set(d, inside(d, L2Ball.towards(centre, centre + factor * (x.get(d) - centre))));
    }
  }

  private double norm(IntToDoubleFunction changes) {
    double sum = 0;
    for (int d = 0; d < photo.size(); d++) {
      double share = shares[d % shares.length];
      double change = changes.applyAsDouble(d);
      sum += share == 0 ? 0 : change * change / (share * share);
    }
    return Math.sqrt(sum);
  }

  private void projectBlocks(FloatTensor x) {
    ChangeBlock block = new ChangeBlock();
    grid.forEach(
        (at, contained) -> {
          block.pixels = at.length;
          for (int p = 0; p < at.length; p++) {
            for (int c = 0; c < ChangeBlock.CHANNELS; c++) {
              int d = c * grid.pixels() + at[p];
              double centre = photo.get(d);
              block.lo[c][p] = lower.get(d) - centre;
              block.hi[c][p] = upper.get(d) - centre;
              block.change[c][p] = x.get(d) - centre;
            }
          }
          block.project(coloured(contained), false);
          for (int p = 0; p < at.length; p++) {
            for (int c = 0; c < ChangeBlock.CHANNELS; c++) {
              int d = c * grid.pixels() + at[p];
              x.set(d, inside(d, (float) (photo.get(d) + block.change[c][p])));
            }
          }
        });
  }

  private float inside(int d, float value) {
    return Math.max(lower.get(d), Math.min(upper.get(d), value));
  }

  private boolean coloured(boolean contained) {
    return contained && chroma == ChromaResolution.HALF;
  }

  /**
   * Rounds a photo to its levels, inside the set: no sample changes by more whole levels than its
   * limit contains, and the chroma of the change in levels has the resolution exactly. To meet the
   * limit for the mean, the change is shortened before it is rounded. A sample equal to its
   * original is returned bit for bit.
   *
   * @param x [C, h, w]
   * @return a new tensor
   * @throws CdmaaException if a value is not a number
   */
  FloatTensor quantized(FloatTensor x) {
    FloatTensor result = x.copy();
    quantize(result);
    return result;
  }

  /** Does the same in place. */
  void quantize(FloatTensor x) {
    FloatTensor wanted = mean.isPresent() ? x.copy() : x;
    round(x);
    if (mean.isEmpty() || written(x) <= mean.get().radius()) {
      return;
    }
    double kept = 0;
    for (double more = 0.5; more >= SMALLEST_SHARE; more /= 2) {
      scale(wanted, x, kept + more);
      round(x);
      kept += written(x) <= mean.get().radius() ? more : 0;
    }
    scale(wanted, x, kept);
    round(x);
  }

  /** Returns the norm of the change in whole levels that {@link Mean} limits. */
  private double written(FloatTensor x) {
    return norm(
        d -> (levels.nearest(x.get(d)) - levels.nearest(photo.get(d))) * 2.0 / levels.max());
  }

  /** Rounds regardless of the mean. */
  private void round(FloatTensor x) {
    ChangeBlock block = new ChangeBlock();
    grid.forEach(
        (at, contained) -> {
          block.pixels = at.length;
          int channels = photo.size() / grid.pixels();
          for (int c = 0; c < channels; c++) {
            for (int p = 0; p < at.length; p++) {
              load(block, x, c, p, c * grid.pixels() + at[p]);
            }
          }
          if (chroma != ChromaResolution.FULL) {
            block.project(coloured(contained), true);
          }
          for (int c = 0; c < channels; c++) {
            for (int p = 0; p < at.length; p++) {
              store(block, x, c, p, c * grid.pixels() + at[p]);
            }
          }
        });
  }

  private void load(ChangeBlock block, FloatTensor x, int c, int p, int d) {
    if (Float.isNaN(x.get(d))) {
      throw new CdmaaException(
          ErrorReason.NOT_FINITE,
          "The protected photo holds values that are not numbers, so a generator's gradient is"
              + " broken; check the generator's ONNX file or leave it out");
    }
    int home = levels.nearest(photo.get(d));
    int most = levels.within(limit(d));
    block.lo[c][p] = Math.max(0, home - most) - home;
    block.hi[c][p] = Math.min(levels.max(), home + most) - home;
    block.change[c][p] = x.get(d) == photo.get(d) ? 0 : levels.position(x.get(d)) - home;
  }

  private void store(ChangeBlock block, FloatTensor x, int c, int p, int d) {
    double change = block.change[c][p];
    int whole = (int) Math.max(block.lo[c][p], Math.min(block.hi[c][p], Math.floor(change + 0.5)));
    x.set(d, whole == 0 ? photo.get(d) : levels.value(levels.nearest(photo.get(d)) + whole));
  }

  /**
   * Turns a gradient, in place, into the step of largest gain: of the unit's norm if there is a
   * limit for the mean, otherwise one that changes no pixel by more than its share.
   */
  void steepest(FloatTensor gradient) {
    if (chroma != ChromaResolution.FULL) {
      steepestBlocks(gradient);
    } else {
      for (int d = 0; d < gradient.size(); d++) {
        double share = shares[d % shares.length];
        double value = gradient.get(d);
        gradient.set(
            d, (float) (mean.isPresent() ? share * share * value : share * Math.signum(value)));
      }
    }
    mean.ifPresent(limit -> lengthen(gradient, limit.unit()));
  }

  private void lengthen(FloatTensor direction, double unit) {
    double norm = norm(direction::get);
    for (int d = 0; norm > 0 && d < direction.size(); d++) {
      direction.set(d, (float) (direction.get(d) * (unit / norm)));
    }
  }

  private void steepestBlocks(FloatTensor gradient) {
    ChangeBlock block = new ChangeBlock();
    grid.forEach(
        (at, contained) -> {
          block.pixels = at.length;
          for (int p = 0; p < at.length; p++) {
            for (int c = 0; c < ChangeBlock.CHANNELS; c++) {
              block.hi[c][p] = shares[at[p]];
              block.change[c][p] = gradient.get(c * grid.pixels() + at[p]);
            }
          }
          if (mean.isPresent()) {
            block.steepestByNorm(coloured(contained));
          } else {
            block.steepest(coloured(contained));
          }
          for (int p = 0; p < at.length; p++) {
            for (int c = 0; c < ChangeBlock.CHANNELS; c++) {
              gradient.set(c * grid.pixels() + at[p], (float) block.change[c][p]);
            }
          }
        });
  }
}
