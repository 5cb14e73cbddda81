package io.cdmaa;

import static io.cdmaa.MethodForms.argument;
import static io.cdmaa.MethodForms.kind;
import static io.cdmaa.MethodForms.measured;
import static io.cdmaa.MethodForms.number;
import static io.cdmaa.MethodForms.numbered;
import static io.cdmaa.MethodForms.toInt;
import static io.cdmaa.MethodForms.value;
import static io.cdmaa.MethodForms.whole;

import io.cdmaa.Method.Norm;
import io.cdmaa.Method.Solver;
import io.cdmaa.attack.Criterion;
import io.cdmaa.attack.Queries;
import io.cdmaa.attack.Rounding;
import io.cdmaa.attack.Schedule;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.Regularisation;
import java.util.List;
import java.util.Optional;

/**
 * The parts of a method with their names. Values are put into a method in this order, so an option
 * stands after those that decide whether it has an effect.
 */
final class MethodTable {
  private MethodTable() {}

  private static final MethodOption<Regularisation> REGULARISATION =
      MethodOption.of(
              "regularisation",
              "how the generators' gradients are weighed before they are combined",
              MethodTable::regularisation,
              (method, value) ->
                  method.models() instanceof ModelStrategy.Regularised models
                      ? method.withModels(models.with(value))
                      : method,
              value("none", Regularisation.NONE, "not at all"),
              value("l2", Regularisation.L2, "divided by their length"),
              value("log", Regularisation.LOG, "divided by L"),
              value(
                  "penalty",
                  Regularisation.PENALTY,
                  "times L, so that the weakest generator gains most"),
              value("l2+log", Regularisation.L2_LOG, "divided by both length and L"),
              value("l2+penalty", Regularisation.L2_PENALTY, "times L, divided by their length"))
          .orNamed("regularization");

