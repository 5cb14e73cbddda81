package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.autodiff.Explanation;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.Reaction;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ProtectionPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The generators of a group that can be attacked, determined before any photo: each loads, reacts
 * to the photo and, if the attack needs gradients, has one.
 *
 * @param manifests the manifests of those generators
 * @param generators the same, loaded
 * @param problems a sentence on each of the others
 */
record UsableModels(
    List<Manifest> manifests, List<Generator> generators, List<CdmaaException> problems) {
  private static final int MOST_NODES = 3;

  /** Loads generators with the tensors that a plan's loss compares. */
  static UsableModels of(List<Manifest> manifests, ProtectionPlan plan, MemoryPlanner planner) {
    List<Manifest> usable = new ArrayList<>();
    List<Generator> generators = new ArrayList<>();
    List<CdmaaException> problems = new ArrayList<>();
    for (Manifest manifest : manifests) {
      try {
        generators.add(checked(manifest, plan, planner));
        usable.add(manifest);
      } catch (CdmaaException e) {
        problems.add(e);
      }
    }
    return new UsableModels(usable, generators, problems);
  }

  /**
   * Loads a generator and checks that it can be attacked.
   *
   * @throws CdmaaException naming the model, the cause and the remedies
   */
  static Generator checked(Manifest manifest, ProtectionPlan plan, MemoryPlanner planner) {
    Generator generator = planner.load(manifest);
    if (!Reaction.of(manifest, generator, planner.sessions().cache())) {
      throw new CdmaaException(
          ErrorReason.NO_GRADIENT,
          manifest.onnx(),
          "The model "
              + manifest.onnx()
              + " cannot be attacked: its output does not react to the picture; export the"
              + " trained generator, with the picture as the input '"
              + generator.image().name()
              + "'");
    }
    if (plan.gradients(false) == Gradients.NONE
        || manifest.access() == Manifest.Access.QUERY
        || generator.gradient().isPresent()) {
      return generator;
    }
    List<Obstacle> obstacles =
        Differentiator.standard()
            .obstacles(
                generator.graph(),
                generator.graph().outputs().get(0).name(),
                generator.image().name());
    if (obstacles.isEmpty()) {
      return generator;
    }
    throw new CdmaaException(
        ErrorReason.NO_GRADIENT,
        manifest.onnx(),
        "The model "
            + manifest.onnx()
            + " has no gradient: "
            + String.join("; ", Explanation.sentences(generator.opset(), obstacles, MOST_NODES))
            + "; or estimate it from queries: --query '"
            + generator.name()
            + "'");
  }

  /**
   * Rejects a group with a generator that cannot be attacked.
   *
   * @throws CdmaaException with a sentence on each
   */
  UsableModels requireAll() {
    if (!problems.isEmpty()) {
      throw refusal();
    }
    return this;
  }

  /** Returns the error for the generators that cannot be attacked. */
  CdmaaException refusal() {
    return new CdmaaException(
        ErrorReason.COMMAND,
        String.join(
                System.lineSeparator() + "cdmaa: ",
                problems.stream().map(Failures::describe).toList())
            + (generators.isEmpty() ? "" : "; --skip-bad-models continues without it"));
  }
}
