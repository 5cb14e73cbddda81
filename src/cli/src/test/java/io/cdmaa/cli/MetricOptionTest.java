package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metrics beside L, in evaluate and in experiments. */
class MetricOptionTest {
  private static final int PHOTOS = 3;

  @TempDir private Path folder;
  private Path photos;
  private Path changed;
  private Path models;
  private Path lpips;
  private Path means;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    changed = Files.createDirectories(folder.resolve("changed"));
    models = Files.createDirectories(folder.resolve("models"));
    for (int i = 0; i < PHOTOS; i++) {
      CommandLineFixture.photo(photos.resolve("p" + i + ".png"), 20, 18, i);
      CommandLineFixture.photo(changed.resolve("p" + i + ".png"), 20, 18, 10 + i);
    }
    TinyModels.conditional(models.resolve("two.onnx"));
    lpips = write("lpips.onnx", true);
    means = write("means.onnx", false);
  }

  /** The mean square of the difference of two images, which is L; or the means of the channels. */
  private Path write(String name, boolean pair) throws IOException {
    GraphBuilder b = new GraphBuilder("t/");
    String x = b.input("x", TensorType.floats(1, 3, -1, -1));
    String output;
    if (pair) {
      String difference = b.sub(x, b.input("y", TensorType.floats(1, 3, -1, -1)));
      output = b.reduce("ReduceMean", b.mul(difference, difference), true, 1, 2, 3);
    } else {
      output = b.reduce("ReduceMean", x, false, 2, 3);
    }
    byte[] model = GraphCodec.encode(b.build(Map.of("out", output))).toByteArray();
    return Files.write(folder.resolve(name), model);
  }

  private Outcome evaluate(Object original, Object other, Object... rest) {
    List<Object> args = new ArrayList<>(List.of("evaluate", original, other, "-m", models));
    args.addAll(List.of(rest));
    return CommandLineFixture.run(args.toArray());
  }

  /** A model that computes L has to agree with L, domain by domain. */
  @Test
  void evaluateAddsTheMetricsOfEachDomain() throws IOException {
    Path photo = photos.resolve("p0.png");
    Path other = changed.resolve("p0.png");

    JsonNode json =
        evaluate(photo, other, "--json", "--metric", "lpips=" + lpips, "--metric", "gmsd").json();

    JsonNode metrics = json.path("metrics").path(0);
    JsonNode domains = json.path("verdict").path("generators").path(0).path("domains");
    assertThat(domains).hasSize(2);
    for (int k = 0; k < 2; k++) {
      double loss = domains.path(k).path("loss").asDouble();
      assertThat(metrics.path("domains").path(k).path("lpips").asDouble())
          .isEqualTo(loss, within(1e-6));
    }
    assertThat(metrics.path("generator").asText()).isNotEmpty();
    assertThat(metrics.path("metrics").path("gmsd").asDouble()).isBetween(0.01, 0.5);
    assertThat(evaluate(photo, other, "--metric", "gmsd").out()).contains("  gmsd: ");
    assertThat(evaluate(photo, other, "--json").json().has("metrics")).isFalse();
  }

  @Test
  void foldersAreEvaluatedPhotoByPhotoAndTogether() throws IOException {
    Outcome outcome =
        evaluate(
            photos, changed, "--json", "--metric", "fid=" + means, "--metric", "lpips=" + lpips);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : outcome.out().lines().toList()) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(PHOTOS + 1);
    JsonNode summary = lines.get(PHOTOS);
    double loss =
        lines.subList(0, PHOTOS).stream()
            .mapToDouble(l -> l.at("/verdict/generators/0/averageLoss").asDouble())
            .average()
            .orElseThrow();
    assertThat(summary.path("photos").asInt()).isEqualTo(PHOTOS);
    assertThat(summary.path("averageLoss").asDouble()).isEqualTo(loss, within(1e-12));
    assertThat(summary.at("/metrics/0/metrics/lpips").asDouble()).isEqualTo(loss, within(1e-6));
    assertThat(summary.at("/metrics/0/metrics/fid").asDouble()).isPositive();
    assertThat(evaluate(photos, photos, "--metric", "fid=" + means).out())
        .contains("3 photos together")
        .containsPattern("fid: .* [0-9.]+E?e?-?[0-9]*");
  }

  @Test
  void whatCannotBeMeasuredIsRefusedWithTheRemedy() throws IOException {
    Path photo = photos.resolve("p0.png");

    assertThat(evaluate(photo, photo, "--metric", "fid=" + means).err())
        .contains("name two folders");
    assertThat(evaluate(photo, photo, "--metric", "lpip=x").err()).contains("'lpips'");
    assertThat(evaluate(photo, photo, "--metric=gmsd", "--metric=gmsd").err()).contains("twice");
    assertThat(evaluate(photo, photos).err()).contains("both be folders");
    Files.delete(photos.resolve("p1.png"));
    assertThat(evaluate(photos, changed).err()).contains("p1.png", "no original");
  }

  /** The same fakes are measured; FID is that of evaluate on the same files. */
  @Test
  void experimentsHaveAColumnPerMetric() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("tiny.yaml"),
            """
            version: 1
            photos: photos
            generators: models
            fixed: {iterations: 3}
            grid: {models-by: [uniform, upgrad]}
            keep: all
            metrics: [gmsd, lpips=lpips.onnx, fid=means.onnx]
            """);
    Path out = folder.resolve("out");

    Outcome outcome = CommandLineFixture.run("experiment", file, "-o", out);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    List<String> csv = Files.readAllLines(out.resolve("results.csv"));
    List<String> header = List.of(csv.get(0).split(",", -1));
    assertThat(header).endsWith("gmsd", "lpips", "fid");
    for (String row : csv.subList(1, 3)) {
      String[] cells = row.split(",", -1);
      double loss = Double.parseDouble(cells[header.indexOf("avg_l")]);
      assertThat(Double.parseDouble(cells[header.indexOf("lpips")]))
          .isEqualTo(loss, within(1e-4 * loss + 1e-9));
      assertThat(Double.parseDouble(cells[header.indexOf("fid")])).isPositive();
    }
    assertThat(Files.readString(out.resolve("results.md")))
        .contains("## Other metrics", "| gmsd |", "metric lpips: SHA-256");
    // Everything is there already, so the second run only publishes.
    assertThat(CommandLineFixture.run("experiment", file, "-o", out).code()).isZero();
    assertThat(Files.readAllLines(out.resolve("trials.jsonl"))).hasSize(2 * PHOTOS);
    // Lost features are computed again.
    try (Stream<Path> features = Files.list(out.resolve("features"))) {
      Files.delete(features.sorted().findFirst().orElseThrow());
    }
    assertThat(CommandLineFixture.run("experiment", file, "-o", out).code()).isZero();
    assertThat(
            Files.readAllLines(out.resolve("results.csv")).stream()
                .map(MetricOptionTest::fid)
                .toList())
        .isEqualTo(csv.stream().map(MetricOptionTest::fid).toList());
  }

  private static String fid(String row) {
    return row.substring(row.lastIndexOf(',') + 1);
  }
}
