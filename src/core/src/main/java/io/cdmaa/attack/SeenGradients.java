package io.cdmaa.attack;

import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.transform.SurvivalStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradients under each transform, combined into one per row: a convex combination, so that its
 * norm fits the row's loss.
 */
final class SeenGradients {
  private static final Mgda MGDA = new Mgda(Regularisation.PENALTY);

  private final SurvivalStrategy strategy;
  private final int slots;
  private final GradientArithmetic arithmetic = StandardArithmetic.create();

  /** For each row of the objective, its gradients under each slot. */
  private final List<GradientMatrix> rows = new ArrayList<>();

  private final BitSet counting = new BitSet();

  /**
   * @param strategy how they are combined
   * @param slots number of ranges of transforms, including no transform
   */
  SeenGradients(SurvivalStrategy strategy, int slots) {
    this.strategy = strategy;
    this.slots = slots;
  }

  /** Starts a step. */
  void begin() {
    if (!strategy.remembers()) {
      counting.clear();
    }
  }

  /** Replaces the gradients of a slot. */
  void put(int slot, GradientMatrix gradients) {
    while (rows.size() < gradients.rows()) {
      rows.add(new GradientMatrix(slots, gradients.columns()));
    }
    for (int r = 0; r < gradients.rows(); r++) {
      rows.get(r).row(slot).copyFrom(gradients.row(r));
    }
    counting.set(slot);
  }

  /**
   * Combines the gradients of the step, or all known ones.
   *
   * @param losses the losses at which they were computed
   * @param result overwritten
   */
  void combine(SlotLosses losses, GradientMatrix result) {
    for (int r = 0; r < result.rows(); r++) {
      arithmetic.weightedSum(weights(r, losses), rows.get(r), result.row(r));
    }
  }

  /** Returns the latest loss of a row under a slot. */
  @FunctionalInterface
  interface SlotLosses {
    double of(int row, int slot);
  }

  /** Returns the weight of each slot; they sum to 1. */
  private double[] weights(int row, SlotLosses losses) {
    double[] weights = new double[slots];
    switch (strategy) {
      case EXPECTATION, AVERAGE, CODEC -> counting.stream().forEach(slot -> weights[slot] = 1);
      case WORST -> weights[worst(row, losses)] = 1;
      case MGDA -> {
        double[] own =
            IntStream.range(0, slots)
                .mapToDouble(slot -> counting.get(slot) ? losses.of(row, slot) : 0)
                .toArray();
        double[] shortest =
            MGDA.aggregate(0, own, arithmetic.gram(rows.get(row))).unitCoefficients();
        System.arraycopy(shortest, 0, weights, 0, slots);
      }
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> sum == 0 ? 0 : weight / sum).toArray();
  }

  private int worst(int row, SlotLosses losses) {
    int worst = counting.nextSetBit(0);
    for (int slot = worst; slot >= 0; slot = counting.nextSetBit(slot + 1)) {
      worst = losses.of(row, slot) < losses.of(row, worst) ? slot : worst;
    }
    return worst;
  }
}
