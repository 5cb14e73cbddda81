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
