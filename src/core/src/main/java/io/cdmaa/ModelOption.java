package io.cdmaa;

import static io.cdmaa.MethodForms.argument;
import static io.cdmaa.MethodForms.kind;
import static io.cdmaa.MethodForms.measured;
import static io.cdmaa.MethodForms.numbered;
import static io.cdmaa.MethodForms.toInt;
import static io.cdmaa.MethodForms.value;

import io.cdmaa.ModelStrategy.MultiTask;
import io.cdmaa.mgda.Regularisation;

/** The options of a method on how the generators' gradients are aggregated. */
final class ModelOption {
  private ModelOption() {}

  static final MethodOption<Regularisation> REGULARISATION =
      MethodOption.of(
              "regularisation",
              "how the generators' gradients are weighted before they are aggregated",
              ModelOption::regularisation,
              (method, value) ->
                  method.models() instanceof ModelStrategy.Regularised models
                      ? method.withModels(models.with(value))
                      : method,
              value("none", Regularisation.NONE, "not at all"),
              value("l2", Regularisation.L2, "divided by their norm"),
              value("log", Regularisation.LOG, "divided by L"),
              value(
                  "penalty",
                  Regularisation.PENALTY,
                  "multiplied by L, so that the weakest generator gains most"),
              value("l2+log", Regularisation.L2_LOG, "divided by both norm and L"),
              value(
                  "l2+penalty",
                  Regularisation.L2_PENALTY,
                  "multiplied by L, divided by their norm"))
          .orNamed("regularization");

  static final MethodOption<ModelStrategy> MODELS_BY =
      MethodOption.<ModelStrategy>of(
          "models-by",
          "how the generators' gradients are aggregated",
          Method::models,
          // Another strategy with a regularisation keeps the current one.
          (method, value) ->
              method.withModels(
                  value instanceof ModelStrategy.Regularised models
                      ? models.with(regularisation(method))
                      : value),
          kind(
              "mgda",
              new ModelStrategy.Mgda(Regularisation.PENALTY),
              "the minimum-norm point of the convex hull of their regularised gradients"),
          kind("uniform", new ModelStrategy.Uniform(), "the mean of their gradients"),
          kind(
              "normalised",
              new ModelStrategy.Normalised(Regularisation.PENALTY),
              "the mean of their regularised gradients"),
          kind(
              "static",
              new ModelStrategy.Static(Regularisation.PENALTY),
              "the same, with the factors fixed at the first iterate"),
          numbered(
              "single",
              "only generator N, counted from 1",
              ModelStrategy.Single.class,
              number -> new ModelStrategy.Single(toInt(number)),
              ModelStrategy.Single::number),
          kind("iterative", new ModelStrategy.Iterative(), "one generator per iteration, in turn"),
          kind(
              "threshold",
              new ModelStrategy.Threshold(),
              "mgda that concentrates on domains that can still be broken"),
          value(
              "upgrad",
              MultiTask.UPGRAD,
              "the mean of the gradients, each projected so that it opposes none"),
          value("dualproj", MultiTask.DUALPROJ, "their mean, projected so that it opposes none"),
          value(
              "aligned-mtl",
              MultiTask.ALIGNED_MTL,
              "the mean of the gradients made orthogonal and equally long"),
          value("imtl-g", MultiTask.IMTL_G, "equal projections onto the gradients of length 1"),
          value(
              "cagrad",
              new ModelStrategy.CaGrad(ModelStrategy.CaGrad.DEFAULT),
              "the highest gain of the slowest loss, no further from the mean than "
                  + ModelStrategy.CaGrad.DEFAULT
                  + " of its length"),
          measured(
              "cagrad",
              "C",
              "the same, no further than C of its length",
              ModelStrategy.CaGrad.class,
              ModelStrategy.CaGrad::new,
              ModelStrategy.CaGrad::c),
          value(
              "pcgrad",
              MultiTask.PCGRAD,
              "their mean after each has lost its components against the others"),
          value("config", MultiTask.CONFIG, "equal cosines with all gradients"),
          value("nash-mtl", MultiTask.NASH_MTL, "the Nash bargaining solution"),
          argument(
              "weights",
              "A,B,..",
              "1,2.5",
              "fixed weights, one per generator",
              ModelStrategy.Weights.class,
              (key, text) -> new ModelStrategy.Weights(MethodForms.numbers(key, text)),
              value -> MethodForms.print(value.weights())));

  private static Regularisation regularisation(Method method) {
    return method.models() instanceof ModelStrategy.Regularised models
        ? models.regularisation()
        : Regularisation.PENALTY;
  }
}
