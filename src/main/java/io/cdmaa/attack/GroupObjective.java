package io.cdmaa.attack;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.mgda.GradientMatrix;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * The CDMAA objective of one photo: per generator the mean over its domains of the MSE between the
 * fakes of the protected and of the unprotected photo (Qiu, Du, Lu 2022). Gradient sessions write
 * straight into the rows of the gradient matrix.
 */
public final class GroupObjective implements Objective {
  private final List<GeneratorSession> sessions;

  /**
   * Computes the reference fakes.
   *
   * @param group generators with gradients; it must not move on to another shape while this
   *     objective is in use
   * @param crop the unprotected crop, [C,h,w] in [-1,1]
   */
  public GroupObjective(GeneratorGroup group, FloatTensor crop) {
    sessions = group.sessions(PhotoShape.of(crop));
    sessions.forEach(session -> session.reference(session.fakes(crop)));
  }

  @Override
  public List<String> generatorNames() {
    return sessions.stream().map(s -> s.generator().name()).toList();
  }

  @Override
  public int domains(int generator) {
    Generator g = sessions.get(generator).generator();
    return g.domains().size();
  }

  @Override
  public Losses evaluate(FloatTensor photo, GradientMatrix gradients) {
    double[][] losses = new double[sessions.size()][];
    for (int j = 0; j < losses.length; j++) {
      FloatTensor row = gradients.row(j).reshaped(photo.shape());
      losses[j] = sessions.get(j).evaluate(photo, row);
    }
    return new Losses(losses);
  }
}
