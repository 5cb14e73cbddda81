package io.cdmaa.attack;

import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One generator with one domain whose gradient is always (1, ..., 1) and whose loss is any function
 * of the photo, or of how often it was asked. Remembers where it was evaluated.
 */
final class ScriptedObjective implements Objective {
  private final ToDoubleFunction<FloatTensor> loss;
  private final boolean estimate;
  final List<float[]> visited = new ArrayList<>();

  ScriptedObjective(ToDoubleFunction<FloatTensor> loss) {
    this(loss, false);
  }

  ScriptedObjective(ToDoubleFunction<FloatTensor> loss, boolean estimate) {
    this.loss = loss;
    this.estimate = estimate;
  }

  @Override
  public boolean isEstimate() {
    return estimate;
  }

  @Override
  public List<String> generatorNames() {
    return List.of("scripted");
  }

  @Override
  public int domains(int generator) {
    return 1;
  }

  @Override
  public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
    for (int d = 0; d < photo.size(); d++) {
      gradients.row(0).set(d, 1);
    }
    return evaluate(photo);
  }

  @Override
  public Losses evaluate(FloatTensor photo) {
    visited.add(photo.toArray());
    return new Losses(new double[][] {{loss.applyAsDouble(photo)}});
  }

  /** Pixel 0 at each evaluation. */
  double[] path() {
    return visited.stream().mapToDouble(x -> x[0]).toArray();
  }
}
