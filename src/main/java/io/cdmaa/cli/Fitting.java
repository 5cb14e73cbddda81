package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Optional;

/**
 * How generators become groups of sessions: what a plan asks of them, and what memory there is.
 *
 * @param sessions opens them
 * @param plan what is asked of them
 * @param everyDomain whether to know each domain's gradient even if the plan does not ask
 * @param budget of memory, if there is one
 */
record Fitting(
    SessionFactory sessions, AttackPlan plan, boolean everyDomain, Optional<MemoryBudget> budget) {

  /**
   * Generators that fit.
   *
   * @param generators in the order in which they came
   * @param factory opens their sessions
   * @param everyDomain whether to know each domain's gradient even if the plan does not ask
   * @param notes sentences on what was given up to save memory
   */
  record Fitted(
      List<Generator> generators, SessionFactory factory, boolean everyDomain, List<String> notes) {
    /** A group for the search of a plan. */
    GeneratorGroup forSearch(AttackPlan plan) {
      return plan.group(generators, factory, everyDomain);
    }

    /** A group that makes fakes only. */
    GeneratorGroup forFakes() {
      return GeneratorGroup.forward(generators, factory);
    }
  }

  /** Whether memory is limited, so that nothing may be held twice. */
  boolean scarce() {
    return budget.isPresent();
  }

  /** A generator with what the plan's loss looks at. */
  Generator load(Manifest manifest) {
    return GeneratorLoader.load(manifest, plan.method().loss(), sessions.cache());
  }

  /**
   * Fits generators into the budget.
   *
   * @param manifests where they came from, in the same order
   * @throws io.cdmaa.CdmaaException if even one domain at a time does not fit
   */
  Fitted fit(List<Manifest> manifests, List<Generator> generators) {
    if (budget.isEmpty()) {
      return new Fitted(generators, sessions, everyDomain, List.of());
    }
    MemoryBudget.Demand demand =
        new MemoryBudget.Demand(
            plan.gradients(everyDomain), plan.method().loss(), sessions.tuning());
    MemoryBudget.Fitted fitted = budget.get().fit(manifests, generators, demand, sessions.cache());
    return new Fitted(
        fitted.generators(), sessions.withTuning(fitted.tuning()), everyDomain, fitted.notes());
  }
}
