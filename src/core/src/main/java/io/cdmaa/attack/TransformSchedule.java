package io.cdmaa.attack;

import io.cdmaa.transform.Survival;
import io.cdmaa.transform.Transform;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The order in which a search applies transforms: each round contains every slot once, newly
 * shuffled, and the first slot means no transform. The same seed gives the same draws.
 */
final class TransformSchedule {
  /**
   * A drawn transform.
   *
   * @param slot index of the range, 0 for none
   * @param transform drawn from that range
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
    return survival.ranges().size() + 1;
  }

  Draw next() {
    if (round.isEmpty()) {
      for (int slot = 0; slot < slots(); slot++) {
        round.add(slot);
      }
      Collections.shuffle(round, new Random(random.nextLong()));
    }
    return next(round.remove(round.size() - 1));
  }

  Draw next(int slot) {
    return new Draw(
        slot,
        slot == 0
            ? Optional.empty()
            : Optional.of(survival.ranges().get(slot - 1).draw(random.split())));
  }
}
