package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.io.ShellWord;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.runtime.SessionFactory;
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
    ModelCheck.requireReaction(manifest, generator, planner.sessions());
    if (plan.gradients(false) != Gradients.NONE) {
      requireGradient(manifest, generator, planner.sessions());
    }
    return generator;
  }

  /**
   * Checks that a generator has a gradient, unless it is only queried.
   *
   * @throws CdmaaException naming the model, the operators and the remedies
   */
  static void requireGradient(Manifest manifest, Generator generator, SessionFactory sessions) {
    if (manifest.access() == Manifest.Access.QUERY) {
      return;
    }
    try {
      ModelCheck.requireGradient(generator, sessions);
    } catch (CdmaaException e) {
      if (e.reason() != ErrorReason.NO_GRADIENT) {
        throw e;
      }
      throw new CdmaaException(
          e.reason(),
          manifest.onnx(),
          e.getMessage() + " or --query " + ShellWord.of(generator.name()),
          e);
    }
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
        String.join(Console.BETWEEN, problems.stream().map(Failures::describe).toList())
            + (generators.isEmpty() ? "" : "; --skip-bad-models continues without it"));
  }
}
