package io.cdmaa.cli;

import io.cdmaa.Outcome;
import io.cdmaa.protection.Requirement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts of the outcomes of the photos of one run. */
final class OutcomeCounts {
  private final Requirement required;
  private final Map<Outcome, Integer> made = new EnumMap<>(Outcome.class);
  private int skipped;
  private int broken;
  private int unmet;

  OutcomeCounts(Requirement required) {
    this.required = required;
  }

  /** Counts a photo that was protected in this run. */
  void add(Outcome outcome, double attackRate) {
    made.merge(outcome, 1, Integer::sum);
    rate(outcome, attackRate);
  }

  /** Counts a photo that was protected in an earlier run. */
  void addSkipped(Outcome outcome, double attackRate) {
    skipped++;
    rate(outcome, attackRate);
  }

  private void rate(Outcome outcome, double attackRate) {
    if (outcome == Outcome.UNEVALUATED) {
      return;
    }
    broken += attackRate > 0 ? 1 : 0;
    unmet += required.isMet(attackRate) ? 0 : 1;
  }

  /** Returns the number of finished photos. */
  int finished() {
    return skipped + made.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Returns whether a photo does not meet the requirement. */
  boolean unmet() {
    return unmet > 0;
  }

  /** Returns the counts in words; weak, ineffective and unchanged photos only if there are any. */
  String summary() {
    List<String> words = new ArrayList<>();
    for (Outcome outcome : Outcome.values()) {
      int count = made.getOrDefault(outcome, 0);
      if (count > 0 || outcome == Outcome.PROTECTED) {
        words.add(count + " " + outcome.label());
      }
    }
    words.add(skipped + " done before");
    return String.join(", ", words);
  }

  /** Returns a sentence with a remedy if the requirement is not met. */
  Optional<String> complaint() {
    return complaint(required.rate().isPresent(), finished(), broken, unmet);
  }

  /**
   * Returns a sentence with a remedy if photos do not meet the requirement.
   *
   * @param rated whether an attack rate is required
   * @param all number of photos
   * @param broken number of those of which any fake is broken
   * @param unmet number of those that do not meet the requirement
   */
  static Optional<String> complaint(boolean rated, int all, int broken, int unmet) {
    if (unmet == 0) {
      return Optional.empty();
    }
    String photos = all == 1 ? "this photo" : broken == 0 ? "any of these photos" : "";
    if (broken == 0) {
      return Optional.of(
          "No fake of "
              + photos
              + " is broken; try a higher --strength, fewer generators, or attack the one that"
              + " matters alone");
    }
    if (!rated) {
      return Optional.of(
          "No fake of "
              + unmet
              + " of "
              + all
              + " photos is broken; try a higher --strength or fewer generators");
    }
    return Optional.of(
        (all == 1 ? "The photo does" : unmet + " of " + all + " photos do")
            + " not reach the required attack rate; try a higher --strength, fewer"
            + " generators, or a lower --require");
  }
}
