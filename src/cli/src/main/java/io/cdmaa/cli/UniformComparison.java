package io.cdmaa.cli;

import io.cdmaa.attack.MethodOption;
import io.cdmaa.attack.MethodSpec;
import io.cdmaa.attack.Protector;
import io.cdmaa.evaluation.Judge;
import io.cdmaa.evaluation.Verdict;
import io.cdmaa.evaluation.Verdict.GeneratorVerdict;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import java.util.Locale;
import java.util.Optional;

/**
 * What uniform weighting of the generators reaches with as many iterations: the yardstick for a
 * generator that resists, since MGDA gives up the easy ones to lift the weakest.
 */
final class UniformComparison {
  private static final double ENOUGH = 0.9;

  private final GeneratorGroup group;
  private final AttackPlan plan;
  private final Interruption interruption;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);

  UniformComparison(GeneratorGroup group, AttackPlan plan, Interruption interruption) {
    this.group = group;
    this.plan = plan;
    this.interruption = interruption;
  }

  /**
   * Whether a verdict leaves a generator with an attack rate below 0.9, and the plan was not to
   * weigh uniformly anyway.
   */
  static boolean isCalledFor(AttackPlan plan, Verdict verdict) {
    return !plan.method().get(MethodOption.MODELS_BY).equals("uniform")
        && plan.method().gradients() != GeneratorSession.Gradients.NONE
        && verdict.generators().stream().anyMatch(g -> g.attackRate() < ENOUGH);
  }

  /**
   * The verdict on the same photo protected with uniform weights, or nothing if the user ended it.
   * It is rounded to the photo's levels as a file would be, but not written.
   */
  Optional<Verdict> on(Photo original) {
    Crop crop = plan.crop().in(original);
    AttackPlan mean = plan.with(plan.method().with(MethodOption.MODELS_BY, "uniform"));
    Protector protector = new Protector(group, mean.attack(), mean.settings());
    Photo uniform =
        protector
            .protect(
                original, crop, plan.mask().map(reader::read), report -> !interruption.requested())
            .photo();
    return interruption.requested()
        ? Optional.empty()
        : Optional.of(
            new Judge(group, plan.settings().threshold()).judge(original, uniform, crop).verdict());
  }

  /** Both verdicts side by side. */
  static String text(MethodSpec method, Verdict cdmaa, Verdict uniform) {
    String name = MethodSpec.presets().contains(method.text()) ? method.text() : "chosen";
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "Average L (attack rate) beside uniform weighting with as many iterations:%n"));
    for (int j = 0; j < cdmaa.generators().size(); j++) {
      GeneratorVerdict ours = cdmaa.generators().get(j);
      text.append(
          String.format(
              Locale.ROOT,
              "  %-32s %s %s   uniform %s%n",
              ours.name(),
              name,
              figures(ours),
              figures(uniform.generators().get(j))));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "  %-32s %s %.4f         uniform %.4f%n",
            "the weakest",
            name,
            cdmaa.weakest().averageLoss(),
            uniform.weakest().averageLoss()));
    return text.toString();
  }

  private static String figures(GeneratorVerdict generator) {
    return String.format(
        Locale.ROOT, "%.4f (%3.0f %%)", generator.averageLoss(), 100 * generator.attackRate());
  }
}
