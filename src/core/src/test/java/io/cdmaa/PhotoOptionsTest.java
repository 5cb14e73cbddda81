package io.cdmaa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.transform.Transform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one photo may ask for that the protector's settings do not say. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PhotoOptionsTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void writeModels() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "plain.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
  }

  private PhotoProtectorBuilder builder() {
    return PhotoProtector.builder().models(models).withoutCache().threads(1).iterations(6);
  }

  private static BufferedImage image() {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(14, 12, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private static ProtectedPhoto with(PhotoProtector protector, PhotoOptions options) {
    return protector.protect(image(), options, new CancellationToken());
  }

  @Test
  void aPhotoWithItsOwnSettingsIsThatOfAProtectorWithThem() {
    byte[] own;
    byte[] usual;
    try (PhotoProtector protector = builder().build()) {
      PhotoOptions options =
          PhotoOptions.DEFAULT.withStrength(Strength.HIGH).withIterations(4).withCrop("1,2,9,8");
      own = with(protector, options).bytes("png");
      usual = with(protector, PhotoOptions.DEFAULT).bytes("png");
    }
    try (PhotoProtector protector =
        builder().strength(Strength.HIGH).iterations(4).crop("1,2,9,8").build()) {
      assertThat(protector.protect(image()).bytes("png")).isEqualTo(own);
    }
    try (PhotoProtector protector = builder().build()) {
      assertThat(protector.protect(image()).bytes("png")).isEqualTo(usual).isNotEqualTo(own);
    }
  }

  @Test
  void aPhotoAgainstOneGeneratorIsThatOfAProtectorWithOnlyThisGenerator() {
    ProtectedPhoto one;
    String name;
    try (PhotoProtector protector = builder().build()) {
      name = protector.generators().get(1);
      with(protector, PhotoOptions.DEFAULT);
      one = with(protector, PhotoOptions.DEFAULT.withGenerators(List.of(name)));
      assertThat(with(protector, PhotoOptions.DEFAULT).verdict().generators()).hasSize(2);
    }
    try (PhotoProtector protector =
        PhotoProtector.builder()
            .models(models.resolve("two.onnx"))
            .withoutCache()
            .threads(1)
            .iterations(6)
            .build()) {
      assertThat(protector.protect(image()).bytes("png")).isEqualTo(one.bytes("png"));
      assertThat(protector.domains().get(name))
          .isEqualTo(
              one.verdict().generators().get(0).domains().stream().map(d -> d.name()).toList());
    }
  }

  @Test
  void theStrengthIsKnownUnlessAValueIsSetOnItsOwn() {
    try (PhotoProtector protector = builder().build()) {
      assertThat(protector.strength()).isEmpty();
    }
    PhotoProtectorBuilder usual = PhotoProtector.builder().models(models).withoutCache();
    try (PhotoProtector protector = usual.strength(Strength.LOW).build()) {
      assertThat(protector.strength()).contains(Strength.LOW);
    }
  }

  @Test
  void anUnknownGeneratorIsAnsweredWithTheNearest() {
    try (PhotoProtector protector = builder().build()) {
      assertThatThrownBy(
              () -> with(protector, PhotoOptions.DEFAULT.withGenerators(List.of("plaim"))))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("'plaim'")
          .hasMessageContaining("'plain'");
    }
  }

  @Test
  void optionsCanBeCheckedAgainstTheHeaderAlone() {
    PhotoInfo info = new PhotoInfo("PNG", 14, 12);
    try (PhotoProtector protector = builder().build()) {
      protector.check(PhotoOptions.DEFAULT.withCrop("6,4,8,8"), info);
      assertThatThrownBy(() -> protector.check(PhotoOptions.DEFAULT.withCrop("7,4,8,8"), info))
          .isInstanceOf(CdmaaException.class);
      assertThatThrownBy(() -> protector.check(PhotoOptions.DEFAULT.withCrop("eyes"), info))
          .isInstanceOf(CdmaaException.class);
      assertThatThrownBy(() -> protector.check(PhotoOptions.DEFAULT.withIterations(0), info))
          .isInstanceOf(CdmaaException.class);
    }
  }

  @Test
  void theFakesAreThoseThatTheVerdictMeasured() {
    try (PhotoProtector protector = builder().after(Transform.jpeg(85)).build()) {
      ProtectedPhoto photo = with(protector, PhotoOptions.DEFAULT.withFakes(true));
      List<FakePair> pairs = photo.fakes();
      List<Double> losses = new ArrayList<>();
      photo.verdict().generators().forEach(g -> g.domains().forEach(d -> losses.add(d.loss())));
      assertThat(pairs).hasSameSizeAs(losses);
      for (int i = 0; i < pairs.size(); i++) {
        // Each image is rounded to levels of 1 / 127.5, so the mean square differs a little.
        assertThat(meanSquare(pairs.get(i))).isCloseTo(losses.get(i), within(0.002));
      }
      assertThat(photo.report("<me>.png")).contains("&lt;me&gt;.png").startsWith("<!doctype html>");
    }
  }

  private static double meanSquare(FakePair pair) {
    double sum = 0;
    int width = pair.original().getWidth();
    int height = pair.original().getHeight();
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int shift = 0; shift < 24; shift += 8) {
          int a = pair.original().getRGB(x, y) >> shift & 255;
          int b = pair.protectedPhoto().getRGB(x, y) >> shift & 255;
          sum += Math.pow((a - b) / 127.5, 2);
        }
      }
    }
    return sum / (3.0 * width * height);
  }

  @Test
  void withoutARequestNoFakesAreKept() {
    try (PhotoProtector protector = builder().build()) {
      ProtectedPhoto photo = protector.protect(image());
      assertThatThrownBy(photo::fakes).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theListenerOfAPhotoHearsThatPhotoOnly() {
    List<ProtectionEvent> heard = new ArrayList<>();
    try (PhotoProtector protector = builder().build()) {
      with(protector, PhotoOptions.DEFAULT.withName("a").withListener(heard::add));
      with(protector, PhotoOptions.DEFAULT.withName("b"));
    }
    assertThat(heard).isNotEmpty().allMatch(event -> event.photo().equals("a"));
    assertThat(heard.get(heard.size() - 1)).isInstanceOf(ProtectionEvent.Finished.class);
  }

  @Test
  void theHeaderOfAPhotoIsReadWithoutItsPixels() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image(), "png", bytes);
    assertThat(PhotoInfo.of(bytes.toByteArray(), "me.png")).isEqualTo(new PhotoInfo("PNG", 14, 12));
    assertThatThrownBy(() -> PhotoInfo.of("no photo".getBytes(UTF_8), "me.png"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("me.png");
  }

  @Test
  void aModelThatIsOnlyQueriedNeedsNoGradient() {
    try (PhotoProtector protector = builder().queryOnly("all").build()) {
      assertThat(protector.protect(image()).verdict().generators()).hasSize(2);
    }
    assertThatThrownBy(() -> builder().queryOnly("nothing").build())
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("'nothing'");
  }
}
