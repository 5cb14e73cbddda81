package io.cdmaa.cli;

import io.cdmaa.Verdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.attack.MethodSpec;
import java.util.Locale;

/** A verdict beside that of uniform weighting, for people. */
final class UniformComparisonText {
  private UniformComparisonText() {}

  /** Both verdicts side by side. */
  static String of(MethodSpec method, Verdict cdmaa, Verdict uniform) {
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
