package io.cdmaa.experiment;

import io.cdmaa.attack.Attack;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Fgsm;
import io.cdmaa.attack.Pgd;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a setting protects a photo.
 *
 * @param attack the search
 * @param settings its settings
 * @param canonical every choice in one spelling, defaults included: equal plans have equal texts
 */
public record Plan(Attack attack, AttackSettings settings, Map<String, String> canonical) {
  /** Copies, sorted by key. */
  public Plan {
    canonical = java.util.Collections.unmodifiableMap(new TreeMap<>(canonical));
  }

  /** This plan with a single step per start, for timing. */
  Plan withOneStep() {
    return new Plan(attack, settings.withIterations(1), canonical);
  }

  /**
   * How often the generators are run for one photo: for the references, at every iterate and its
   * last, and to judge the file.
   */
  double evaluations() {
    int starts = attack instanceof Pgd pgd ? pgd.restarts() : 1;
    int steps = attack instanceof Fgsm ? 1 : settings.iterations();
    return 2 + starts * (steps + 1.0);
  }
}
