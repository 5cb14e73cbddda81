package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.Loss;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.PhotoLanes;
import io.cdmaa.runtime.Precision;
import io.cdmaa.runtime.SessionFactory;
import java.util.List;
import java.util.Optional;

/**
 * How generators become groups of sessions: what a plan asks of them, and what memory there is.
 *
 * @param sessions opens them
 * @param plan what is asked of them
 * @param everyDomain whether to know each domain's gradient even if the plan does not ask
 * @param abreast how many photos are to be searched at the same time
 * @param budget of memory, if there is one
 */
record Fitting(
    SessionFactory sessions,
    AttackPlan plan,
    boolean everyDomain,
    Abreast abreast,
    Optional<MemoryBudget> budget) {

  /**
   * Generators that fit.
   *
   * @param generators in the order in which they came
   * @param abreast how many photos are searched at the same time
   * @param wide the same generators for that
   * @param factory opens their sessions
   * @param everyDomain whether to know each domain's gradient even if the plan does not ask
   * @param notes sentences on what was given up to save memory
   */
  record Fitted(
      List<Generator> generators,
      Abreast abreast,
      List<Generator> wide,
      SessionFactory factory,
      boolean everyDomain,
      List<String> notes) {
    /** A group for the search of a plan. */
    GeneratorGroup forSearch(AttackPlan plan) {
      return plan.group(generators, factory, everyDomain);
    }

    /** Groups for searches of a plan that go on at the same time, if that is wanted. */
    Optional<PhotoLanes> lanes(AttackPlan plan) {
      if (abreast.photos() == 1) {
        return Optional.empty();
      }
      GeneratorSession.Gradients gradients = plan.gradients(everyDomain);
      Loss loss = plan.method().loss();
      return Optional.of(
          abreast.batched()
              ? PhotoLanes.batched(abreast.photos(), wide, factory, gradients, loss)
              : PhotoLanes.independent(abreast.photos(), wide, factory, gradients, loss));
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

  /** Whether what searches can judge too. */
  boolean exact() {
    return sessions.precision() == Precision.FP32;
  }

  /** The same for a number of photos. */
  Fitting forPhotos(int number) {
    return new Fitting(sessions, plan, everyDomain, abreast.atMost(number), budget);
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
      List<Generator> wide =
          abreast.batched() && abreast.photos() > 1
              ? manifests.stream().map(manifest -> load(manifest, abreast.photos())).toList()
              : generators;
      return new Fitted(generators, abreast, wide, sessions, everyDomain, List.of());
    }
    MemoryBudget.Demand demand =
        new MemoryBudget.Demand(
            plan.gradients(everyDomain),
            plan.method().loss(),
            sessions.tuning(),
            abreast.photos(),
            abreast.batched());
    MemoryBudget.Fitted fitted = budget.get().fit(manifests, generators, demand, sessions.cache());
    return new Fitted(
        fitted.generators(),
        abreast.atMost(fitted.photos()),
        fitted.wide(),
        sessions.withTuning(fitted.tuning()),
        everyDomain,
        fitted.notes());
  }

  private Generator load(Manifest manifest, int photos) {
    return GeneratorLoader.forPhotos(manifest, plan.method().loss(), sessions.cache(), photos);
  }
}