  static final List<MethodOption<?>> OPTIONS =
      List.of(
          MethodOption.<SearchStrategy>of(
              "attack",
              "how the budget is searched",
              Method::attack,
              // The same kind of search keeps its restarts and its momentum.
              (method, value) ->
                  method.attack().getClass() == value.getClass()
                      ? method
                      : method.withAttack(value),
              kind("fgsm", new SearchStrategy.Fgsm(), "one step of size epsilon"),
              kind("ifgsm", new SearchStrategy.IFgsm(), "steps along the sign of the direction"),
              kind(
                  "pgd",
                  new SearchStrategy.Pgd(1),
                  "ifgsm from uniform starts anywhere in the budget"),
              kind("mifgsm", new SearchStrategy.MiFgsm(1), "ifgsm along a sum of past directions"),
              kind(
                  "apgd",
                  new SearchStrategy.Apgd(),
                  "steps that halve themselves where progress stalls"),
              kind(
                  "square",
                  new SearchStrategy.Square(),
                  "random squares, of which the better are kept; needs no gradient")),
          MethodOption.<Long>of(
              "restarts",
              "starts of pgd",
              method ->
                  method.attack() instanceof SearchStrategy.Pgd pgd ? (long) pgd.restarts() : 1L,
              (method, value) -> {
                SearchStrategy.Pgd pgd = new SearchStrategy.Pgd(toInt(value));
                return method.attack() instanceof SearchStrategy.Pgd
                    ? method.withAttack(pgd)
                    : method;
              },
              whole()),
          MethodOption.<Double>of(
              "momentum",
              "what mifgsm keeps of the sum of past directions",
              method ->
                  method.attack() instanceof SearchStrategy.MiFgsm search ? search.momentum() : 1.0,
              (method, value) -> {
                SearchStrategy.MiFgsm mifgsm = new SearchStrategy.MiFgsm(value);
                return method.attack() instanceof SearchStrategy.MiFgsm
                    ? method.withAttack(mifgsm)
                    : method;
              },
              number("MU")),
          MethodOption.<ModelStrategy>of(
              "models-by",
              "how the generators are combined",
              Method::models,
              // Another strategy that regularises keeps the regularisation.
              (method, value) ->
                  method.withModels(
                      value instanceof ModelStrategy.Regularised models
                          ? models.with(regularisation(method))
                          : value),
              kind(
                  "mgda",
                  new ModelStrategy.Mgda(Regularisation.PENALTY),
                  "the shortest point of the hull of their regularised gradients"),
              kind("uniform", new ModelStrategy.Uniform(), "the mean of their gradients"),
              kind(
                  "normalised",
                  new ModelStrategy.Normalised(Regularisation.PENALTY),
                  "the mean of their regularised gradients"),
              kind(
                  "static",
                  new ModelStrategy.Static(Regularisation.PENALTY),
                  "the same, with the first iterate's factors kept"),
              numbered(
                  "single",
                  "generator N only, from 1",
                  ModelStrategy.Single.class,
                  number -> new ModelStrategy.Single(toInt(number)),
                  ModelStrategy.Single::number),
              kind(
                  "iterative",
                  new ModelStrategy.Iterative(),
                  "one generator per iteration, in turn"),
              kind(
                  "threshold",
                  new ModelStrategy.Threshold(),
                  "mgda that spends its steps where a domain can still be broken"),
              argument(
                  "weights",
                  "A,B,..",
                  "1,2.5",
                  "fixed weights, one per generator",
                  ModelStrategy.Weights.class,
                  (key, text) -> new ModelStrategy.Weights(MethodForms.numbers(key, text)),
                  value -> MethodForms.print(value.weights()))),
          REGULARISATION,
          MethodOption.<DomainStrategy>of(
                  "domains-by",
                  "how the domains of a generator are combined",
                  Method::domains,
                  Method::withDomains,
                  kind("uniform", new DomainStrategy.Uniform(), "their mean"),
                  numbered(
                      "single",
                      "domain N only, from 1",
                      DomainStrategy.Single.class,
                      number -> new DomainStrategy.Single(toInt(number)),
                      DomainStrategy.Single::number),
                  kind(
                      "iterative",
                      new DomainStrategy.Iterative(),
                      "one domain per iteration, in turn"),
                  kind("worst", new DomainStrategy.Worst(), "the domain of least L"),
                  value(
                      "mgda",
                      new DomainStrategy.Mgda(Regularisation.NONE),
                      "the shortest point of their hull"),
                  argument(
                      "mgda",
                      "R",
                      "l2+log",
                      "the same, regularised by R",
                      DomainStrategy.Mgda.class,
                      (key, text) -> new DomainStrategy.Mgda(REGULARISATION.value(text)),
                      value -> REGULARISATION.text(value.regularisation())))
              .orNamed("domains"),
          MethodOption.of(
              "solver",
              "what finds MGDA's shortest point",
              Method::solver,
              Method::withSolver,
              value("active-set", Solver.ACTIVE_SET, "Wolfe's exact method"),
              value("pairwise", Solver.PAIRWISE, "Frank-Wolfe with pairwise steps"),
              value("frank-wolfe", Solver.FRANK_WOLFE, "Frank-Wolfe as published")),
          MethodOption.of(
              "schedule",
              "how the length of a step changes",
              Method::schedule,
              Method::withSchedule,
              value("constant", Schedule.CONSTANT, "not at all"),
              value("two-stage", Schedule.TWO_STAGE, "twice the step size for the first half")),
          MethodOption.<Loss>of(
              "loss",
              "what is raised",
              Method::loss,
              Method::withLoss,
              value("mse", Loss.mse(), "MSE to the original's fake"),
              value(
                  "masked",
                  new Loss.Masked(Loss.Masked.DEFAULT),
                  "the same where that fake differs from the photo by more than "
                      + Loss.Masked.DEFAULT),
              measured(
                  "masked",
                  "T",
                  "the same by more than T",
                  Loss.Masked.class,
                  Loss.Masked::new,
                  Loss.Masked::threshold),
              value("weighted", new Loss.Weighted(), "the same weighed by a mask picture"),
              value(
                  "latent",
                  new Loss.Latent(Optional.empty()),
                  "MSE of the inner tensor that the manifest names"),
              argument(
                  "latent",
                  "TENSOR",
                  "/Enc/Conv_1",
                  "MSE of the inner tensor of that name",
                  Loss.Latent.class,
                  (key, text) -> new Loss.Latent(Optional.of(text)),
                  value -> value.tensor().orElse("")),
              value("input", new Loss.Input(), "MSE to the unprotected photo itself")),
          MethodOption.of(
              "norm",
              "what epsilon measures",
              Method::norm,
              Method::withNorm,
              value("linf", Norm.LINF, "the largest change of any value"),
              value("l2", Norm.L2, "the root of the mean squared change")),
          MethodOption.of(
              "rounding",
              "when the photo is brought to the levels that its file can hold",
              Method::rounding,
              Method::withRounding,
              value("at-the-end", Rounding.AT_THE_END, "once, after the search"),
              value(
                  "every-step",
                  Rounding.EVERY_STEP,
                  "all the time: the search moves by whole levels")),
          MethodOption.of(
              "estimator",
              "directions in which a generator is asked that may only be queried",
              method -> method.queries().estimator(),
              (method, value) -> method.withQueries(method.queries().withEstimator(value)),
              value("nes", Queries.Estimator.NES, "Gaussian"),
              value("spsa", Queries.Estimator.SPSA, "signs")),
          MethodOption.of(
              "query-pairs",
              "antithetic pairs of photos per estimate",
              method -> (long) method.queries().pairs(),
              (method, value) -> method.withQueries(method.queries().withPairs(toInt(value))),
              whole()),
          MethodOption.of(
              "query-radius",
              "how far they are from the iterate",
              method -> method.queries().radius(),
              (method, value) -> method.withQueries(method.queries().withRadius(value)),
              number("RADIUS")),
          MethodOption.of(
              "query-tile",
              "side of the squares that their change is constant over",
              method -> (long) method.queries().tile(),
              (method, value) -> method.withQueries(method.queries().withTile(toInt(value))),
              whole()),
          MethodOption.of(
              "queries",
              "fakes that a generator may be asked for, per photo",
              method -> method.queries().budget(),
              (method, value) -> method.withQueries(method.queries().withBudget(value)),
              whole()),
          MethodOption.of(
              "best",
              "which iterate is kept",
              Method::best,
              Method::withBest,
              value(
                  "threshold",
                  Criterion.THRESHOLD,
                  "most domains broken, then the highest L of the weakest generator"),
              value(
                  "threshold-mean",
                  Criterion.THRESHOLD_MEAN,
                  "most domains broken, then the highest mean L"),
              value("weakest", Criterion.WEAKEST, "the highest L of the weakest generator"),
              value("mean", Criterion.MEAN, "the highest mean L"),
              value("last", Criterion.LAST, "the last")),
          SurvivalOption.option());

  private static Regularisation regularisation(Method method) {
    return method.models() instanceof ModelStrategy.Regularised models
        ? models.regularisation()
        : Regularisation.PENALTY;
  }
}
