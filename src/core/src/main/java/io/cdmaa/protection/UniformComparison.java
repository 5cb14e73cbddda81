package io.cdmaa.protection;

import io.cdmaa.CancellationToken;
import io.cdmaa.ModelStrategy;
import io.cdmaa.Verdict;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;

/**
 * What uniform weighting of the generators achieves with the same number of iterations: the
 * baseline for a generator that resists, since MGDA sacrifices gains on easy generators to improve
 * the weakest.
 */
public final class UniformComparison {
  private static final double ENOUGH = 0.9;

  private final PhotoProtection uniform;

  /**
   * @param group with the gradients that the plan needs
   * @param plan everything but the weighting of the generators
   */
  public UniformComparison(GeneratorGroup group, ProtectionPlan plan) {
    uniform =
        new PhotoProtection(
            group, plan.with(plan.method().withModels(new ModelStrategy.Uniform())));
  }

  /**
   * Returns whether a verdict leaves a generator with an attack rate below 0.9 although the plan
   * does not weight uniformly already.
   */
  public static boolean isCalledFor(ProtectionPlan plan, Verdict verdict) {
    return !(plan.method().models() instanceof ModelStrategy.Uniform)
        && MethodAlgorithms.gradients(plan.method()) != GeneratorSession.Gradients.NONE
        && verdict.generators().stream().anyMatch(g -> g.attackRate() < ENOUGH);
  }

  /**
   * Returns the verdict on the same photo protected with uniform weights; that photo is not
   * written.
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
