package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.TransformSession;
import java.util.List;

/**
 * An objective seen through transforms of the photo, one per evaluation (expectation over
 * transformation, Athalye et al. 2018): the gradient is that of the drawn transform, the losses are
 * the means over what each of the transforms showed last, so that those of two iterates can be
 * compared.
 */
final class TransformedObjective implements Objective {
  private final Objective inner;
  private final TransformSession session;
  private final TransformSchedule schedule;
  private final FloatTensor transformed;
  private final Losses[] latest;

  /**
   * @param inner the objective of the transformed photo
   * @param session for photos of its shape
   * @param schedule what is drawn
   * @param shape of the photo
   */
  TransformedObjective(
      Objective inner, TransformSession session, TransformSchedule schedule, long[] shape) {
    this.inner = inner;
    this.session = session;
    this.schedule = schedule;
    transformed = FloatTensor.zeros(shape);
    latest = new Losses[schedule.slots()];
  }

  @Override
  public List<String> generatorNames() {
    return inner.generatorNames();
  }

  @Override
  public int domains(int generator) {
    return inner.domains(generator);
  }

  @Override
  public boolean weighsDomains(int generator) {
    return inner.weighsDomains(generator);
  }

  @Override
  public List<GradientRow> rows() {
    return inner.rows();
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
    TransformSchedule.Draw draw = schedule.next();
    if (draw.transform().isEmpty()) {
      latest[draw.slot()] = look.at(photo);
      return mean();
    }
    session.use(draw.transform().get());
    session.apply(photo, transformed);
    latest[draw.slot()] = look.at(transformed);
    for (int j = 0; j < gradients.rows(); j++) {
      session.pullBack(photo, gradients.row(j));
    }
    return mean();
  }

  /** Looks through every transform once. */
  @Override
  public Losses evaluate(FloatTensor photo) {
    for (int slot = 0; slot < latest.length; slot++) {
      TransformSchedule.Draw draw = schedule.next(slot);
      FloatTensor seen = photo;
      if (draw.transform().isPresent()) {
        session.use(draw.transform().get());
        session.apply(photo, transformed);
        seen = transformed;
      }
      latest[slot] = inner.evaluate(seen);
    }
    return mean();
  }

  private Losses mean() {
    double[][] sum = null;
    int known = 0;
    for (Losses losses : latest) {
      if (losses != null) {
        known++;
        double[][] own = losses.perDomain();
        if (sum == null) {
          sum = own;
        } else {
          for (int j = 0; j < own.length; j++) {
            for (int k = 0; k < own[j].length; k++) {
              sum[j][k] += own[j][k];
            }
          }
        }
      }
    }
    for (double[] row : sum) {
      for (int k = 0; k < row.length; k++) {
        row[k] /= known;
      }
    }
    return new Losses(sum);
  }
}
