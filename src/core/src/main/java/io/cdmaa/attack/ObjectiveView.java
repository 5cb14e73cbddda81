package io.cdmaa.attack;

import io.cdmaa.generator.PhotoShape;
import java.util.List;

/**
 * An objective that shows another one a changed photo; generators, domains and rows are that one's.
 */
abstract class ObjectiveView implements Objective {
  /** The objective of the changed photo. */
  final Objective inner;

  ObjectiveView(Objective inner) {
    this.inner = inner;
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
  public boolean isEstimate() {
    return inner.isEstimate();
  }

  @Override
  public boolean comparesPhotos(int generator) {
    return inner.comparesPhotos(generator);
  }

  @Override
  public PhotoShape seen(PhotoShape photo) {
    return inner.seen(photo);
  }

  @Override
  public void reached(double part) {
    inner.reached(part);
  }

  @Override
  public List<GradientRow> rows() {
    return inner.rows();
  }
}
