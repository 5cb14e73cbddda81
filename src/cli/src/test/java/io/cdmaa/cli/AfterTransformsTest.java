package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say about a photo after transforms. */
class AfterTransformsTest {
  @TempDir Path folder;
  private Path models;
  private Path photo;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    TinyModels.conditional(models.resolve("two.onnx"));
    photo = photo(folder.resolve("photo.png"), 24, 20, 1);
    out = folder.resolve("out");
  }

  private Outcome protect(Object... more) {
    List<Object> args = new ArrayList<>(List.of("protect"));
    args.addAll(List.of(more));
    args.addAll(List.of("--iterations=8", "--threshold=0.0005", "-o", out, "-m", models));
    return run(args.toArray());
  }

  private static List<String> transforms(JsonNode after) {
    List<String> names = new ArrayList<>();
    after.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void whatSurvivesIsToldByProtectAndEvaluateAlike() throws IOException {
    String after = "--after=jpeg:85,blur:1";
    JsonNode mine = protect(photo, "--json", "--survive=posting", after).json().path("verdict");
    Path written = out.resolve("photo.png");
    JsonNode again = run("evaluate", photo, written, "-m", models, "--json", after).json();

    for (String transform : new String[] {"jpeg:85", "blur:1"}) {
      JsonNode own = mine.path("after").path(transform).path("generators").get(0);
      JsonNode theirs = again.at("/verdict/after").path(transform).path("generators").get(0);
      assertThat(theirs.path("averageLoss").asDouble())
          .isPositive()
          .isEqualTo(own.path("averageLoss").asDouble(), within(1e-6));
    }
    assertThat(run("evaluate", photo, written, "-m", models, after).out())
        .containsPattern("(?m)^  after +average L")
        .containsPattern("(?m)^  jpeg:85 +0\\.\\d{4}")
        .containsPattern("(?m)^  blur:1 +0\\.\\d{4}");
    assertThat(run("evaluate", photo, written, "-m", models, "--after=jpgg:85").err())
        .contains("did you mean 'jpeg'");
    assertThat(protect(photo, "--survive=postng").err()).contains("did you mean 'posting'");
  }

  @Test
  void theUsualTransformsAreEvaluatedWhereTheyAreToBeSurvived() throws IOException {
    String[] usual = {
      "jpeg:95", "jpeg:85", "jpeg:75", "jpeg:50", "webp:80", "resize:0.75", "resize:0.5", "blur:1"
    };
    assertThat(transforms(protect(photo, "--json").json().at("/verdict/after"))).isEmpty();
    assertThat(
            transforms(protect(photo, "--json", "--survive=posting").json().at("/verdict/after")))
        .containsExactly(usual);
    assertThat(
            transforms(
                protect(photo, "--json", "--survive=posting", "--after=none", "-f")
                    .json()
                    .at("/verdict/after")))
        .isEmpty();
    assertThat(
            transforms(
                protect(photo, "--json", "--after=usual,crop:2", "-f").json().at("/verdict/after")))
        .containsExactly(
            Stream.concat(Stream.of(usual), Stream.of("crop:2")).toArray(String[]::new));
  }

  /** The photo is not searched again: only its verdict grows. */
  @Test
  void aFinishedPhotoIsEvaluatedAfterOtherTransformsWithoutASearch() throws IOException {
    protect(photo, "--json");
    Path written = out.resolve("photo.png");
    byte[] before = Files.readAllBytes(written);
    JsonNode again = protect(photo, "--json", "--after=jpeg:85").json();
    assertThat(again.path("status").asText()).isEqualTo("skipped");
    assertThat(transforms(again.at("/verdict/after"))).containsExactly("jpeg:85");
    assertThat(Files.readAllBytes(written)).isEqualTo(before);
    JsonNode record = new ObjectMapper().readTree(out.resolve("photo.png.cdmaa.json").toFile());
    assertThat(record.path("verdict")).isEqualTo(again.path("verdict"));
  }

  @Test
  void theVerdictThatIsAddedIsPrinted() {
    protect(photo);
    assertThat(protect(photo, "--after=jpeg:85").out())
        .contains("done before, evaluated (")
        .containsPattern("(?m)^  jpeg:85 +0\\.\\d{4}");
    assertThat(protect(photo, "--after=jpeg:85").out()).contains("done before, skipped (");
  }

  @Test
  void whatNeedsOtherTransformsSaysSo() {
    assertThat(protect(photo, "--after=crop:500").err()).contains("crop:500 leaves nothing of");
    assertThat(protect(photo, "--survive-by=worst").err())
        .contains("leave it out, or name transforms with --survive");
  }

  @Test
  void theReportShowsWhatIsLeftAfterTransforms() throws IOException {
    Path page = folder.resolve("report.html");
    protect(photo, "--after=webp:80", "--report=" + page);
    assertThat(Files.readString(page))
        .contains("<h3>After re-encoding</h3>")
        .contains("<th scope=\"row\">none (the file as written)</th>")
        .containsPattern(
            "<th scope=\"row\">WebP, quality 80</th><td>\\d+ %</td><td>0\\.\\d{4}</td>");
  }
}
