package io.cdmaa.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.experiment.DiagnosticsFile.Section;
import io.cdmaa.image.Pictures;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;

/**
 * Heat maps of the cosines between gradients, as in Figure 2 of Qiu, Du and Lu (2022): between the
 * generators and, where every domain's gradient was computed, between the domains of each generator
 * that has several. Every value is the mean over all iterations of all photos.
 */
public final class CosineMaps {
  private static final int CELL = 64;
  private static final int MARGIN = 300;
  private static final int COLUMNS = 2;

  /** At the maximum itself, the chart looks for a colour beyond its last one. */
  private static final double MOST_SHOWN = 1 - 1e-6;

  private final List<HeatMap> maps;

  private CosineMaps(List<HeatMap> maps) {
    this.maps = maps;
  }

  /**
   * One heat map.
   *
   * @param title what its gradients are of
   * @param names of rows and columns
   * @param cosines [names][names], each from -1 to 1
   */
  record HeatMap(String title, List<String> names, double[][] cosines) {}

  /**
   * Reads the photos with the generators of the first one.
   *
   * @param file diagnostics as {@link DiagnosticsPlot} takes them
   * @param photo part of the photos' names; empty for all photos
   * @throws CdmaaException if the file cannot be read, or contains no such photo
   */
  public static CosineMaps read(Path file, String photo) {
    List<Section> sections = DiagnosticsFile.read(file, photo);
    Section first = sections.get(0);
    List<JsonNode> iterations =
        sections.stream()
            .filter(
                section ->
                    section.generators().equals(first.generators())
                        && section.domains().equals(first.domains()))
            .flatMap(section -> section.iterations().stream())
            .toList();
    List<HeatMap> maps = new ArrayList<>();
    maps.add(
        new HeatMap(
            "Between generators", first.generators(), mean(iterations, n -> n.path("cosines"))));
    for (int j = 0; j < first.domains().size(); j++) {
      int generator = j;
      List<String> names = first.domains().get(j);
      List<JsonNode> withDomains =
          iterations.stream()
              .filter(n -> n.path("domainCosines").path(generator).size() > 1)
              .toList();
      if (names.size() > 1 && !withDomains.isEmpty()) {
        maps.add(
            new HeatMap(
                "Between domains of " + first.generators().get(j),
                names,
                mean(withDomains, n -> n.path("domainCosines").path(generator))));
      }
    }
    return new CosineMaps(maps);
  }

  /** Returns the heat maps, the generators' first. */
  List<HeatMap> maps() {
    return maps;
  }

  private static double[][] mean(List<JsonNode> iterations, Function<JsonNode, JsonNode> of) {
    int size = of.apply(iterations.get(0)).size();
    double[][] mean = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum = 0;
        for (JsonNode iteration : iterations) {
          sum += of.apply(iteration).path(i).path(j).asDouble();
        }
        mean[i][j] = Math.max(-1, Math.min(1, sum / iterations.size()));
      }
    }
    return mean;
  }

  /** Writes the maps as one PNG image, two side by side. */
  public void writePng(OutputStream out) throws IOException {
    int most = maps.stream().mapToInt(map -> map.names().size()).max().orElseThrow();
    int side = MARGIN + most * CELL;
    List<HeatMapChart> charts = maps.stream().map(map -> chart(map, side)).toList();
    int columns = Math.min(COLUMNS, charts.size());
    int rows = (charts.size() + columns - 1) / columns;
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    BitmapEncoder.saveBitmap(charts, rows, columns, png, BitmapFormat.PNG);
    out.write(Pictures.marked(png.toByteArray()));
  }

  private static HeatMapChart chart(HeatMap map, int side) {
    HeatMapChart chart =
        new HeatMapChartBuilder().width(side).height(side).title(map.title()).build();
    chart
        .getStyler()
        .setMin(-1)
        .setMax(1)
        .setRangeColors(new Color[] {new Color(0x2166ac), new Color(0xf7f7f7), new Color(0xb2182b)})
        .setDrawBorder(true)
        .setShowValue(true)
        .setHeatMapValueDecimalPattern("0.00")
        .setXAxisLabelRotation(90)
        .setXAxisTickMarkSpacingHint(CELL / 3)
        .setYAxisTickMarkSpacingHint(CELL / 3);
    // The chart counts rows from below; a matrix is read from above.
    List<String> upwards = new ArrayList<>(map.names());
    Collections.reverse(upwards);
    List<Number[]> cells = new ArrayList<>();
    int size = map.names().size();
    for (int column = 0; column < size; column++) {
      for (int row = 0; row < size; row++) {
        double cosine = Math.min(MOST_SHOWN, map.cosines()[size - 1 - row][column]);
        cells.add(new Number[] {column, row, cosine});
      }
    }
    chart.addSeries("cosine", map.names(), upwards, cells);
    return chart;
  }
}
