package io.cdmaa.attack;

import io.cdmaa.mgda.Aggregation;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Auto-PGD (Croce and Hein 2020, Algorithm 1): momentum 0.75, a first step of 2 epsilon, and at
 * {@linkplain Checkpoints checkpoints} the step size is halved and the search restarts from its
 * best point, if
 *
 * <ol>
 *   <li>fewer than 0.75 of the steps since the last checkpoint increased the objective, or
 *   <li>neither the step size nor the best objective has changed since the last checkpoint.
 * </ol>
 *
 * <p>The algorithm needs a scalar objective, and neither it nor the CDMAA paper defines one for
 * several generators. Here it is {@code f = sum_j log(L_j + xi)}, the potential in which the
 * penalty gives each generator the same gain; the steps follow the settings' aggregation. The
 * result is chosen as for every {@link Attack}, not by f. The settings' step size is ignored.
 *
 * @param arithmetic creates the arithmetic of one run
 */
public record Apgd(Supplier<GradientArithmetic> arithmetic) implements Attack {
  private static final double MOMENTUM = 0.75;
  private static final double ENOUGH_IMPROVED = 0.75;

  /** Uses {@link StandardArithmetic}. */
  public Apgd() {
    this(StandardArithmetic::create);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    AttackRun run = new AttackRun(objective, photo, settings, listener, arithmetic.get());
    SplittableRandom random = new SplittableRandom(settings.seed());
    if (!run.startsWarm(0)) {
      run.startBeside(random);
    }
    search(run);
    return run.result();
  }

  /** Returns f = sum_j log(L_j + xi). */
  static double potential(Losses losses) {
    double sum = 0;
    for (int j = 0; j < losses.generators(); j++) {
      sum += Math.log(losses.mean(j) + Regularisation.XI);
    }
    return sum;
  }

  /** The values at a point, and the direction of the step from there. */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this file
  private record Known(Losses losses, double value, Aggregation aggregation, double[] gains) {}

  private static void search(AttackRun run) {
    int n = run.settings.iterations();
    Checkpoints checkpoints = new Checkpoints(n);
    FloatTensor previous = run.x.copy();
    FloatTensor target = run.x.copy();
    FloatTensor best = run.x.copy();
    FloatTensor bestDirection = run.x.copy();
    double eta = 2 * run.settings.budget().epsilon();

    Known here = evaluate(run, 0, eta);
    if (run.ended()) {
      return;
    }
    Known top = here;
    bestDirection.copyFrom(run.direction);
    double etaAtCheckpoint = eta;
    double topAtCheckpoint = top.value();
    int improved = 0;
    int since = 0;
    for (int t = 0; t < n; t++) {
      run.report(0, t, here.losses(), here.aggregation(), eta, here.gains());
      if (run.ended()) {
        return;
      }
      step(run, previous, target, eta, t == 0 ? 1 : MOMENTUM);
      if (t == n - 1) {
        run.lookLast(0, n);
        return;
      }
      double before = here.value();
      here = evaluate(run, t + 1, eta);
      if (run.ended()) {
        return;
      }
      improved += here.value() > before ? 1 : 0;
      since++;
      if (here.value() > top.value()) {
        top = here;
        best.copyFrom(run.x);
        bestDirection.copyFrom(run.direction);
      }
      if (checkpoints.contains(t + 1)) {
        boolean stuck = eta == etaAtCheckpoint && top.value() == topAtCheckpoint;
        etaAtCheckpoint = eta;
        topAtCheckpoint = top.value();
        if (improved < ENOUGH_IMPROVED * since || stuck) {
          eta /= 2;
          here = top;
          run.x.copyFrom(best);
          run.direction.copyFrom(bestDirection);
        }
        improved = 0;
        since = 0;
      }
    }
  }

  /** Returns losses, unit step and predicted gains at x. */
  private static Known evaluate(AttackRun run, int iteration, double eta) {
    Losses losses = run.evaluate(0, iteration);
    if (run.ended()) {
      return new Known(losses, potential(losses), null, null);
    }
    Aggregation aggregation = run.combine(iteration, losses);
    run.guard(iteration, losses, eta);
    run.ball.steepest(run.direction);
    return new Known(losses, potential(losses), aggregation, run.gains(run.direction));
  }

  /** z = P(x + eta u); x = P(x + alpha (z - x) + (1 - alpha) (x - previous)). */
  private static void step(
      AttackRun run, FloatTensor previous, FloatTensor target, double eta, double alpha) {
    target.copyFrom(run.x);
    run.arithmetic.add(target, eta, run.direction);
    run.ball.project(target);
    run.arithmetic.scale(target, alpha);
    run.arithmetic.add(target, 2 - 2 * alpha, run.x);
    run.arithmetic.add(target, alpha - 1, previous);
    run.ball.project(target);
    previous.copyFrom(run.x);
    run.x.copyFrom(target);
  }
}
