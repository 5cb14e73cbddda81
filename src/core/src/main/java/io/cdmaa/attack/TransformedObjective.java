package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.TransformSession;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * An objective under random transforms of the photo, one per evaluation (expectation over
 * transformation, Athalye et al. 2018): the gradient is that of the drawn transform; the losses are
 * means over the last evaluation under each transform, so that two iterates can be compared.
 */
final class TransformedObjective implements Objective {
  private final Objective inner;
  private final TransformSession session;
  private final TransformSchedule schedule;
  private final FloatTensor transformed;
  private final Losses[] latest;

  /**
   * @param inner the objective of the transformed photo
   * @param session applies transforms to photos of its shape
   * @param schedule draws the transforms
   * @param shape shape of the photo
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
    latest[draw.slot()] = look.at(seen(photo, draw));
    if (draw.transform().isPresent()) {
      for (int j = 0; j < gradients.rows(); j++) {
        session.pullBack(photo, gradients.row(j));
      }
    }
    return mean();
  }

  /** Evaluates through every transform once. */
  @Override
  public Losses evaluate(FloatTensor photo) {
    for (int slot = 0; slot < latest.length; slot++) {
      latest[slot] = inner.evaluate(seen(photo, schedule.next(slot)));
    }
    return mean();
  }

  /** Returns the photo under a draw; the session then holds the transform. */
  private FloatTensor seen(FloatTensor photo, TransformSchedule.Draw draw) {
    if (draw.transform().isEmpty()) {
      return photo;
    }
    session.use(draw.transform().get());
    session.apply(photo, transformed);
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
