package io.cdmaa.attack;

import io.cdmaa.transform.Survival;
import io.cdmaa.transform.Transform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The order in which a search applies transforms: each round contains every slot once, newly
 * shuffled, and the first slot is the file as written. The same seed gives the same draws.
 */
final class TransformSchedule {
  /**
   * A drawn transform.
   *
   * @param slot index of the range, 0 for the file as written
   * @param transform what happens to the photo; empty for a lossless file as written
   */
  record Draw(int slot, Optional<Transform> transform) {}

  private final Survival survival;
  private final SplittableRandom random;
  private final List<Integer> round = new ArrayList<>();

  TransformSchedule(Survival survival, long seed) {
    this.survival = survival;
    random = new SplittableRandom(seed);
  }

  int slots() {
    return survival.slots();
  }

  /**
   * Returns the draws of one step, as many as the survival settings require, no two from the same
   * slot.
   */
  List<Draw> next() {
    int wanted = Math.min(survival.looks(), slots());
    Set<Integer> drawn = new LinkedHashSet<>();
    while (drawn.size() < wanted) {
      if (round.isEmpty()) {
        IntStream.range(0, slots()).forEach(round::add);
        Collections.shuffle(round, new Random(random.nextLong()));
      }
      // At the end of a round, the slot that begins the next one may already be drawn for this
      // step.
      Integer slot = round.stream().filter(s -> !drawn.contains(s)).findFirst().orElseThrow();
      round.remove(slot);
      drawn.add(slot);
    }
    return drawn.stream().map(this::draw).toList();
  }

  /** Returns the first slot with the same range as a slot. */
  int firstLike(int slot) {
    return survival.firstLike(slot);
  }

  Draw draw(int slot) {
    return new Draw(slot, survival.draw(slot, random));
  }
}
