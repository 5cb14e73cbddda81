package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.MethodOption;
import io.cdmaa.attack.MethodSpec;
import io.cdmaa.generator.Loss;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The method: a preset, and each of its parts by itself. */
final class MethodOptions {
  @Option(
      names = "--method",
      paramLabel = "M",
      defaultValue = MethodSpec.THRESHOLD,
      description =
          "threshold (MGDA that breaks as many domains as it can and keeps the weakest generator"
              + " up), cdmaa (the paper's: MGDA with the penalty, lifts the weakest) or uniform"
              + " (plain mean of the gradients); the options below change parts of it. Default:"
              + " ${DEFAULT-VALUE}.")
  private String method;

  @Option(
      names = "--attack",
      paramLabel = "A",
      description = "fgsm, ifgsm, pgd, mifgsm, apgd or square. Default: the method's.")
  private String attack;

  @Option(
      names = "--restarts",
      paramLabel = "N",
      description = "Starts of pgd. Default: the method's.")
  private String restarts;

  @Option(
      names = "--momentum",
      paramLabel = "MU",
      description = "What mifgsm keeps of past directions. Default: the method's.")
  private String momentum;

  @Option(
      names = {"--domains-by", "--domains"},
      paramLabel = "D",
      description =
          "How the domains of a generator are combined: uniform, single:N, iterative, worst, mgda"
              + " or mgda:R (R as for --regularisation). Default: the method's.")
  private String domainsBy;

  @Option(
      names = "--models-by",
      paramLabel = "G",
      description =
          "How the generators are combined: mgda, threshold, uniform, normalised, static, single:N,"
              + " iterative or weights:A,B,... Default: the method's.")
  private String modelsBy;

  @Option(
      names = {"--regularisation", "--regularization"},
      paramLabel = "R",
      description =
          "How gradients are weighed before that: none, l2, log, penalty, l2+log or l2+penalty."
              + " Default: the method's.")
  private String regularisation;

  @Option(
      names = "--solver",
      paramLabel = "S",
      description = "Of MGDA: active-set, pairwise or frank-wolfe. Default: active-set.")
  private String solver;

  @Option(
      names = "--schedule",
      paramLabel = "L",
      description =
          "constant, or two-stage (twice the step size for the first half). Default: the method's.")
  private String schedule;

  @Option(
      names = "--rounding",
      paramLabel = "W",
      description =
          "at-the-end, or every-step (the search moves on the levels of the file). Default:"
              + " the method\'s.")
  private String rounding;

  @Option(
      names = "--loss",
      paramLabel = "L",
      description =
          "What is raised: mse (to the original's fake), masked or masked:T (where that fake"
              + " differs from the photo), weighted (by --mask), latent or latent:TENSOR (an inner"
              + " tensor), input (MSE to the photo itself). Default: mse.")
  private String loss;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description =
          "Picture of the photo's size for --loss weighted, which it implies: white counts, black"
              + " does not.")
  private Path mask;

  @Option(
      names = "--norm",
      paramLabel = "P",
      description =
          "What epsilon measures: linf (the largest change) or l2 (the root of the mean squared"
              + " change). Default: linf.")
  private String norm;

  @Option(
      names = "--best",
      paramLabel = "B",
      description =
          "Which iterate is kept: threshold, threshold-mean, weakest, mean or last. Default:"
              + " the method\'s.")
  private String best;

  @Option(
      names = "--estimator",
      paramLabel = "E",
      description =
          "How the gradient of a generator that may only be queried is estimated: nes or spsa."
              + " Default: nes.")
  private String estimator;

  @Option(
      names = "--query-pairs",
      paramLabel = "N",
      description = "Pairs of photos per estimate. Default: 20.")
  private String queryPairs;

  @Option(
      names = "--query-radius",
      paramLabel = "R",
      description = "How far they are from the iterate. Default: 0.02.")
  private String queryRadius;

  @Option(
      names = "--query-tile",
      paramLabel = "T",
      description = "Side of the squares that their change is constant over. Default: 8.")
  private String queryTile;

  @Option(
      names = "--queries",
      paramLabel = "N",
      description = "Fakes that such a generator may be asked for per photo. Default: 20000.")
  private String queries;

  /**
   * The method that these options describe.
   *
   * @throws ParameterException if a name is unknown, or an option has no effect beside the others
   */
  MethodSpec method(CommandSpec spec) {
    Map<MethodOption, String> given = new LinkedHashMap<>();
    put(given, MethodOption.ATTACK, attack);
    put(given, MethodOption.RESTARTS, restarts);
    put(given, MethodOption.MOMENTUM, momentum);
    put(given, MethodOption.DOMAINS_BY, domainsBy);
    put(given, MethodOption.MODELS_BY, modelsBy);
    put(given, MethodOption.REGULARISATION, regularisation);
    put(given, MethodOption.SOLVER, solver);
    put(given, MethodOption.SCHEDULE, schedule);
    put(given, MethodOption.ROUNDING, rounding);
    put(given, MethodOption.LOSS, loss == null && mask != null ? "weighted" : loss);
    put(given, MethodOption.NORM, norm);
    put(given, MethodOption.ESTIMATOR, estimator);
    put(given, MethodOption.QUERY_PAIRS, queryPairs);
    put(given, MethodOption.QUERY_RADIUS, queryRadius);
    put(given, MethodOption.QUERY_TILE, queryTile);
    put(given, MethodOption.QUERIES, queries);
    put(given, MethodOption.BEST, best);
    try {
      Map<String, String> changes = new LinkedHashMap<>();
      given.forEach((option, value) -> changes.put(option.key(), value));
      MethodSpec result = MethodSpec.parse(method).with(changes);
      List<MethodOption> idle = result.idle(given.keySet());
      if (!idle.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "--"
                + idle.get(0).key()
                + " has no effect on this method ("
                + result.text()
                + "); leave it out, or choose what it belongs to");
      }
      boolean weighted = result.loss() instanceof Loss.Weighted;
      if (weighted != (mask != null)) {
        throw new ParameterException(
            spec.commandLine(),
            weighted
                ? "--loss weighted needs a picture of weights; give one with --mask"
                : "--mask belongs to --loss weighted; leave one of the two out");
      }
      return result;
    } catch (CdmaaException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** The mask of a weighted loss. */
  Optional<Path> mask() {
    return Optional.ofNullable(mask);
  }

  private static void put(Map<MethodOption, String> given, MethodOption option, String value) {
    if (value != null) {
      given.put(option, value);
    }
  }
}
