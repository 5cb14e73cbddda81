package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rounds a protected photo to the levels of its file without exceeding the budget. */
public final class Quantizer {
  /** How far, in levels, an original may be from its lattice: float rounding at 16 bits. */
  private static final double OFF_LATTICE = 0.01;

  private Quantizer() {}

  /**
   * Rounds every sample to the nearest level that is within the budget around the original and
   * within the range. The budget in levels is {@link Levels#within}, so the result is never further
   * from the original than epsilon, even if the nearest level would be. A sample equal to its
   * original is returned bit for bit.
   *
   * @param original the photo as decoded, any shape, values on the lattice
   * @param perturbed the protected photo, same shape; values outside [-1, 1] are clamped
   * @param epsilon the L-infinity budget on [-1, 1]
   * @param bitDepth 8 or 16
   * @return a new tensor of the same shape with values on the lattice
   * @throws CdmaaException if a perturbed value is not a number
   */
  public static FloatTensor quantizeWithinBudget(
      FloatTensor original, FloatTensor perturbed, double epsilon, int bitDepth) {
    FloatTensor result = perturbed.copy();
    projectIntoBudget(original, result, epsilon, bitDepth);
    return result;
  }

  /**
   * Applies {@link #quantizeWithinBudget} in place.
   *
   * @param original the photo as decoded, any shape, values on the lattice
   * @param x the protected photo, same shape; rounded to the lattice within the budget
   * @param epsilon the L-infinity budget on [-1, 1]
   * @param bitDepth 8 or 16
   * @throws CdmaaException if a value of x is not a number
   */
  public static void projectIntoBudget(
      FloatTensor original, FloatTensor x, double epsilon, int bitDepth) {
    if (original.size() != x.size()) {
      throw new IllegalArgumentException(original + " and " + x + " differ in size");
    }
    Levels levels = Levels.of(bitDepth);
    int budget = levels.within(epsilon);
    FloatBuffer from = original.buffer();
    FloatBuffer to = x.buffer();
    for (int i = 0; i < to.capacity(); i++) {
      to.put(i, quantize(from.get(i), to.get(i), budget, levels));
    }
  }

  private static float quantize(float original, float perturbed, int budget, Levels levels) {
    int home = levels.nearest(original);
    if (!(Math.abs(levels.position(original) - home) <= OFF_LATTICE)) {
      throw new IllegalArgumentException(
          original + " is not a level of " + levels.max() + ", so it is not a decoded original");
    }
    if (perturbed == original) {
      return original;
    }
    if (Float.isNaN(perturbed)) {
      throw new CdmaaException(
          ErrorReason.NOT_FINITE,
          "The protected photo holds values that are not numbers, so a generator's gradient is"
              + " broken; check the generator's ONNX file or leave it out");
    }
    int lowest = Math.max(0, home - budget);
    int highest = Math.min(levels.max(), home + budget);
    int level = Math.max(lowest, Math.min(highest, levels.nearest(perturbed)));
    return level == home ? original : levels.value(level);
  }

  /**
   * Rounds every sample to the nearest level, and then as many of those that were rounded away from
   * the original back towards it as necessary to stay within the Euclidean ball, those that
   * rounding moved furthest first. The result is never further from the original than the radius,
   * if the perturbed photo is not. A sample equal to its original is returned bit for bit.
   *
   * @param original the photo as decoded, any shape, values on the lattice
   * @param perturbed the protected photo, same shape; values outside [-1, 1] are clamped
   * @param radius the Euclidean budget on [-1, 1]
   * @param bitDepth 8 or 16
   * @return a new tensor of the same shape with values on the lattice
   * @throws CdmaaException if a perturbed value is not a number
   */
  public static FloatTensor quantizeWithinBall(
      FloatTensor original, FloatTensor perturbed, double radius, int bitDepth) {
    FloatTensor result = quantizeWithinBudget(original, perturbed, 2, bitDepth);
    Levels levels = Levels.of(bitDepth);
    double limit = Math.pow(radius * levels.max() / 2.0, 2);
    int n = result.size();
    long square = 0;
    List<Integer> outward = new ArrayList<>();
    double[] certainty = new double[n];
    for (int i = 0; i < n; i++) {
      int home = levels.nearest(original.get(i));
      int change = levels.nearest(result.get(i)) - home;
      square += (long) change * change;
      double wanted = levels.position(perturbed.get(i)) - home;
      certainty[i] = Math.abs(change) - Math.abs(wanted);
      if (certainty[i] > 0) {
        outward.add(i);
      }
    }
    // If rounding moved a sample by almost half a level, the other level was almost as near.
    outward.sort(Comparator.comparingDouble(i -> -certainty[i]));
    for (int i : outward) {
      if (square <= limit) {
        break;
      }
      int home = levels.nearest(original.get(i));
      int change = levels.nearest(result.get(i)) - home;
      square -= 2L * Math.abs(change) - 1;
      int level = home + change - Integer.signum(change);
      result.set(i, level == home ? original.get(i) : levels.value(level));
    }
    return result;
  }
}
