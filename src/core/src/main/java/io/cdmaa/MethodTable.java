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
 * The options of a method. Values are applied in this order, so an option comes after those that
 * determine whether it has an effect.
 */
final class MethodTable {
  private MethodTable() {}

  static final List<MethodOption<?>> OPTIONS =
      List.of(
          MethodOption.<SearchStrategy>of(
              "attack",
              "search strategy",
              Method::attack,
              // Setting the same kind of search keeps its restarts and momentum.
              (method, value) ->
                  method.attack().getClass() == value.getClass()
                      ? method
                      : method.withAttack(value),
              kind("fgsm", new SearchStrategy.Fgsm(), "one step of size epsilon"),
              kind("ifgsm", new SearchStrategy.IFgsm(), "steps along the sign of the direction"),
              kind(
                  "pgd",
                  new SearchStrategy.Pgd(1),
                  "ifgsm from random starts, uniform in the budget"),
              kind(
                  "mifgsm",
                  new SearchStrategy.MiFgsm(1),
                  "ifgsm along a decaying sum of past directions"),
              kind("apgd", new SearchStrategy.Apgd(), "steps that are halved when progress stalls"),
              kind(
                  "square",
                  new SearchStrategy.Square(),
                  "random squares, kept if they raise the loss; needs no gradient")),
          MethodOption.<Long>of(
              "restarts",
              "number of starts of pgd",
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
              "decay factor of mifgsm's sum of past directions",
              method ->
                  method.attack() instanceof SearchStrategy.MiFgsm search ? search.momentum() : 1.0,
              (method, value) -> {
                SearchStrategy.MiFgsm mifgsm = new SearchStrategy.MiFgsm(value);
                return method.attack() instanceof SearchStrategy.MiFgsm
                    ? method.withAttack(mifgsm)
                    : method;
              },
              number("MU")),
          ModelOption.MODELS_BY,
          ModelOption.REGULARISATION,
          MethodOption.<DomainStrategy>of(
                  "domains-by",
                  "how the gradients of a generator's domains are aggregated",
                  Method::domains,
                  Method::withDomains,
                  kind("uniform", new DomainStrategy.Uniform(), "their mean"),
                  numbered(
                      "single",
                      "only domain N, counted from 1",
                      DomainStrategy.Single.class,
                      number -> new DomainStrategy.Single(toInt(number)),
                      DomainStrategy.Single::number),
                  kind(
                      "iterative",
                      new DomainStrategy.Iterative(),
                      "one domain per iteration, in turn"),
                  kind("worst", new DomainStrategy.Worst(), "the domain with the lowest L"),
                  value(
                      "mgda",
                      new DomainStrategy.Mgda(Regularisation.NONE),
                      "the minimum-norm point of their convex hull"),
                  argument(
                      "mgda",
                      "R",
                      "l2+log",
                      "the same, regularised by R",
                      DomainStrategy.Mgda.class,
                      (key, text) ->
                          new DomainStrategy.Mgda(ModelOption.REGULARISATION.value(text)),
                      value -> ModelOption.REGULARISATION.text(value.regularisation())))
              .orNamed("domains"),
          MethodOption.of(
              "solver",
              "solver of MGDA's minimum-norm problem",
              Method::solver,
              Method::withSolver,
              value("active-set", Solver.ACTIVE_SET, "Wolfe's exact method"),
              value("pairwise", Solver.PAIRWISE, "Frank-Wolfe with pairwise steps"),
              value("frank-wolfe", Solver.FRANK_WOLFE, "Frank-Wolfe as published")),
          MethodOption.of(
              "schedule",
              "how the step size changes",
              Method::schedule,
              Method::withSchedule,
              value("constant", Schedule.CONSTANT, "not at all"),
              value("two-stage", Schedule.TWO_STAGE, "twice the step size in the first half"),
              value("warm-up", Schedule.WARM_UP, "half the step size in the first fifth")),
          MethodOption.<Loss>of(
              "loss",
              "loss to maximise",
              Method::loss,
              Method::withLoss,
              value("mse", Loss.mse(), "MSE to the original's fake"),
              value(
                  "masked",
                  new Loss.Masked(Loss.Masked.DEFAULT),
                  "the same over pixels where that fake differs from the photo by more than "
                      + Loss.Masked.DEFAULT),
              measured(
                  "masked",
                  "T",
                  "the same, by more than T",
                  Loss.Masked.class,
                  Loss.Masked::new,
                  Loss.Masked::threshold),
              value("weighted", new Loss.Weighted(), "the same weighted by a mask picture"),
              value(
                  "latent",
                  new Loss.Latent(Optional.empty()),
                  "MSE of the inner tensor named in the manifest"),
              argument(
                  "latent",
                  "TENSOR",
                  "/Enc/Conv_1",
                  "MSE of the inner tensor with that name",
                  Loss.Latent.class,
                  (key, text) -> new Loss.Latent(Optional.of(text)),
                  value -> value.tensor().orElse("")),
              value("input", new Loss.Input(), "MSE to the unprotected photo")),
          MethodOption.of(
              "norm",
              "norm that epsilon bounds",
              Method::norm,
              Method::withNorm,
              value("linf", Norm.LINF, "the largest change of any value"),
              value("l2", Norm.L2, "the root mean square of the change")),
          BudgetOption.form(),
          BudgetOption.chroma(),
          MethodOption.of(
              "rounding",
              "when the photo is rounded to the levels that its file can hold",
              Method::rounding,
              Method::withRounding,
              value("at-the-end", Rounding.AT_THE_END, "once, after the search"),
              value(
                  "every-step",
                  Rounding.EVERY_STEP,
                  "in every step: the search moves by whole levels")),
          MethodOption.of(
              "estimator",
              "directions in which query-only generators are probed",
              method -> method.queries().estimator(),
              (method, value) -> method.withQueries(method.queries().withEstimator(value)),
              value("nes", Queries.Estimator.NES, "Gaussian"),
              value("spsa", Queries.Estimator.SPSA, "random signs")),
          MethodOption.of(
              "query-pairs",
              "antithetic pairs of probes per gradient estimate",
              method -> (long) method.queries().pairs(),
              (method, value) -> method.withQueries(method.queries().withPairs(toInt(value))),
              whole()),
          MethodOption.of(
              "query-radius",
              "distance of the probes from the iterate",
              method -> method.queries().radius(),
              (method, value) -> method.withQueries(method.queries().withRadius(value)),
              number("RADIUS")),
          MethodOption.of(
              "query-tile",
              "side of the squares over which a probe's change is constant",
              method -> (long) method.queries().tile(),
              (method, value) -> method.withQueries(method.queries().withTile(toInt(value))),
              whole()),
          MethodOption.of(
              "queries",
              "limit of the fakes requested from a query-only generator, per photo",
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
          SurvivalOption.what(),
          SurvivalOption.how(),
          SurvivalOption.effort());
}
