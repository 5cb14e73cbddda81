package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.DomainsThenModels;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The state of one run that every attack shares: the iterate, its gradients, the best candidate and
 * why to end. An attack moves {@link #x} and calls {@link #look}, {@link #aim} and {@link #report}.
 */
final class AttackRun {
  /** The iterate, shape of the photo. */
  final FloatTensor x;

  /** Filled by {@link #aim}: the combined gradient sum_j c_j g_j, up to a positive factor. */
  final FloatTensor direction;

  final FloatTensor photo;
  final AttackSettings settings;
  final GradientArithmetic arithmetic;
  final Ball ball;

  private final Objective objective;
  private final AttackListener listener;
  private final List<GradientRow> rows;
  private final GradientMatrix gradients;
  private final ModelAggregation aggregation;
  private final boolean perDomain;
  private final FloatTensor candidate;
  private final FloatTensor best;
  private Losses bestLosses;
  private int bestRestart;
  private int bestIteration;
  private int gradientEvaluations;
  private int lossEvaluations;
  private AttackResult.Ending ending;

  AttackRun(
      Objective objective,
      FloatTensor photo,
      AttackSettings settings,
      AttackListener listener,
      GradientArithmetic arithmetic) {
    requireRange(photo);
    this.objective = objective;
    this.photo = photo;
    this.settings = settings;
    this.listener = listener;
    this.arithmetic = arithmetic;
    this.ball = Ball.around(photo, settings.budget(), arithmetic);
    this.rows = objective.rows();
    this.perDomain = rows.stream().anyMatch(row -> row.domain() != GradientRow.ALL_DOMAINS);
    if (settings.domains().needsGradients() && !perDomain) {
      throw new CdmaaException(
          "Combining domains by "
              + settings.domains()
              + " needs the gradient of every domain, which this objective does not tell; choose"
              + " uniform, single or iterative domains");
    }
    ModelAggregation models = settings.aggregation().forRun();
    this.aggregation =
        perDomain
            ? new DomainsThenModels(
                rows.stream().map(GradientRow::generator).toList(), settings.domains(), models)
            : models;
    this.gradients = new GradientMatrix(rows.size(), photo.size());
    this.x = photo.copy();
    this.direction = FloatTensor.zeros(photo.shape());
    this.best = photo.copy();
    this.candidate = projects() ? photo.copy() : x;
  }

  private static void requireRange(FloatTensor photo) {
    for (int d = 0; d < photo.size(); d++) {
      float value = photo.get(d);
      if (!(value >= -1 && value <= 1)) {
        throw new CdmaaException(
            "The photo holds " + value + " at " + d + "; its values must lie in [-1, 1]");
      }
    }
  }

  private boolean projects() {
    return settings.projection() != Projection.NONE;
  }

  /** Losses and gradients at x, which is then judged. */
  Losses look(int restart, int iteration) {
    Losses losses =
        (perDomain
                ? objective.evaluate(x, gradients)
                : objective.evaluate(x, planned(iteration), gradients))
            .checked(objective.generatorNames());
    gradientEvaluations++;
    judge(losses, restart, iteration);
    return losses;
  }

  /** Losses at x, which is then judged, for a search that needs no gradient. */
  Losses lookWithoutGradient(int restart, int iteration) {
    Losses losses = lossesAt(x);
    judge(losses, restart, iteration);
    return losses;
  }

  /** How many rows the gradient matrix has. */
  int rows() {
    return rows.size();
  }

  /** Judges the last x, of which no gradient is needed. */
  void lookLast(int restart, int iteration) {
    judge(projects() ? null : lossesAt(x), restart, iteration);
  }

  /** The losses at a photo, without gradients. */
  Losses lossesAt(FloatTensor where) {
    lossEvaluations++;
    return objective.evaluate(where).checked(objective.generatorNames());
  }

  private void judge(Losses atX, int restart, int iteration) {
    Losses losses = atX;
    if (projects()) {
      candidate.copyFrom(x);
      settings.projection().apply(candidate);
      losses = lossesAt(candidate);
    }
    if (bestLosses == null
        || settings.criterion().compare(losses, bestLosses, settings.threshold()) >= 0) {
      best.copyFrom(candidate);
      bestLosses = losses;
      bestRestart = restart;
      bestIteration = iteration;
    }
    if (settings.earlyStop() && losses.succeeded(settings.threshold()) == losses.domains()) {
      ending = AttackResult.Ending.EARLY;
    }
  }

  private DomainWeights planned(int iteration) {
    int visit = settings.aggregation().visit(iteration, objective.generators());
    return DomainWeights.planned(settings.domains(), visit, objective);
  }

  /** Combines the gradients of the last look into {@link #direction}. */
  Aggregation aim(int iteration, Losses losses) {
    Aggregation combined =
        aggregation.aggregate(iteration, rowLosses(iteration, losses), arithmetic.gram(gradients));
    if (combined.allInert()) {
      ending = AttackResult.Ending.STATIONARY;
    }
    arithmetic.weightedSum(combined.unitCoefficients(), gradients, direction);
    return combined;
  }

  /** The losses whose gradients the rows are. */
  private double[] rowLosses(int iteration, Losses losses) {
    if (perDomain) {
      return rows.stream().mapToDouble(losses::of).toArray();
    }
    DomainWeights weights = planned(iteration);
    return IntStream.range(0, objective.generators())
        .mapToDouble(j -> losses.weighted(j, weights.of(j)))
        .toArray();
  }

  /** The change of each row's loss, to first order, per unit of step: g_j . unitStep. */
  double[] gains(FloatTensor unitStep) {
    return arithmetic.products(gradients, unitStep);
  }

  /** Tells the listener of a step of the given size. */
  void report(
      int restart,
      int iteration,
      Losses losses,
      Aggregation aggregation,
      double stepSize,
      double[] unitGains) {
    double[] gains = Arrays.stream(unitGains).map(gain -> stepSize * gain).toArray();
    IterationReport report =
        new IterationReport(restart, iteration, losses, rows, aggregation, stepSize, gains);
    if (!listener.onIteration(report)) {
      ending = AttackResult.Ending.CANCELLED;
    }
  }

  /** Whether there is a reason to stop before all iterations are made. */
  boolean ended() {
    return ending != null;
  }

  AttackResult result() {
    return new AttackResult(
        best,
        bestLosses,
        bestRestart,
        bestIteration,
        gradientEvaluations,
        lossEvaluations,
        ended() ? ending : AttackResult.Ending.COMPLETED);
  }
}
