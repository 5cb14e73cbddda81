package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.TransformView;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An objective under random transforms of the photo. Each evaluation draws as many as the survival
 * settings require, and combines their gradients by the strategy; the losses are means over the
 * last evaluation under each transform.
 */
final class TransformedObjective extends ObjectiveView {
  private final TransformView view;
  private final TransformSchedule schedule;
  private final FloatTensor transformed;
  private final SeenGradients seen;

  /** Whether an evaluation has one gradient, which needs no combination. */
  private final boolean single;

  private final Losses[] latest;

  /**
   * @param inner the objective of the transformed photo
   * @param view applies transforms to photos of its shape
   * @param survival the transforms
   * @param seed of the draws
   * @param shape shape of the photo
   */
  TransformedObjective(
      Objective inner, TransformView view, Survival survival, long seed, long[] shape) {
    super(inner);
    this.view = view;
    schedule = new TransformSchedule(survival, seed);
    transformed = FloatTensor.zeros(shape);
    latest = new Losses[schedule.slots()];
    seen = new SeenGradients(survival.strategy(), latest.length);
    single = survival.looks() == 1 && !survival.strategy().remembers();
  }

  /** True where evaluations draw different transforms. */
  @Override
  public boolean isEstimate() {
    return latest.length > 1;
  }

  @Override
  public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
    return through(photo, gradients, seen -> inner.evaluate(seen, gradients));
  }

  @Override
  public Losses evaluate(FloatTensor photo, DomainWeights weights, GradientMatrix gradients) {
    return through(photo, gradients, seen -> inner.evaluate(seen, weights, gradients));
  }

  @FunctionalInterface
  private interface Look {
    Losses at(FloatTensor photo);
  }

  private Losses through(FloatTensor photo, GradientMatrix gradients, Look look) {
    seen.begin();
    for (TransformSchedule.Draw draw : schedule.next()) {
      latest[draw.slot()] = look.at(shown(photo, draw));
      if (draw.transform().isPresent()) {
        for (int j = 0; j < gradients.rows(); j++) {
          view.pullBack(photo, gradients.row(j));
        }
      }
      if (!single) {
        seen.put(draw.slot(), gradients);
      }
    }
    if (!single) {
      List<GradientRow> rows = rows();
      seen.combine((row, slot) -> latest[slot].of(rows.get(row)), gradients);
    }
    return mean();
  }

  /** Evaluates through a transform of each range once, however often the range is named. */
  @Override
  public Losses evaluate(FloatTensor photo) {
    for (int slot = 0; slot < latest.length; slot++) {
      int first = schedule.firstLike(slot);
      latest[slot] =
          first < slot ? latest[first] : inner.evaluate(shown(photo, schedule.draw(slot)));
    }
    return mean();
  }

  @Override
  public double loss(GradientRow row, FloatTensor photo) {
    return inner.loss(row, photo);
  }

  /** Returns the photo under a draw; the view then holds the transform. */
  private FloatTensor shown(FloatTensor photo, TransformSchedule.Draw draw) {
    if (draw.transform().isEmpty()) {
      return photo;
    }
    view.use(draw.transform().get());
    view.apply(photo, transformed);
    return transformed;
  }

  private Losses mean() {
    List<double[][]> known =
        Arrays.stream(latest).filter(Objects::nonNull).map(Losses::perDomain).toList();
    double[][] mean = new double[inner.generatorNames().size()][];
    for (int j = 0; j < mean.length; j++) {
      mean[j] = new double[inner.domains(j)];
      for (double[][] losses : known) {
        for (int k = 0; k < mean[j].length; k++) {
          mean[j][k] += losses[j][k];
        }
      }
      for (int k = 0; k < mean[j].length; k++) {
        mean[j][k] /= known.size();
      }
    }
    return new Losses(mean);
  }
}
