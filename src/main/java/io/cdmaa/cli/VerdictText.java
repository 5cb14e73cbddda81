package io.cdmaa.cli;

import io.cdmaa.evaluation.Verdict;
import io.cdmaa.evaluation.Verdict.DomainVerdict;
import io.cdmaa.evaluation.Verdict.GeneratorVerdict;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalDouble;

/** A verdict as a table for people. */
final class VerdictText {
  private static final int DETAILED_UP_TO = 6;

  private VerdictText() {}

  /**
   * The lines of a verdict.
   *
   * @param details whether to list every domain even of many generators
   */
  static String of(Verdict verdict, boolean details) {
    int width = verdict.generators().stream().mapToInt(g -> g.name().length()).max().orElse(0);
    width = Math.max(width, "generator".length());
    StringBuilder text = new StringBuilder();
    line(text, width, "generator", "average L", "masked L", "broken", "weakest domain");
    boolean all = details || verdict.generators().size() <= DETAILED_UP_TO;
    for (GeneratorVerdict generator : verdict.generators()) {
      DomainVerdict weakest =
          generator.domains().stream()
              .min(Comparator.comparingDouble(DomainVerdict::loss))
              .orElseThrow();
      long broken = generator.domains().stream().filter(DomainVerdict::broken).count();
      line(
          text,
          width,
          generator.name(),
          number("%.4f", generator.averageLoss()),
          masked(generator.averageMaskedLoss()),
          broken + " of " + generator.domains().size(),
          generator.domains().size() == 1
              ? ""
              : weakest.name() + number(" (%.4f)", weakest.loss()));
      if (all && generator.domains().size() > 1) {
        for (DomainVerdict domain : generator.domains()) {
          line(
              text,
              width,
              "  " + domain.name(),
              number("%.4f", domain.loss()),
              masked(domain.maskedLoss()),
              domain.broken() ? "yes" : "no",
              "");
        }
      }
    }
    long broken =
        verdict.generators().stream()
            .flatMap(g -> g.domains().stream())
            .filter(DomainVerdict::broken)
            .count();
    long domains = verdict.generators().stream().mapToLong(g -> g.domains().size()).sum();
    text.append(
        String.format(
            Locale.ROOT,
            "  attack rate %.0f %%: %d of %d fakes broken (L >= %s)%n",
            100 * verdict.attackRate(),
            broken,
            domains,
            verdict.threshold()));
    Verdict.Difference change = verdict.quality();
    text.append(
        String.format(
            Locale.ROOT,
            "  change: at most %s levels of 255, PSNR %s, SSIM %.4f%n",
            number(change.maxLevelChange() % 1 < 1e-3 ? "%.0f" : "%.2f", change.maxLevelChange()),
            Double.isFinite(change.psnr()) ? number("%.1f dB", change.psnr()) : "infinite",
            change.ssim()));
    return text.toString();
  }

  private static String masked(OptionalDouble loss) {
    return loss.isPresent() ? number("%.4f", loss.getAsDouble()) : "-";
  }

  private static void line(
      StringBuilder text,
      int width,
      String name,
      String loss,
      String masked,
      String broken,
      String weakest) {
    String padded = name + " ".repeat(Math.max(0, width - name.length()));
    String row =
        String.format(
            Locale.ROOT, "  %s  %9s  %8s  %8s  %s", padded, loss, masked, broken, weakest);
    text.append(row.stripTrailing()).append(System.lineSeparator());
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
