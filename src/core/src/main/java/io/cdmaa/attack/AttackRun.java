package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.InverseResize;
import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The state of one run that all attacks share: the iterate, its gradients, the best candidate and
 * the reason to end. An attack moves {@link #x} and calls {@link #evaluate}, {@link #combine} and
 * {@link #report}.
 */
final class AttackRun {
  /** The iterate, with the shape of the photo. */
  final FloatTensor x;

  /** Set by {@link #combine}: the aggregated gradient sum_j c_j g_j, up to a positive factor. */
  final FloatTensor direction;

  final FloatTensor photo;
  final AttackSettings settings;
  final GradientArithmetic arithmetic;
  final Ball ball;

  private final Objective objective;
  private final AttackListener listener;
  private final List<GradientRow> rows;
  private final GradientMatrix gradients;
  private final WeightingStrategy weighting;
  private GuardedStep guarded;
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
    this.ball = Ball.around(photo, settings, arithmetic);
    this.weighting = WeightingStrategy.of(settings, objective);
    this.rows = objective.rows();
    this.gradients = new GradientMatrix(rows.size(), photo.size());
    this.x = photo.copy();
    this.direction = FloatTensor.zeros(photo.shape());
    this.best = photo.copy();
    this.candidate = projects() ? photo.copy() : x;
  }

  /**
   * Moves x to the settings' warm start, if there is one and this is the first start.
   *
   * @return whether x was moved; otherwise the attack chooses the start
   */
  boolean startsWarm(int restart) {
    if (restart > 0 || settings.warmStart().isEmpty()) {
      return false;
    }
    start(x, photo, settings.warmStart().get(), ball);
    return true;
  }

  /** Fills x with the photo changed by a universal perturbation, inside the ball. */
  static void start(FloatTensor x, FloatTensor photo, WarmStart warm, Ball ball) {
    x.copyFrom(warm.over(photo.shape()));
    x.add(photo);
    ball.project(x);
  }

  /**
   * Moves x beside the photo by uniform noise of the start offset. On a photo that is seen at a
   * smaller size, the noise is drawn there and enlarged: noise of single pixels would mostly be
   * averaged away (benchmarks/README.md).
   */
  void startBeside(SplittableRandom random) {
    PhotoShape own = PhotoShape.of(photo);
    PhotoShape seen = objective.seen(own);
    if (seen.equals(own)) {
      Ball.offset(x, photo, settings.startOffset(), random, ball);
      return;
    }
    FloatTensor noise = FloatTensor.zeros(seen.channels(), seen.height(), seen.width());
    double offset = ball.offset(settings.startOffset());
    for (int d = 0; d < noise.size(); d++) {
      noise.set(d, (float) (offset * (2 * random.nextDouble() - 1)));
    }
    x.copyFrom(
        new InverseResize(seen.height(), seen.width(), own.height(), own.width())
            .of(noise, offset));
    x.add(photo);
    ball.project(x);
  }

  private static void requireRange(FloatTensor photo) {
    for (int d = 0; d < photo.size(); d++) {
      float value = photo.get(d);
      if (!(value >= -1 && value <= 1)) {
        throw new CdmaaException(
            ErrorReason.PHOTO,
            "The photo holds " + value + " at " + d + "; its values must lie in [-1, 1]");
      }
    }
  }

  private boolean projects() {
    return settings.projection() != Projection.NONE;
  }

  /** Evaluates losses and gradients at x, which becomes a candidate. */
  Losses evaluate(int restart, int iteration) {
    objective.reached((double) iteration / settings.iterations());
    Losses losses =
        weighting
            .plan(iteration)
            .map(weights -> objective.evaluate(x, weights, gradients))
            .orElseGet(() -> objective.evaluate(x, gradients))
            .checked(objective.generatorNames());
    gradientEvaluations++;
    evaluate(losses, restart, iteration, Candidate.ITERATE);
    return losses;
  }

  /** Evaluates only the losses at x, which becomes a candidate, for searches without gradients. */
  Losses lookWithoutGradient(int restart, int iteration) {
    Losses losses = lossesAt(x);
    evaluate(losses, restart, iteration, Candidate.TRIAL);
    return losses;
  }

  /** Returns the number of rows of the gradient matrix. */
  int rows() {
    return gradients.rows();
  }

  /** Evaluates the last x, whose gradient is not needed. */
  void lookLast(int restart, int iteration) {
    evaluate(projects() ? null : lossesAt(x), restart, iteration, Candidate.LAST);
  }

  /** Returns the losses at a photo, without gradients. */
  Losses lossesAt(FloatTensor where) {
    lossEvaluations++;
    return objective.evaluate(where).checked(objective.generatorNames());
  }

  /** Where a candidate comes from. */
  private enum Candidate {
    /** An iterate of a start that continues. */
    ITERATE,
    /** The last iterate of a start. */
    LAST,
    /** A photo that the search itself may reject. */
    TRIAL
  }

  /** Keeps a candidate if it is the best, and ends the run if it is good enough. */
  private void evaluate(Losses atX, int restart, int iteration, Candidate kind) {
    Losses losses = atX;
    if (projects()) {
      candidate.copyFrom(x);
      settings.projection().apply(candidate);
      losses = lossesAt(candidate);
    }
    if (bestLosses == null || isKept(losses, restart, kind)) {
      best.copyFrom(candidate);
      bestLosses = losses;
      bestRestart = restart;
      bestIteration = iteration;
    }
    if (settings.earlyStop() && losses.succeeded(settings.threshold()) == losses.domains()) {
      ending = AttackResult.Ending.EARLY;
    }
  }

  /**
   * Returns whether a candidate replaces the best one. Estimates do not tell which iterate of a
   * start is better: there the last one is the result of the start, and only results are compared.
   */
  private boolean isKept(Losses losses, int restart, Candidate kind) {
    boolean estimated = objective.isEstimate() && kind != Candidate.TRIAL;
    if (estimated && restart == bestRestart) {
      return true;
    }
    boolean comparable = !estimated || kind == Candidate.LAST;
    return comparable && weighting.compare(losses, bestLosses) >= 0;
  }

  /** Aggregates the gradients of the last evaluation into {@link #direction}. */
  Aggregation combine(int iteration, Losses losses) {
    Aggregation combined = weighting.aggregate(iteration, losses, arithmetic.gram(gradients));
    if (combined.allInert()) {
      ending = AttackResult.Ending.STATIONARY;
    }
    arithmetic.weightedSum(combined.unitCoefficients(), gradients, direction);
    return combined;
  }

  /**
   * Turns the gradients of the rows whose loss is higher on the other side of the photo, if the
   * method compares sides.
   *
   * @param losses at x, whose gradients are known
   * @return the aggregation of the turned gradients, whose {@link #direction} leads from the photo
   *     to those sides; empty if there is no such row
   */
  Optional<Aggregation> turn(int iteration, Losses losses) {
    if (ended() || !weighting.comparesSides()) {
      return Optional.empty();
    }
    Sides sides = new Sides(photo, ball, settings.budget().epsilon(), arithmetic);
    int[] compared =
        IntStream.range(0, rows.size())
            .filter(j -> objective.comparesPhotos(rows.get(j).generator()))
            .toArray();
    boolean any = false;
    for (int j : compared) {
      GradientRow row = rows.get(j);
      if (sides.isLower(x, losses.of(row), gradients.row(j), where -> objective.loss(row, where))) {
        arithmetic.scale(gradients.row(j), -1);
        any = true;
      }
    }
    lossEvaluations += compared.length > 0 ? Sides.EVALUATIONS : 0;
    return any ? Optional.of(combine(iteration, losses)) : Optional.empty();
  }

  /**
   * Changes {@link #direction} so that the projected step along it leaves guarded losses where the
   * weighting wants them, as far as the last gradients tell.
   *
   * @param length of the step
   */
  void guard(int iteration, Losses losses, double length) {
    double[] least = weighting.leastGains(iteration, losses);
    if (least.length > 0) {
      if (guarded == null) {
        guarded = new GuardedStep(StepGains.in(ball, photo.shape()), arithmetic);
      }
      guarded.guard(direction, x, length, gradients, least);
    }
  }

  /** Returns the first-order change of each row's loss per unit of step: g_j . unitStep. */
  double[] gains(FloatTensor unitStep) {
    return arithmetic.products(gradients, unitStep);
  }

  /** Notifies the listener of a step of the given size. */
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

  /** Returns whether there is a reason to stop before all iterations are performed. */
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
