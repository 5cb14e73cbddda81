package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.onnx.GraphCodec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FileProtectorTest {
  @TempDir private Path folder;
  private Path model;
  private Path photo;
  private Path output;

  @BeforeEach
  void writeFiles() throws IOException {
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    model = models.resolve("two.onnx");
    photo = folder.resolve("p.png");
    BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(5);
    for (int i = 0; i < 144; i++) {
      image.setRGB(i % 12, i / 12, random.nextInt(1 << 24));
    }
    ImageIO.write(image, "png", photo.toFile());
    output = Files.createDirectory(folder.resolve("out")).resolve("p.png");
  }

  private PhotoProtectorBuilder builder(int iterations) {
    return PhotoProtector.builder().models(model).withoutCache().threads(1).iterations(iterations);
  }

  private PhotoRecord protect(int iterations) {
    try (FileProtector files = FileProtector.of(builder(iterations), FileSettings.DEFAULT)) {
      return files.protect(photo, output, "../p.png", Face.UNKNOWN, new CancellationToken());
    }
  }

  private boolean isDone(int iterations) {
    try (FileProtector files = FileProtector.of(builder(iterations), FileSettings.DEFAULT)) {
      return files.done(photo, output, Face.UNKNOWN).isPresent();
    }
  }

  @Test
  void aPhotoIsDoneUntilPhotoOutputOrSettingsChange() throws IOException {
    assertThat(isDone(2)).isFalse();
    PhotoRecord record = protect(2);
    assertThat(Path.of(output + ".cdmaa.json")).hasContent(record.json());
    assertThat(isDone(2)).isTrue();
    assertThat(isDone(3)).as("with other settings").isFalse();
    byte[] original = Files.readAllBytes(photo);
    Files.write(photo, Files.readAllBytes(output));
    assertThat(isDone(2)).as("with another photo").isFalse();
    Files.write(photo, original);
    Files.writeString(output, "edited");
    assertThat(isDone(2)).as("with another output").isFalse();
  }

  @Test
  void theRecordSaysWhereThePhotoIsAndWhichArithmeticWasUsed() {
    String used = StandardArithmetic.create() instanceof PlainArithmetic ? "plain" : "nd4j";
    assertThat(Arithmetic.ND4J.available().label()).isEqualTo(used);
    assertThat(protect(1).json())
        .contains("\"source\" : \"../p.png\"")
        .contains("\"arithmetic\" : \"" + used + "\"");
  }

  @Test
  void onlyAFileThatItsRecordDescribesMayBeReplaced() throws IOException {
    assertThat(FileProtector.mayReplace(output)).isTrue();
    protect(1);
    assertThat(FileProtector.mayReplace(output)).isTrue();
    Files.writeString(output, "edited");
    assertThat(FileProtector.mayReplace(output)).isFalse();
  }

  @Test
  void whatIsDoneNeedsNoModelToLoad() throws IOException {
    protect(2);
    byte[] content = Files.readAllBytes(model);
    try (FileProtector files = FileProtector.of(builder(2), FileSettings.DEFAULT)) {
      Files.write(model, new byte[] {1});
      assertThat(files.done(photo, output, Face.UNKNOWN)).isPresent();
      assertThatThrownBy(files::load).isInstanceOf(CdmaaException.class);
      Files.write(model, content);
    }
  }

  @Test
  void aVerdictThatWasLeftOutIsAddedLater() throws IOException {
    PhotoProtectorBuilder without = builder(2).withoutVerdict();
    try (FileProtector files = FileProtector.of(without, FileSettings.DEFAULT)) {
      PhotoRecord record =
          files.protect(photo, output, "../p.png", Face.UNKNOWN, new CancellationToken());
      assertThat(record.outcome()).isEqualTo(Outcome.UNEVALUATED);
      assertThat(record.attackRate()).isZero();
      assertThat(record.json()).contains("\"generators\" : [ ]", "\"psnr\"");
      assertThat(files.done(photo, output, Face.UNKNOWN)).isPresent();
    }
    byte[] written = Files.readAllBytes(output);
    try (FileProtector files = FileProtector.of(builder(2), FileSettings.DEFAULT)) {
      assertThat(files.done(photo, output, Face.UNKNOWN)).isEmpty();
      PhotoRecord record =
          files.evaluate(photo, output, Face.UNKNOWN, new CancellationToken()).orElseThrow();
      assertThat(files.done(photo, output, Face.UNKNOWN)).contains(record);
      assertThat(Path.of(output + ".cdmaa.json")).hasContent(record.json());
      assertThat(output).hasBinaryContent(written);
      Path again = output.resolveSibling("again.png");
      PhotoRecord direct =
          files.protect(photo, again, "../p.png", Face.UNKNOWN, new CancellationToken());
      assertThat(again).hasBinaryContent(written);
      assertThat(record.json().replace("p.png", "again.png"))
          .isEqualTo(direct.json().replace("../p.png", "../again.png"));
    }
    try (FileProtector files = FileProtector.of(builder(3), FileSettings.DEFAULT)) {
      assertThat(files.evaluate(photo, output, Face.UNKNOWN, new CancellationToken())).isEmpty();
    }
  }

  @Test
  void aRateCannotBeRequiredWithoutAVerdict() {
    FileSettings settings =
        new FileSettings("png", OptionalInt.empty(), OptionalDouble.of(0.5), "t");
    PhotoProtectorBuilder without = builder(2).withoutVerdict();
    assertThatThrownBy(() -> FileProtector.of(without, settings))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("required without a verdict");
  }

  @Test
  void modelsThatCannotBeUsedAreLeftOutAndNamedOnRequest() throws IOException {
    Path models = model.getParent();
    protect(2);
    byte[] alone = Files.readAllBytes(output);
    Path cut = Files.writeString(models.resolve("cut.onnx"), "half a mod");
    PhotoProtectorBuilder group =
        PhotoProtector.builder().models(models).withoutCache().threads(1).iterations(2);
    try (FileProtector files = FileProtector.of(group, FileSettings.DEFAULT)) {
      assertThat(files.modelFiles()).containsExactlyInAnyOrder(model, cut);
      assertThatThrownBy(files::load).hasMessageContaining("cut.onnx");
    }
    List<CdmaaException> problems = new ArrayList<>();
    group.skipBadModels(problems::add);
    try (FileProtector files = FileProtector.of(group, FileSettings.DEFAULT)) {
      assertThat(problems).hasSize(1);
      assertThat(problems.get(0)).hasMessageContaining("cut.onnx");
      assertThat(files.modelFiles()).containsExactly(model);
      assertThat(files.done(photo, output, Face.UNKNOWN)).isPresent();
      Files.delete(output);
      files.protect(photo, output, "../p.png", Face.UNKNOWN, new CancellationToken());
    }
    assertThat(output).hasBinaryContent(alone);
    Files.delete(model);
    assertThatThrownBy(() -> FileProtector.of(group, FileSettings.DEFAULT))
        .hasMessageContaining("None of the models can be used");
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() throws IOException {
    OptionalInt none = OptionalInt.empty();
    OptionalDouble any = OptionalDouble.empty();
    assertThatThrownBy(() -> new FileSettings("gif", none, any, "t"))
        .hasMessageContaining("choose png, jpeg, tiff or bmp");
    assertThatThrownBy(() -> new FileSettings("png", OptionalInt.of(90), any, "t"))
        .hasMessageContaining("lossless");
    assertThatThrownBy(() -> new FileSettings("jpeg", none, OptionalDouble.of(2), "t"))
        .hasMessageContaining("from 0 to 1");
    byte[] content = GraphCodec.encode(TinyGenerators.plain(1)).toByteArray();
    PhotoProtectorBuilder inMemory = PhotoProtector.builder().withoutCache().model("m", content);
    assertThatThrownBy(() -> FileProtector.of(inMemory, FileSettings.DEFAULT))
        .hasMessageContaining("give models by path");
  }
}
