package io.cdmaa.experiment;

import io.cdmaa.experiment.Results.GeneratorResult;
import io.cdmaa.experiment.Results.Mean;
import io.cdmaa.experiment.Results.SettingResult;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.colors.ColorBlindFriendlySeriesColors;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of an experiment. */
final class Plots {
  /** More lines than this in one plot cannot be distinguished. */
  private static final int MOST_LINES = 12;

  private Plots() {}

  /**
   * A plot.
   *
   * @param file its file name
   * @param caption what it shows
   * @param picture the image
   */
  record Plot(String file, String caption, BufferedImage picture) {}

  static List<Plot> of(Results results) {
    List<Plot> plots = new ArrayList<>();
    plots.add(
        new Plot(
            "average-l.png",
            "Average L per generator with 95 % intervals",
            bars(results, "Average L", GeneratorResult::loss, 1)));
    plots.add(
        new Plot(
            "attack-rate.png",
            "Attack rate per generator in percent, with 95 % intervals",
            bars(results, "Attack rate, %", GeneratorResult::rate, 100)));
    numericKeys(results)
        .forEach(
            (key, values) -> {
              lines(results, key, "L of the weakest generator", s -> s.weakest().loss().mean())
                  .ifPresent(
                      picture ->
                          plots.add(
                              new Plot(
                                  "weakest-l-by-" + Setting.slug(key) + ".png",
                                  "L of the weakest generator by " + key,
                                  picture)));
              lines(results, key, "Attack rate over all domains, %", s -> 100 * s.rate().mean())
                  .ifPresent(
                      picture ->
                          plots.add(
                              new Plot(
                                  "attack-rate-by-" + Setting.slug(key) + ".png",
                                  "Attack rate over all domains by " + key,
                                  picture)));
            });
    return plots;
  }

  private static BufferedImage bars(
      Results results, String axis, Function<GeneratorResult, Mean> of, double scale) {
    int settings = results.settings().size();
    int generators = results.settings().get(0).generators().size();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(width(settings, generators))
            .height(620)
            .yAxisTitle(axis)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.8);
    chart.getStyler().setOverlapped(false);
    chart.getStyler().setYAxisMin(0.0);
    if (scale == 100) {
      chart.getStyler().setYAxisMax(scale);
    }
    boolean crowded = settings > 6 || longest(results) > 28;
    chart.getStyler().setXAxisLabelRotation(crowded ? 90 : 0);
    List<String> names = results.settings().stream().map(s -> s.setting().name()).toList();
    for (int j = 0; j < generators; j++) {
      int index = j;
      List<Mean> means =
          results.settings().stream().map(s -> of.apply(s.generators().get(index))).toList();
      chart.addSeries(
          results.settings().get(0).generators().get(j).name(),
          names,
          means.stream().map(m -> (Number) (scale * m.mean())).toList(),
          means.stream().map(m -> (Number) (scale * half(m))).toList());
    }
    return BitmapEncoder.getBufferedImage(chart);
  }

  /**
   * Returns the width of a plot; with less than 80 pixels per setting, labels would be left out.
   */
  private static int width(int settings, int generators) {
    return Math.min(4000, Math.max(900, 200 + settings * Math.max(80, generators * 16 + 24)));
  }

  private static int longest(Results results) {
    return results.settings().stream().mapToInt(s -> s.setting().name().length()).max().orElse(0);
  }

  /** Returns half the interval's width: the chart draws error bars of equal length up and down. */
  private static double half(Mean mean) {
    return (mean.interval().high() - mean.interval().low()) / 2;
  }

  /** Returns the varied keys that have several values, all of them numbers. */
  private static Map<String, List<Double>> numericKeys(Results results) {
    Map<String, List<Double>> keys = new LinkedHashMap<>();
    results.settings().stream()
        .flatMap(s -> s.setting().varied().stream())
        .distinct()
        .forEach(
            key -> {
              List<String> values =
                  results.settings().stream()
                      .map(s -> s.setting().values().getOrDefault(key, ""))
                      .distinct()
                      .toList();
              if (values.size() > 1 && values.stream().allMatch(Plots::isNumber)) {
                keys.put(key, values.stream().map(Double::valueOf).toList());
              }
            });
    return keys;
  }

  private static boolean isNumber(String text) {
    return text.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?");
  }

  private static Optional<BufferedImage> lines(
      Results results, String key, String axis, ToDoubleFunction<SettingResult> of) {
    Map<String, TreeMap<Double, Double>> series = new LinkedHashMap<>();
    for (SettingResult setting : results.settings()) {
      String name =
          setting.setting().varied().stream()
              .filter(k -> !k.equals(key))
              .map(k -> k + " " + setting.setting().values().get(k))
              .collect(Collectors.joining(", "));
      series
          .computeIfAbsent(name.isEmpty() ? axis : name, n -> new TreeMap<>())
          .put(Double.valueOf(setting.setting().values().get(key)), of.applyAsDouble(setting));
    }
    if (series.size() > MOST_LINES) {
      return Optional.empty();
    }
    XYChart chart =
        new XYChartBuilder().width(1000).height(560).xAxisTitle(key).yAxisTitle(axis).build();
    style(chart.getStyler());
    if (series.size() > 2) {
      chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
      chart.getStyler().setLegendLayout(LegendLayout.Vertical);
    }
    chart.getStyler().setYAxisMin(0.0);
    if (series.values().stream().flatMap(s -> s.values().stream()).allMatch(y -> y == 0)) {
      chart.getStyler().setYAxisMax(1.0);
    }
    int colours = chart.getStyler().getSeriesColors().length;
    series.forEach(
        (name, points) -> {
          boolean again = chart.getSeriesCollection().size() >= colours;
          chart
              .addSeries(name, List.copyOf(points.keySet()), List.copyOf(points.values()))
              .setMarker(SeriesMarkers.CIRCLE)
              .setLineStyle(again ? SeriesLines.DASH_DASH : SeriesLines.SOLID);
        });
    return Optional.of(BitmapEncoder.getBufferedImage(chart));
  }

  private static void style(AxesChartStyler styler) {
    styler.setSeriesColors(new ColorBlindFriendlySeriesColors().getSeriesColors());
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setDecimalPattern("0.######");
    styler.setPlotBorderVisible(false);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Horizontal);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }
}
