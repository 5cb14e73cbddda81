package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;

/**
 * An objective of a crop that overlaps others: only some pixels may be changed, and the remaining
 * ones stay as they are.
 */
final class SharedObjective extends ObjectiveView {
  private final FloatTensor present;
  private final FloatTensor own;
  private final FloatTensor shown;

  /**
   * @param inner the objective of the whole crop
   * @param present the crop as it is now, [C, h, w]
   * @param own [1, h, w], 1 where the crop may be changed and 0 elsewhere
   */
  SharedObjective(Objective inner, FloatTensor present, FloatTensor own) {
    super(inner);
    this.present = present;
    this.own = own;
    shown = FloatTensor.zeros(present.shape());
  }

  private FloatTensor shared(FloatTensor photo) {
    return composed(present, own, photo, shown);
  }

  /**
   * Puts together a crop that is changed only where it may be.
   *
   * @param target overwritten
   * @return the target
   */
  static FloatTensor composed(
      FloatTensor present, FloatTensor own, FloatTensor changed, FloatTensor target) {
    for (int i = 0; i < target.size(); i++) {
      target.set(i, own.get(i % own.size()) == 0 ? present.get(i) : changed.get(i));
    }
    return target;
  }

  @Override
  public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
    Losses losses = inner.evaluate(shared(photo), gradients);
    keepOwn(gradients);
    return losses;
  }

  @Override
  public Losses evaluate(FloatTensor photo, DomainWeights weights, GradientMatrix gradients) {
    Losses losses = inner.evaluate(shared(photo), weights, gradients);
    keepOwn(gradients);
    return losses;
  }

  @Override
  public Losses evaluate(FloatTensor photo) {
    return inner.evaluate(shared(photo));
  }

  @Override
  public double loss(GradientRow row, FloatTensor photo) {
    return inner.loss(row, shared(photo));
  }

  private void keepOwn(GradientMatrix gradients) {
    for (int j = 0; j < gradients.rows(); j++) {
      FloatTensor row = gradients.row(j);
      for (int i = 0; i < row.size(); i++) {
        if (own.get(i % own.size()) == 0) {
          row.set(i, 0);
        }
      }
    }
  }
}
