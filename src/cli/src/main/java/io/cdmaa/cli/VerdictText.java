package io.cdmaa.cli;

import io.cdmaa.Verdict;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;
import io.cdmaa.transform.Transform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Formats a verdict as a human-readable table. */
final class VerdictText {
  private static final int DETAILED_UP_TO = 6;

  private VerdictText() {}

  /**
   * Returns the lines of a verdict.
   *
   * @param details whether to list every domain even if there are many generators
   */
  static String of(Verdict verdict, boolean details) {
    return (verdict.generators().isEmpty() ? "" : fakes(verdict, details))
        + change(verdict.quality());
  }

  private static String fakes(Verdict verdict, boolean details) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("generator", "average L", "masked L", "broken", "weakest domain"));
    boolean all = details || verdict.generators().size() <= DETAILED_UP_TO;
    for (GeneratorVerdict generator : verdict.generators()) {
      DomainVerdict weakest =
          generator.domains().stream()
              .min(Comparator.comparingDouble(DomainVerdict::loss))
              .orElseThrow();
      long broken = generator.domains().stream().filter(DomainVerdict::broken).count();
      lines.add(
          new Line(
              generator.name(),
              number("%.4f", generator.averageLoss()),
              masked(generator.averageMaskedLoss()),
              broken + " of " + generator.domains().size(),
              generator.domains().size() == 1
                  ? ""
                  : weakest.name() + number(" (%.4f)", weakest.loss())));
      if (all && generator.domains().size() > 1) {
        for (DomainVerdict domain : generator.domains()) {
          lines.add(
              new Line(
                  "  " + domain.name(),
                  number("%.4f", domain.loss()),
                  masked(domain.maskedLoss()),
                  domain.broken() ? "yes" : "no",
                  ""));
        }
      }
    }
    StringBuilder text = new StringBuilder(table(lines));
    text.append(
        String.format(
            Locale.ROOT,
            "  attack rate %.0f %%: %d of %d fakes broken (L >= %s)%n",
            100 * verdict.attackRate(),
            brokenFakes(verdict),
            fakes(verdict),
            verdict.threshold()));
    if (!verdict.transformed().isEmpty()) {
      text.append(after(verdict.transformed()));
    }
    return text.toString();
  }

  private static String change(Verdict.Difference change) {
    return String.format(
        Locale.ROOT,
        "  change: at most %s levels of 255, PSNR %s, SSIM %.4f%n",
        number(change.maxLevelChange() % 1 < 1e-3 ? "%.0f" : "%.2f", change.maxLevelChange()),
        Double.isFinite(change.psnr()) ? number("%.1f dB", change.psnr()) : "infinite",
        change.ssim());
  }

  /** Returns a row per transform, under a heading. */
  private static String after(Map<Transform, Verdict> verdicts) {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("after", "average L", "", "broken", "weakest generator"));
    verdicts.forEach(
        (transform, own) ->
            lines.add(
                new Line(
                    transform.text(),
                    number("%.4f", own.averageLoss()),
                    "",
                    brokenFakes(own) + " of " + fakes(own),
                    own.generators().size() == 1
                        ? ""
                        : own.weakest().name() + number(" (%.4f)", own.weakest().averageLoss()))));
    return table(lines);
  }

  private static String table(List<Line> lines) {
    int width = lines.stream().mapToInt(line -> line.name().length()).max().orElseThrow();
    return lines.stream()
        .map(line -> line.padded(width) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static long brokenFakes(Verdict verdict) {
    return verdict.generators().stream()
        .flatMap(g -> g.domains().stream())
        .filter(DomainVerdict::broken)
        .count();
  }

  private static long fakes(Verdict verdict) {
    return verdict.generators().stream().mapToLong(g -> g.domains().size()).sum();
  }

  /** Returns the verdict on one photo of many, as part of a line. */
  static String brief(Verdict verdict) {
    if (verdict.generators().isEmpty()) {
      return String.format(
          Locale.ROOT, "change at most %.0f levels of 255", verdict.quality().maxLevelChange());
    }
    return String.format(
        Locale.ROOT,
        "%d of %d fakes broken, change at most %.0f levels of 255",
        brokenFakes(verdict),
        fakes(verdict),
        verdict.quality().maxLevelChange());
  }

  private static String masked(OptionalDouble loss) {
    return loss.isPresent() ? number("%.4f", loss.getAsDouble()) : "-";
  }

  private record Line(String name, String loss, String masked, String broken, String weakest) {
    /** Returns the row with a first column of this width, so that domains are aligned as well. */
    String padded(int width) {
      String first = name + " ".repeat(width - name.length());
      return String.format(
              Locale.ROOT, "  %s  %9s  %8s  %8s  %s", first, loss, masked, broken, weakest)
          .stripTrailing();
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
