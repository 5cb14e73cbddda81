package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.ModelStrategy;
import io.cdmaa.Verdict;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;

/**
 * What uniform weighting of the generators reaches with as many iterations: the yardstick for a
 * generator that resists, since MGDA gives up the easy ones to lift the weakest.
 */
public final class UniformComparison {
  private static final double ENOUGH = 0.9;

  private final PhotoProtection uniform;

  /**
   * @param group with the gradients that the plan needs
   * @param plan all but how the generators are weighed
   */
  public UniformComparison(GeneratorGroup group, ProtectionPlan plan) {
    uniform =
        new PhotoProtection(
            group, plan.with(plan.method().withModels(new ModelStrategy.Uniform())));
  }

  /**
   * Whether a verdict leaves a generator with an attack rate below 0.9, and the plan was not to
   * weigh uniformly anyway.
   */
  public static boolean isCalledFor(ProtectionPlan plan, Verdict verdict) {
    return !(plan.method().models() instanceof ModelStrategy.Uniform)
        && MethodAlgorithms.gradients(plan.method()) != GeneratorSession.Gradients.NONE
        && verdict.generators().stream().anyMatch(g -> g.attackRate() < ENOUGH);
  }

  /**
   * The verdict on the same photo protected with uniform weights, which is not written.
   *
   * @throws java.util.concurrent.CancellationException if the token was cancelled
   */
  public Verdict on(Subject subject, CancellationToken token) {
    return uniform
        .protect(subject, new Destination.Memory(), token, report -> {})
        .evaluation()
        .verdict();
  }
}
