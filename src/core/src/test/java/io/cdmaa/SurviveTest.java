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
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.transform.Survival;
import io.cdmaa.transform.SurvivalStrategy;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
    return protect(Defaults.METHOD.withSurvive(survival), Defaults.STRENGTH.epsilon(), seed, type);
  }

  private byte[] protect(Method method, double epsilon, long seed, int type) {
    try (PhotoProtector protector =
        PhotoProtector.builder()
            .models(models)
            .withoutCache()
            .threads(1)
            .iterations(8)
            .epsilon(epsilon)
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

  /** Whatever strategy it is. */
  @ParameterizedTest
  @EnumSource(SurvivalStrategy.class)
  void everyStrategyFollowsTheSeed(SurvivalStrategy strategy) {
    Survival survival = Survival.parse("posting").withStrategy(strategy).withEffort(2);
    byte[] first = protect(survival, 1, BufferedImage.TYPE_INT_RGB);
    assertThat(protect(survival, 1, BufferedImage.TYPE_INT_RGB)).isEqualTo(first);
    assertThat(protect(survival, 2, BufferedImage.TYPE_INT_RGB)).isNotEqualTo(first);
    assertThat(protect(survival.withEffort(1), 1, BufferedImage.TYPE_INT_RGB)).isNotEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(SurvivalStrategy.class)
  void greyPhotosAreProtectedToo(SurvivalStrategy strategy) {
    byte[] plain = protect(Survival.NONE, 1, BufferedImage.TYPE_BYTE_GRAY);
    Survival survival = Survival.parse("screenshot").withStrategy(strategy);
    assertThat(protect(survival, 1, BufferedImage.TYPE_BYTE_GRAY)).isNotEmpty().isNotEqualTo(plain);
  }

  /** The budget holds whatever searches, and the search reacts to what is to be survived. */
  @ParameterizedTest
  @CsvSource({
    "cdmaa, 0.05, EXPECTATION",
    "uniform attack=fgsm, 0.1, AVERAGE",
    "threshold norm=l2, 0.03, MGDA",
    "cdmaa attack=apgd domains-by=mgda, 0.05, WORST",
    "cdmaa attack=pgd restarts=2 domains-by=worst, 0.05, MGDA",
    "cdmaa attack=square, 0.05, CODEC",
    "cdmaa models-by=single:2 norm=l2, 0.02, WORST",
    "threshold rounding=every-step, 0.05, CODEC",
    "threshold best=last schedule=constant, 0.05, AVERAGE",
  })
  void everyMethodAndBudgetSurvivesTransforms(
      String text, double epsilon, SurvivalStrategy strategy) throws IOException {
    int type = BufferedImage.TYPE_3BYTE_BGR;
    Method method = MethodSyntax.parse(text);
    Survival survival = Survival.parse("posting").withStrategy(strategy).withEffort(2);
    byte[] file = protect(method.withSurvive(survival), epsilon, 1, type);
    assertThat(file).isNotEqualTo(protect(method, epsilon, 1, type));
    FloatTensor before = PhotoImages.toPhoto(image(type)).pixels();
    FloatTensor after = PhotoImages.toPhoto(ImageIO.read(new ByteArrayInputStream(file))).pixels();
    double squares = 0;
    double largest = 0;
    for (int i = 0; i < before.size(); i++) {
      double change = Math.abs((double) after.get(i) - before.get(i));
      squares += change * change;
      largest = Math.max(largest, change);
    }
    double size = method.norm() == Method.Norm.L2 ? Math.sqrt(squares / before.size()) : largest;
    assertThat(size).isPositive().isLessThanOrEqualTo(epsilon + 1e-6);
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
                .evaluate(
                    before,
                    changed,
                    CropChoice.CENTRE.in(before).crops().get(0),
                    SourceAttributes.UNKNOWN)
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
