package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.testkit.Portraits;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the commands say about the faces that they find. */
class FaceCropCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path models;
  private Path photo;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    photo = folder.resolve("photo.png");
    out = folder.resolve("out");
    BufferedImage picture = new BufferedImage(260, 150, BufferedImage.TYPE_INT_RGB);
    Graphics2D drawing = picture.createGraphics();
    drawing.drawImage(Portraits.of(14), 5, 10, 128, 128, null);
    drawing.dispose();
    ImageIO.write(picture, "png", photo.toFile());
  }

  private Outcome protect(Object... more) {
    Object[] args = new Object[more.length + 7];
    System.arraycopy(more, 0, args, 0, more.length);
    Object[] rest = {photo, "--iterations=3", "--threshold=1e-7", "-o", out, "-m", models};
    System.arraycopy(rest, 0, args, more.length, rest.length);
    Object[] all = new Object[args.length + 1];
    all[0] = "protect";
    System.arraycopy(args, 0, all, 1, args.length);
    return run(all);
  }

  @Test
  void theFaceIsInTheTextTheRecordTheJsonAndTheReport() throws IOException {
    Path report = folder.resolve("report.html");

    Outcome text = protect("--crop=auto", "--report=" + report);

    assertThat(text.code()).as(text.err()).isZero();
    assertThat(text.out()).contains("Face found: ");
    JsonNode record = JSON.readTree(out.resolve("photo.png.cdmaa.json").toFile());
    assertThat(record.path("settings").path("crop").asText()).isEqualTo("auto");
    JsonNode face = record.path("faces").path(0);
    assertThat(face.path("x").asInt() + face.path("side").asInt() / 2).isBetween(59, 79);
    assertThat(Files.readString(report))
        .contains("Face found: ", "Original, with what the generators see of it");
    assertThat(protect("--crop=auto").out()).contains("done before, skipped");

    JsonNode json = JSON.readTree(protect("--crop=auto", "--force", "--json").out());
    assertThat(json.path("faces")).isEqualTo(record.path("faces"));

    String crop = face.path("crop").asText();
    byte[] found = Files.readAllBytes(out.resolve("photo.png"));
    assertThat(protect("--crop=" + crop, "--json").out()).doesNotContain("faces");
    assertThat(out.resolve("photo.png")).hasBinaryContent(found);
  }

  @Test
  void evaluateFindsTheSameFace() throws IOException {
    protect("--crop=face");

    Outcome outcome =
        run(
            "evaluate",
            photo,
            out.resolve("photo.png"),
            "-m",
            models,
            "--crop=face",
            "--threshold=1e-7",
            "--json");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode record = JSON.readTree(out.resolve("photo.png.cdmaa.json").toFile());
    assertThat(JSON.readTree(outcome.out()).path("verdict").path("generators"))
        .isEqualTo(record.path("verdict").path("generators"));
  }

  @Test
  void aPhotoWithoutAFaceFailsWhereOneIsAskedFor() throws IOException {
    ImageIO.write(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB), "png", photo.toFile());

    Outcome outcome = protect("--crop=face");

    assertThat(outcome.code()).isNotZero();
    assertThat(outcome.err()).contains("No face was found", "x,y,w,h");
  }
}
