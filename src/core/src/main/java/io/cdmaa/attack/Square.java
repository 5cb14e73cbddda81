package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.tensor.FloatTensor;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Square Attack (Andriushchenko, Croce, Flammarion and Hein, "Square Attack: a query-efficient
 * black-box adversarial attack via random search", ECCV 2020, Algorithms 1 and 2): sets random
 * squares of the photo to the boundary of the budget, each channel to its upper or lower one, and
 * keeps those that increase the objective. Needs losses only, so every generator may be a black
 * box.
 *
 * <p>The scalar objective is that of {@link Apgd}, {@code f = sum_j log(L_j + xi)}. Starts from
 * stripes one pixel wide; the squares cover 0.05 of the area at first, and this share is halved by
 * the source's schedule, scaled to the number of iterations. The settings' step size, start offset
 * and strategies over domains and generators are ignored.
 *
 * @param arithmetic creates the arithmetic of one run
 */
public record Square(Supplier<GradientArithmetic> arithmetic) implements Attack {
  private static final double SHARE = 0.05;

  /** The iterations, of 10,000, after which the share is halved. */
  private static final int[] HALVED = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};

  /** Uses {@link StandardArithmetic}. */
  public Square() {
    this(StandardArithmetic::create);
  }

  @Override
  public AttackResult run(
      Objective objective, FloatTensor photo, AttackSettings settings, AttackListener listener) {
    if (!(settings.budget() instanceof Budget.LInf
        || settings.budget() instanceof Budget.Limited)) {
      throw new CdmaaException(
          ErrorReason.NORM_UNSUPPORTED,
          "The square attack only supports an L-infinity budget; choose that norm or"
              + " another attack");
    }
    AttackRun run = new AttackRun(objective, photo, settings, listener, arithmetic.get());
    SplittableRandom random = new SplittableRandom(settings.seed());
    if (!run.startsWarm(0)) {
      stripes(run, random);
    }
    search(run, random);
    return run.result();
  }

  private static void search(AttackRun run, SplittableRandom random) {
    int n = run.settings.iterations();
    double epsilon = run.settings.budget().epsilon();
    FloatTensor here = run.x.copy();
    Losses losses = run.lookWithoutGradient(0, 0);
    double best = Apgd.potential(losses);
    for (int t = 0; t < n && !run.ended(); t++) {
      int side = side(run.photo, share(t, n));
      run.report(
          0,
          t,
          losses,
          new UniformModels()
              .aggregate(t, new double[run.rows()], new double[run.rows()][run.rows()]),
          2 * epsilon,
          new double[run.rows()]);
      if (run.ended()) {
        return;
      }
      paint(run, side, epsilon, random);
      Losses tried = run.lookWithoutGradient(0, t + 1);
      double value = Apgd.potential(tried);
      if (value > best) {
        best = value;
        losses = tried;
        here.copyFrom(run.x);
      } else {
        run.x.copyFrom(here);
      }
    }
  }

  /** Returns the share of the area that a square covers in an iteration. */
  static double share(int iteration, int iterations) {
    double scaled = iteration * 10_000.0 / iterations;
    double share = SHARE;
    for (int from : HALVED) {
      share /= scaled > from ? 2 : 1;
    }
    return share;
  }

  private static int side(FloatTensor photo, double share) {
    int height = (int) photo.shape()[1];
    int width = (int) photo.shape()[2];
    int side = (int) Math.round(Math.sqrt(share * height * width));
    return Math.max(1, Math.min(side, Math.min(height, width)));
  }

  /** Sets each column of each channel to one boundary of the budget. */
  private static void stripes(AttackRun run, SplittableRandom random) {
    int width = (int) run.photo.shape()[2];
    int height = (int) run.photo.shape()[1];
    double epsilon = run.settings.budget().epsilon();
    for (int c = 0; c < run.photo.shape()[0]; c++) {
      for (int x = 0; x < width; x++) {
        double change = random.nextBoolean() ? epsilon : -epsilon;
        for (int y = 0; y < height; y++) {
          int at = (c * height + y) * width + x;
          run.x.set(at, (float) (run.photo.get(at) + change));
        }
      }
    }
    run.ball.project(run.x);
  }

  private static void paint(AttackRun run, int side, double epsilon, SplittableRandom random) {
    int height = (int) run.photo.shape()[1];
    int width = (int) run.photo.shape()[2];
    int top = random.nextInt(height - side + 1);
    int left = random.nextInt(width - side + 1);
    for (int c = 0; c < run.photo.shape()[0]; c++) {
      double change = random.nextBoolean() ? epsilon : -epsilon;
      for (int y = top; y < top + side; y++) {
        for (int x = left; x < left + side; x++) {
          int at = (c * height + y) * width + x;
          run.x.set(at, (float) (run.photo.get(at) + change));
        }
      }
    }
    run.ball.project(run.x);
  }
}
