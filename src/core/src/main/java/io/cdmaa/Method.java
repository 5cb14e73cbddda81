package io.cdmaa;

import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.Criterion;
import io.cdmaa.attack.Queries;
import io.cdmaa.attack.Rounding;
import io.cdmaa.attack.Schedule;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.transform.Survival;
import java.util.Objects;

/**
 * A complete method: which loss is maximised, how the search proceeds, and how domains and
 * generators are aggregated. The size and number of the steps are not part of it; see {@link
 * Strength}.
 *
 * <p>Two methods are equal if they behave the same: a part that has no effect in combination with
 * the others, for instance the schedule of a search that chooses its own steps, is set to its value
 * in {@link #CDMAA}. {@link MethodSyntax} reads and writes methods as text.
 *
 * @param attack the search strategy
 * @param domains how the gradients of a generator's domains are aggregated into one
 * @param models how the generators' gradients are aggregated into one direction
 * @param solver the solver of MGDA's minimum-norm problem
 * @param loss the loss to maximise
 * @param norm the norm that epsilon bounds
 * @param schedule how the step size changes
 * @param rounding when the photo is rounded to the levels that its file can hold
 * @param queries how gradients of query-only generators are estimated
 * @param best which iterate is kept
 * @param budget how epsilon is distributed over the photo
 * @param survive the transforms that the perturbation is optimised to survive
 */
public record Method(
    SearchStrategy attack,
    DomainStrategy domains,
    ModelStrategy models,
    Solver solver,
    Loss loss,
    Norm norm,
    Schedule schedule,
    Rounding rounding,
    Queries queries,
    Criterion best,
    BudgetShape budget,
    Survival survive) {

  /** A solver of MGDA's minimum-norm problem. */
  public enum Solver {
    /** Wolfe's exact active-set method. */
    ACTIVE_SET,
    /** Frank-Wolfe with pairwise steps. */
    PAIRWISE,
    /** Frank-Wolfe as published. */
    FRANK_WOLFE
  }

  /** The norm that epsilon bounds. */
  public enum Norm {
    /** The largest change of any value. */
    LINF,
    /** The root mean square of the change. */
    L2
  }

  /**
   * The method of Qiu, Du and Lu 2022: uniform over domains, MGDA with the penalty over generators.
   */
  public static final Method CDMAA =
      new Method(
          new SearchStrategy.IFgsm(),
          new DomainStrategy.Uniform(),
          new ModelStrategy.Mgda(Regularisation.PENALTY),
          Solver.ACTIVE_SET,
          Loss.mse(),
          Norm.LINF,
          Schedule.CONSTANT,
          Rounding.AT_THE_END,
          Queries.defaults(),
          Criterion.THRESHOLD,
          BudgetShape.DEFAULT,
          Survival.NONE);

  /** The unweighted mean of all gradients. */
  public static final Method UNIFORM = CDMAA.withModels(new ModelStrategy.Uniform());

  /** Threshold-aware MGDA with momentum and shorter steps in the first fifth. */
  public static final Method THRESHOLD =
      CDMAA
          .withModels(new ModelStrategy.Threshold())
          .withAttack(new SearchStrategy.MiFgsm(0.7))
          .withSchedule(Schedule.WARM_UP);

  /** Sets parts that have no effect to their value in {@link #CDMAA}. */
  public Method {
    Objects.requireNonNull(attack, "attack");
    Objects.requireNonNull(domains, "domains");
    Objects.requireNonNull(models, "models");
    Objects.requireNonNull(solver, "solver");
    Objects.requireNonNull(loss, "loss");
    Objects.requireNonNull(norm, "norm");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(rounding, "rounding");
    Objects.requireNonNull(queries, "queries");
    Objects.requireNonNull(best, "best");
    Objects.requireNonNull(budget, "budget");
    Objects.requireNonNull(survive, "survive");
    if (attack instanceof SearchStrategy.Square) {
      budget = budget.withForm(BudgetShape.Form.UNIFORM);
    }
    if (budget.form() == BudgetShape.Form.PERCEPTUAL) {
      norm = CDMAA.norm;
      rounding = CDMAA.rounding;
    }
    if (attack instanceof SearchStrategy.Square) {
      // The square attack uses no gradient, so only the query budget matters of the settings that
      // concern gradients.
      domains = CDMAA.domains;
      models = CDMAA.models;
      norm = CDMAA.norm;
      queries = CDMAA.queries.withBudget(queries.budget());
    }
    if (models instanceof ModelStrategy.Threshold) {
      domains = CDMAA.domains;
    }
    if (attack instanceof SearchStrategy.Square
        || !(models instanceof ModelStrategy.Mgda || domains instanceof DomainStrategy.Mgda)) {
      solver = Solver.ACTIVE_SET;
    }
    if (!attack.takesGivenSteps()) {
      schedule = Schedule.CONSTANT;
    }
    if (!attack.takesGivenSteps() || norm != Norm.LINF) {
      rounding = Rounding.AT_THE_END;
    }
  }

  /** Returns a copy with the given search strategy. */
  public Method withAttack(SearchStrategy other) {
    return new Method(
        other, domains, models, solver, loss, norm, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given aggregation of domains. */
  public Method withDomains(DomainStrategy other) {
    return new Method(
        attack, other, models, solver, loss, norm, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given aggregation of generators. */
  public Method withModels(ModelStrategy other) {
    return new Method(
        attack, domains, other, solver, loss, norm, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given solver. */
  public Method withSolver(Solver other) {
    return new Method(
        attack, domains, models, other, loss, norm, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given loss. */
  public Method withLoss(Loss other) {
    return new Method(
        attack, domains, models, solver, other, norm, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given norm. */
  public Method withNorm(Norm other) {
    return new Method(
        attack, domains, models, solver, loss, other, schedule, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given schedule. */
  public Method withSchedule(Schedule other) {
    return new Method(
        attack, domains, models, solver, loss, norm, other, rounding, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given rounding. */
  public Method withRounding(Rounding other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, other, queries, best, budget,
        survive);
  }

  /** Returns a copy with the given query settings. */
  public Method withQueries(Queries other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, other, best, budget,
        survive);
  }

  /** Returns a copy with the given choice among the iterates. */
  public Method withBest(Criterion other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, queries, other, budget,
        survive);
  }

  /** Returns a copy with the given distribution of the budget. */
  public Method withBudget(BudgetShape other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, queries, best, other,
        survive);
  }

  /** Returns a copy whose perturbation is optimised to survive the given transforms. */
  public Method withSurvive(Survival other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, queries, best, budget,
        other);
  }

  /** Returns the text that {@link MethodSyntax#parse(String)} reads back. */
  @Override
  public String toString() {
    return MethodSyntax.print(this);
  }
}
