package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not protected, and what cannot be attacked, is told. */
class NothingIsSilentTest {
  @TempDir private Path folder;
  private Path photos;
  private Path models;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    photo(photos.resolve("a.png"), 16, 16, 1);
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    out = folder.resolve("out");
  }

  private Outcome protect(Object... more) {
    Object[] args = new Object[more.length + 7];
    System.arraycopy(
        new Object[] {"protect", photos, "--iterations=2", "--require=0", "-o", out, "-m"},
        0,
        args,
        0,
        7);
    System.arraycopy(more, 0, args, 7, more.length);
    return run(args);
  }

  @Test
  void filesOfAFolderThatAreNotProtectedAreCountedByReason() throws IOException {
    Files.copy(photos.resolve("a.png"), photos.resolve("noextension"));
    Files.copy(photos.resolve("a.png"), photos.resolve("a.bak"));
    Files.writeString(photos.resolve("notes.txt"), "no picture");
    Files.writeString(photos.resolve("x.heic"), "\0\0\0\u0018ftypheic\0\0\0\0mif1heic", ISO_8859_1);
    Files.writeString(photos.resolve("y.gif"), "GIF89a", ISO_8859_1);
    Files.writeString(photos.resolve("z.jpg"), "GIF89a", ISO_8859_1);
    Files.writeString(photos.resolve("drawing.svg"), "<svg xmlns='s'/>");
    Files.writeString(photos.resolve(".hidden.png"), "x");
    Files.createSymbolicLink(photos.resolve("b.png"), photos.resolve("a.png"));
    Path sub = Files.createDirectory(photos.resolve("sub"));
    photo(sub.resolve("c.png"), 16, 16, 2);
    Files.createDirectory(photos.resolve("protected"));

    Outcome outcome = protect(models);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains(
            "4 in formats that are not read (2 GIF, 1 HEIC, 1 SVG)",
            "1 not a picture",
            "1 picture under another extension (1 PNG)",
            "1 hidden",
            "1 another name of a photo among these",
            "2 subfolders (-r searches them)",
            "--verbose names them");
    assertThat(out.resolve("noextension.png")).isRegularFile();
    assertThat(protect(models, "--verbose").err())
        .contains(photos.resolve("y.gif") + ": in a format that is not read (GIF)");

    Map<String, String> reasons = new HashMap<>();
    for (String line : protect(models, "--json").out().lines().toList()) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.path("status").asText().equals("left out")) {
        Path file = Path.of(node.path("file").asText());
        reasons.put(file.getFileName().toString(), node.path("reason").asText());
      }
    }
    assertThat(reasons)
        .hasSize(10)
        .containsEntry("x.heic", "format")
        .containsEntry("notes.txt", "no picture")
        .containsEntry("sub", "subfolder")
        .containsEntry("b.png", "same file");
  }

  @Test
  void outputsLieLikeTheInputs() throws IOException {
    Path deep = Files.createDirectories(photos.resolve("x").resolve("y"));
    photo(deep.resolve("a.png"), 16, 16, 2);
    assertThat(protect(models, "-r").code()).isZero();
    assertThat(out.resolve("a.png")).isRegularFile();
    assertThat(out.resolve("x").resolve("y").resolve("a.png")).isRegularFile();
    assertThat(protect(models, "-r").out()).contains("skipped").doesNotContain(" s): ");
  }

  @Test
  void laterFramesOfAnAnimationAreMentioned() throws IOException {
    byte[] still = Files.readAllBytes(photos.resolve("a.png"));
    // Behind signature and header: the chunk by which an animated PNG tells its 7 frames.
    int at = 33;
    ByteBuffer chunk = ByteBuffer.allocate(20).putInt(8).put("acTL".getBytes(ISO_8859_1));
    chunk.putInt(7).putInt(0);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 12);
    chunk.putInt((int) crc.getValue());
    ByteBuffer animation = ByteBuffer.allocate(still.length + 20);
    animation.put(still, 0, at).put(chunk.array()).put(still, at, still.length - at);
    Files.write(photos.resolve("animation.png"), animation.array());

    assertThat(protect(models).out()).containsOnlyOnce("Only the first of its 7 frames");
    assertThat(protect(models, "--json", "--force").out()).containsOnlyOnce("\"framesLeftOut\":6");
  }

  @Test
  void aModelWithoutAGradientIsNamedBeforeAnyPhoto() throws IOException {
    TinyModels.withoutGradient(models.resolve("det.onnx"));
    Outcome outcome = protect(models);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("det.onnx has no gradient", "Det", "--query det", "--skip-bad-models")
        .doesNotContain("a.png");
    assertThat(out.resolve("a.png")).doesNotExist();
  }

  @Test
  void aModelWhoseOutputIsConstantIsNamedBeforeAnyPhoto() throws IOException {
    TinyModels.constant(models.resolve("constant.onnx"));
    Outcome outcome = protect(models);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("constant.onnx", "does not react to the picture", "--skip-bad-models")
        .doesNotContain("a.png");
    assertThat(out.resolve("a.png")).doesNotExist();
    assertThat(protect(models, "--skip-bad-models").code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Round", "Floor", "Ceil", "Sign", "beside"})
  void aModelWhoseGradientIsZeroIsNamedBeforeAnyPhoto(String operator) throws IOException {
    Path steps = models.resolve("its steps.onnx");
    if (operator.equals("beside")) {
      TinyModels.stepsBesideNothing(steps);
    } else {
      TinyModels.steps(steps, operator);
    }
    String[] expected = {
      "its steps.onnx has no gradient: the derivative is zero at "
          + (operator.equals("beside") ? "Sign" : operator),
      "--query 'its steps'"
    };
    Outcome outcome = protect(models);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(expected)
        .contains("--skip-bad-models")
        .doesNotContain("a.png");
    assertThat(out.resolve("a.png")).doesNotExist();
    assertThat(protect(models, "--skip-bad-models").code()).isZero();
    Path sheet = folder.resolve("sheet.png");
    for (Outcome other :
        List.of(
            run("check", "-m", models),
            run("model", "verify", models, "-o", sheet),
            run("model", "list", models))) {
      assertThat(other.code()).isEqualTo(1);
      assertThat(other.err()).contains(expected);
      assertThat(other.out()).contains("plain");
    }
    assertThat(protect(steps, "--query=its steps", "--queries=100", "-f").err())
        .doesNotContain("has no gradient");
    assertThat(run("check", "-m", models, "--query=its steps").code()).isZero();
  }

  @Test
  void theJsonOutputSaysWhyNoPhotoWasReached() throws IOException {
    TinyModels.withoutGradient(models.resolve("det.onnx"));
    TinyModels.constant(models.resolve("constant.onnx"));
    for (Outcome outcome :
        List.of(
            protect(models, "--json"),
            protect(models, "--json", "--iterations=x"),
            run("protect", folder.resolve("nothing"), "-m", models, "--json"),
            run("model", "list", models, "--json"),
            run("check", "-m", models, "--json"))) {
      assertThat(outcome.code()).isNotZero();
      assertThat(outcome.out()).contains("\"status\":\"failed\",\"error\":\"");
      for (String line : outcome.out().lines().toList()) {
        assertThat(new ObjectMapper().readTree(line).path("error").asText())
            .doesNotContain("\n", "cdmaa: ");
      }
    }
    assertThat(protect(models, "--json").out().lines()).hasSize(2);
  }

  @Test
  void theRestOfAGroupGoesOnWithoutBadModelsOnRequest() throws IOException {
    TinyModels.withoutGradient(models.resolve("det.onnx"));
    Files.writeString(models.resolve("cut.onnx"), "half a mod");
    Path report = folder.resolve("report.html");
    Outcome outcome = protect(models, "--skip-bad-models", "--report", report);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("Left out: ", "det.onnx", "cut.onnx", "models left out: 2");
    assertThat(Files.readString(report))
        .contains("<h2>Generators left out</h2>", "det.onnx", "cut.onnx")
        .doesNotContain("<h2>Not protected</h2>", folder.toString());
    assertThat(protect(models, "--skip-bad-models").out()).contains("skipped");
    List<String> lines = protect(models, "--skip-bad-models", "--json").out().lines().toList();
    assertThat(lines.get(0)).contains("model left out");
    Files.delete(models.resolve("plain.onnx"));
    assertThat(protect(models, "--skip-bad-models").code()).isEqualTo(1);
  }

  @Test
  void aModelWithoutAGradientMayBeQueriedOrSearchedByChance() throws IOException {
    Path det = TinyModels.withoutGradient(folder.resolve("det.onnx"));
    assertThat(protect(det, "--attack=square").err()).doesNotContain("has no gradient");
    assertThat(protect(det, "--query", "det", "--queries=100").err())
        .doesNotContain("has no gradient");
  }

  @Test
  void theBundledGeneratorsAreNamedWhereNoneAreAndWorkFromAnywhere() throws IOException {
    Outcome none = run("protect", photos, "-o", out);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("--models bundled");
    Path home = Files.createDirectory(folder.resolve("home"));
    Object[] args = {
      "protect", photos, "-o", out, "--iterations=1", "--require=0", "-m", "bundled"
    };
    Outcome nowhere = run(new Interruption(), Optional.of(home), args);
    assertThat(nowhere.code()).isEqualTo(2);
    Files.createDirectory(home.resolve("onnx"));
    TinyModels.plain(home.resolve("onnx").resolve("tiny.onnx"));
    Outcome outcome = run(new Interruption(), Optional.of(home), args);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("a.png");
  }

  @Test
  void helpReachesCommandsOfCommandsAndTellsExitCodes() {
    assertThat(run("help", "model", "add").out()).contains("cdmaa model add", "--into");
    assertThat(run("help", "modell").code()).isEqualTo(2);
    assertThat(run("help").out()).contains("Exit codes:", "3 ");
    assertThat(run("help", "protect").out()).contains("--require");
  }
}
