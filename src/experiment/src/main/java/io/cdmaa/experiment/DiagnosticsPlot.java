package io.cdmaa.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.evaluation.Diagnostics;
import io.cdmaa.image.Pictures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Four charts over the iterations of one photo: mean loss, weight and predicted gain of each
 * generator, and the cosine of each pair of generators.
 */
public final class DiagnosticsPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 420;

  private final List<String> generators;
  private final List<JsonNode> iterations;

  private DiagnosticsPlot(List<String> generators, List<JsonNode> iterations) {
    this.generators = generators;
    this.iterations = iterations;
  }

  /**
   * Reads the lines of one photo.
   *
   * @param file JSON Lines: for each photo a line with {@code photo} and {@code generators}, then
   *     its iterations as {@link Diagnostics#of} writes them
   * @param photo part of the photo's name; empty for the first photo
   * @throws CdmaaException if the file cannot be read, or contains no such photo
   */
  public static DiagnosticsPlot read(Path file, String photo) {
    DiagnosticsFile.Section first = DiagnosticsFile.read(file, photo).get(0);
    return new DiagnosticsPlot(first.generators(), first.iterations());
  }

  /** Writes the charts as one PNG image of two rows. */
  public void writePng(OutputStream out) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    BitmapEncoder.saveBitmap(
        List.of(losses(), weights(), gains(), cosines()), 2, 2, png, BitmapFormat.PNG);
    out.write(Pictures.marked(png.toByteArray()));
  }

  private XYChart losses() {
    XYChart chart = chart("Mean loss", "L");
    for (int j = 0; j < generators.size(); j++) {
      int generator = j;
      add(
          chart,
          generators.get(j),
          iterations.stream().mapToDouble(i -> mean(i.path("losses").path(generator))).toArray());
    }
    return chart;
  }

  private XYChart weights() {
    return perGenerator(chart("Weight", "share"), "weights");
  }

  private XYChart gains() {
    return perGenerator(chart("Predicted gain of the step", "change of L"), "gains");
  }

  private XYChart perGenerator(XYChart chart, String key) {
    for (int j = 0; j < generators.size(); j++) {
      int generator = j;
      add(
          chart,
          generators.get(j),
          iterations.stream().mapToDouble(i -> i.path(key).path(generator).asDouble()).toArray());
    }
    return chart;
  }

  private XYChart cosines() {
    XYChart chart = chart("Cosine between gradients", "cosine");
    for (int i = 0; i < generators.size(); i++) {
      for (int j = i + 1; j < generators.size(); j++) {
        int a = i;
        int b = j;
        add(
            chart,
            generators.get(i) + ", " + generators.get(j),
            iterations.stream()
                .mapToDouble(n -> n.path("cosines").path(a).path(b).asDouble())
                .toArray());
      }
    }
    if (generators.size() == 1) {
      add(chart, generators.get(0), iterations.stream().mapToDouble(n -> 1).toArray());
    }
    return chart;
  }

  private static double mean(JsonNode row) {
    double sum = 0;
    for (JsonNode value : row) {
      sum += value.asDouble();
    }
    return sum / Math.max(1, row.size());
  }

  private static XYChart chart(String title, String axis) {
    return new XYChartBuilder()
        .width(WIDTH)
        .height(HEIGHT)
        .title(title)
        .xAxisTitle("iteration")
        .yAxisTitle(axis)
        .build();
  }

  private static void add(XYChart chart, String name, double[] values) {
    double[] x = new double[values.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    chart.addSeries(name, x, values).setMarker(SeriesMarkers.NONE);
  }
}
