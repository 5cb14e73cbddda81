package io.cdmaa.experiment;

import io.cdmaa.experiment.Results.Compared;
import io.cdmaa.experiment.Results.GeneratorResult;
import io.cdmaa.experiment.Results.SettingResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The results as CSV (RFC 4180, with a header, numbers with a point in every country). */
final class ResultsCsv {
  private static final String HEADER =
      "setting,generator,domains,photos,avg_l,avg_l_low,avg_l_high,attack_rate,attack_rate_low,"
          + "attack_rate_high,weakest,avg_masked_l,max_level_change,psnr,ssim,seconds_per_photo,"
          + "gradient_evaluations";

  private ResultsCsv() {}

  /** A row per setting and generator; what concerns the photo is the same in all its rows. */
  static String table(Results results) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (SettingResult setting : results.settings()) {
      for (GeneratorResult generator : setting.generators()) {
        lines.add(
            row(
                setting.setting().name(),
                generator.name(),
                generator.domains(),
                results.photos().size(),
                generator.loss().mean(),
                generator.loss().interval().low(),
                generator.loss().interval().high(),
                generator.rate().mean(),
                generator.rate().interval().low(),
                generator.rate().interval().high(),
                generator.weakest(),
                generator.maskedLoss(),
                setting.maxLevelChange(),
                setting.psnr(),
                setting.ssim(),
                setting.seconds(),
                setting.evaluations()));
      }
    }
    return text(lines);
  }

  /** A row per measure and pair of settings. */
  static String comparisons(Results results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "measure,a,b,photos,differing,mean_difference,wilcoxon,wilcoxon_holm,paired_t,paired_t_holm");
    for (Compared compared : results.comparisons()) {
      lines.add(
          row(
              compared.measure().name().toLowerCase(Locale.ROOT),
              compared.a(),
              compared.b(),
              compared.test().photos(),
              compared.test().differing(),
              compared.test().meanDifference(),
              compared.test().wilcoxon(),
              compared.wilcoxonHolm(),
              compared.test().pairedT(),
              compared.pairedTHolm()));
    }
    return text(lines);
  }

  private static String text(List<String> lines) {
    return String.join("\r\n", lines) + "\r\n";
  }

  private static String row(Object... values) {
    return List.of(values).stream().map(ResultsCsv::field).collect(Collectors.joining(","));
  }

  private static String field(Object value) {
    if (value instanceof Double number) {
      return number.isNaN() ? "" : String.format(Locale.ROOT, "%.6g", number);
    }
    String text = value.toString();
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : "\"" + text.replace("\"", "\"\"") + "\"";
  }
}
