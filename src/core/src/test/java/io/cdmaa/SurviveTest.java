package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.Transform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Searches that look through transforms, from the outside. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SurviveTest {
  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void writeModels() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "plain.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
  }

  private byte[] protect(Survival survival, long seed, int type) {
    Method method = Defaults.METHOD.withSurvive(survival);
    try (PhotoProtector protector =
        PhotoProtector.builder()
            .models(models)
            .withoutCache()
            .threads(1)
            .iterations(8)
            .seed(seed)
            .method(method)
            .build()) {
      return protector.protect(image(type)).bytes("png");
    }
  }

  private static BufferedImage image(int type) {
    Random random = new Random(1);
    BufferedImage image = new BufferedImage(15, 13, type);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, random.nextInt(1 << 24) | 0xff000000);
      }
    }
    return image;
  }

  @Test
  void theSameSeedDrawsTheSameTransforms() {
    Survival survival = Survival.parse("posting");
    byte[] first = protect(survival, 1, BufferedImage.TYPE_INT_RGB);
    assertThat(protect(survival, 1, BufferedImage.TYPE_INT_RGB)).isEqualTo(first);
    assertThat(protect(survival, 2, BufferedImage.TYPE_INT_RGB)).isNotEqualTo(first);
    assertThat(protect(Survival.NONE, 1, BufferedImage.TYPE_INT_RGB)).isNotEqualTo(first);
  }

  @Test
  void greyPhotosAreProtectedToo() {
    byte[] plain = protect(Survival.NONE, 1, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(protect(Survival.parse("screenshot"), 1, BufferedImage.TYPE_BYTE_GRAY))
        .isNotEmpty()
        .isNotEqualTo(plain);
  }

  /** The JPEG is written here by the JDK, and judged by a protector of its own. */
  @Test
  void theVerdictAfterATransformIsThatOnTheRealFile() throws IOException {
    BufferedImage image = image(BufferedImage.TYPE_3BYTE_BGR);
    try (PhotoProtector protector =
        PhotoProtector.builder()
            .models(models)
            .withoutCache()
            .threads(1)
            .iterations(4)
            .after(Transform.jpeg(85), Transform.blur(1))
            .build()) {
      ProtectedPhoto result = protector.protect(image);
      Verdict after = result.verdict().after(Transform.jpeg(85));
      SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
      try (GeneratorGroup group =
          GeneratorGroup.forward(GeneratorLoader.load(List.of(models)), sessions)) {
        Photo before = PhotoImages.toPhoto(asJpeg(image));
        Photo changed = PhotoImages.toPhoto(asJpeg(result.image()));
        Verdict own =
            new Evaluator(group, after.threshold())
                .evaluate(before, changed, CropChoice.CENTRE.in(before), SourceAttributes.UNKNOWN)
                .verdict();
        for (int j = 0; j < own.generators().size(); j++) {
          assertThat(after.generators().get(j).averageLoss())
              .isPositive()
              .isEqualTo(own.generators().get(j).averageLoss(), within(1e-6));
        }
      }
      assertThat(after.averageLoss()).isNotEqualTo(result.verdict().averageLoss());
      assertThat(result.verdict().transformed().keySet())
          .containsExactly(Transform.jpeg(85), Transform.blur(1));
      assertThatThrownBy(() -> result.verdict().after(Transform.jpeg(50)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("only after [jpeg:85, blur:1]");
    }
  }

  private static BufferedImage asJpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream stream = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(stream);
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(0.85f);
      writer.write(null, new IIOImage(image, null, null), settings);
    } finally {
      writer.dispose();
    }
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }
}
