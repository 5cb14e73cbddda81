package io.cdmaa.experiment;

import io.cdmaa.experiment.Results.Compared;
import io.cdmaa.experiment.Results.GeneratorResult;
import io.cdmaa.experiment.Results.SettingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Formats the results as CSV (RFC 4180, with a header and decimal points in any locale). */
final class ResultsCsv {
  private static final List<String> COLUMNS =
      List.of(
          "setting",
          "generator",
          "after",
          "domains",
          "photos",
          "avg_l",
          "avg_l_low",
          "avg_l_high",
          "attack_rate",
          "attack_rate_low",
          "attack_rate_high",
          "weakest",
          "avg_masked_l",
          "max_level_change",
          "psnr",
          "ssim",
          "ms_ssim",
          "ciede2000",
          "seconds_per_photo",
          "gradient_evaluations");

  private static final List<String> COMPARISON_COLUMNS =
      List.of(
          "measure",
          "a",
          "b",
          "photos",
          "differing",
          "mean_difference",
          "wilcoxon",
          "wilcoxon_holm",
          "paired_t",
          "paired_t_holm");

  private ResultsCsv() {}

  /**
   * Returns a table with a row per setting and generator, and another for each transform after
   * which photos were evaluated; columns on the photo repeat in all its rows. Each metric has a
   * column of its own, which is empty after transforms.
   */
  static String table(Results results, MetricResults metrics) {
    List<Object> columns = new ArrayList<>(COLUMNS);
    metrics.kinds().forEach(kind -> columns.add(kind.label()));
    List<List<?>> rows = new ArrayList<>(List.of(columns));
    for (int s = 0; s < results.settings().size(); s++) {
      int index = s;
      SettingResult setting = results.settings().get(s);
      add(rows, results, setting, "", j -> metrics.of(index, j));
      List<String> none = Collections.nCopies(metrics.kinds().size(), "");
      setting.after().forEach((transform, own) -> add(rows, results, own, transform, j -> none));
    }
    return text(rows);
  }

  private static void add(
      List<List<?>> rows,
      Results results,
      SettingResult setting,
      String after,
      IntFunction<List<?>> metrics) {
    for (int j = 0; j < setting.generators().size(); j++) {
      GeneratorResult generator = setting.generators().get(j);
      List<Object> row =
          new ArrayList<>(
              List.of(
                  setting.setting().name(),
                  generator.name(),
                  after,
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
                  setting.multiScaleSsim(),
                  setting.colourDifference(),
                  setting.seconds(),
                  setting.evaluations()));
      row.addAll(metrics.apply(j));
      rows.add(row);
    }
  }

  /** Returns a table with a row per measure and pair of settings. */
  static String comparisons(Results results) {
    List<List<?>> rows = new ArrayList<>(List.of(COMPARISON_COLUMNS));
    for (Compared compared : results.comparisons()) {
      rows.add(
          List.of(
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
    return text(rows);
  }

  private static String text(List<List<?>> rows) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.RFC4180)) {
      for (List<?> row : rows) {
        printer.printRecord(row.stream().map(ResultsCsv::field));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** A number with six digits; what is not a number becomes an empty field. */
  private static Object field(Object value) {
    if (value instanceof Double number) {
      return number.isNaN() ? "" : String.format(Locale.ROOT, "%.6g", number);
    }
    return value;
  }
}
