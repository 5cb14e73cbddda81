package io.cdmaa;

import io.cdmaa.attack.Criterion;
import io.cdmaa.attack.Queries;
import io.cdmaa.attack.Rounding;
import io.cdmaa.attack.Schedule;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.transform.Survival;
import java.util.Objects;

/**
 * A whole method: what is raised, how it is searched, how domains and generators are combined. How
 * far and how long are not part of it; see {@link Strength}.
 *
 * <p>Two methods are equal if they do the same: a part that has no effect beside the others, for
 * instance the schedule of a search that sets its own steps, has its value in {@link #CDMAA}.
 * {@link MethodSyntax} reads and writes methods as text.
 *
 * @param attack how the budget is searched
 * @param domains how the gradients of a generator's domains become one
 * @param models how the generators' gradients become one direction
 * @param solver what finds MGDA's shortest point
 * @param loss what is raised
 * @param norm what epsilon measures
 * @param schedule how the length of a step changes
 * @param rounding when the photo is brought to the levels that its file can hold
 * @param queries how generators are asked that may only be queried
 * @param best which iterate is kept
 * @param survive through which transforms the search looks
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
    Survival survive) {

  /** What finds MGDA's shortest point. */
  public enum Solver {
    /** Wolfe's exact method. */
    ACTIVE_SET,
    /** Frank-Wolfe with pairwise steps. */
    PAIRWISE,
    /** Frank-Wolfe as published. */
    FRANK_WOLFE
  }

  /** What epsilon measures. */
  public enum Norm {
    /** The largest change of any value. */
    LINF,
    /** The root of the mean squared change. */
    L2
  }

  /** The method of Qiu, Du and Lu 2022: uniform domains, MGDA with the penalty over generators. */
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
          Survival.NONE);

  /** The plain mean of all gradients. */
  public static final Method UNIFORM = CDMAA.withModels(new ModelStrategy.Uniform());

  /** MGDA that knows the threshold, with momentum and longer steps at first. */
  public static final Method THRESHOLD =
      CDMAA
          .withModels(new ModelStrategy.Threshold())
          .withAttack(new SearchStrategy.MiFgsm(0.7))
          .withSchedule(Schedule.TWO_STAGE);

  /** Gives parts that have no effect their value in {@link #CDMAA}. */
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
    Objects.requireNonNull(survive, "survive");
    if (attack instanceof SearchStrategy.Square) {
      // It follows no gradient, so of all that makes one only the number of queries is left.
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

  /** This method with another search. */
  public Method withAttack(SearchStrategy other) {
    return new Method(
        other, domains, models, solver, loss, norm, schedule, rounding, queries, best, survive);
  }

  /** This method with another combination of domains. */
  public Method withDomains(DomainStrategy other) {
    return new Method(
        attack, other, models, solver, loss, norm, schedule, rounding, queries, best, survive);
  }

  /** This method with another combination of generators. */
  public Method withModels(ModelStrategy other) {
    return new Method(
        attack, domains, other, solver, loss, norm, schedule, rounding, queries, best, survive);
  }

  /** This method with another solver. */
  public Method withSolver(Solver other) {
    return new Method(
        attack, domains, models, other, loss, norm, schedule, rounding, queries, best, survive);
  }

  /** This method with another loss. */
  public Method withLoss(Loss other) {
    return new Method(
        attack, domains, models, solver, other, norm, schedule, rounding, queries, best, survive);
  }

  /** This method with another norm. */
  public Method withNorm(Norm other) {
    return new Method(
        attack, domains, models, solver, loss, other, schedule, rounding, queries, best, survive);
  }

  /** This method with another schedule. */
  public Method withSchedule(Schedule other) {
    return new Method(
        attack, domains, models, solver, loss, norm, other, rounding, queries, best, survive);
  }

  /** This method with rounding at another time. */
  public Method withRounding(Rounding other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, other, queries, best, survive);
  }

  /** This method with other queries. */
  public Method withQueries(Queries other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, other, best, survive);
  }

  /** This method with another choice among the iterates. */
  public Method withBest(Criterion other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, queries, other, survive);
  }

  /** This method for a photo that something happens to after it is written. */
  public Method withSurvive(Survival other) {
    return new Method(
        attack, domains, models, solver, loss, norm, schedule, rounding, queries, best, other);
  }

  /** The text that {@link MethodSyntax#parse(String)} reads back. */
  @Override
  public String toString() {
    return MethodSyntax.print(this);
  }
}
