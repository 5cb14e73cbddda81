package io.cdmaa.universal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CancellationToken;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.MethodSyntax;
import io.cdmaa.PhotoOptions;
import io.cdmaa.PhotoProtector;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.ProtectedPhoto;
import io.cdmaa.Strength;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Losses;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelDigest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Crop;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.mgda.PlainArithmetic;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public API with a warm start. */
@Timeout(120)
class WarmStartedProtectorTest {
  @TempDir private Path folder;
  private Path models;
  private Path file;

  @BeforeEach
  void learn() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "one.onnx", TinyGenerators.plain(1));
    file = learn("cdmaa");
  }

  private Path learn(String method) {
    Path target = folder.resolve("learnt.cdmaa");
    List<Manifest> manifests = ModelLocator.find(List.of(models));
    LearningPhotos photos = new LearningPhotos(TinyGenerators.SIZE);
    for (int i = 0; i < 4; i++) {
      BufferedImage image = image(i, 8, 8, BufferedImage.TYPE_INT_RGB);
      photos.add(
          PhotoImages.toPhoto(image), Crop.whole(8, 8), SourceAttributes.UNKNOWN, "photo " + i);
    }
    AttackSettings settings =
        MethodAlgorithms.settings(MethodSyntax.parse(method), AttackSettings.defaults());
    try (GeneratorGroup group =
        GeneratorGroup.withGradient(
            manifests.stream().map(GeneratorLoader::load).toList(),
            new SessionFactory(RuntimeSettings.cpu().withThreads(1), GraphCache.off()))) {
      new Learner(
              new LearningPlan(settings, method, 0.9, 2, 8, 0),
              photos,
              "cdmaa test",
              "plain",
              manifests.stream()
                  .map(m -> new PerturbationHeader.Model("one", "one.onnx", ModelDigest.of(m)))
                  .toList(),
              target,
              Duration.ofHours(1),
              new CancellationToken())
          .learn(group, new PlainArithmetic(), true, new Ignored());
    }
    return target;
  }

  private static final class Ignored implements Learner.Listener {
    @Override
    public void started(int done, int steps) {}

    @Override
    public void stepped(int done, int steps, Losses losses) {}

    @Override
    public void estimating(int heldOut) {}
  }

  private PhotoProtectorBuilder builder() {
    return PhotoProtector.builder()
        .models(models)
        .withoutCache()
        .threads(1)
        .arithmetic("plain")
        .iterations(0);
  }

  private static BufferedImage image(int seed, int width, int height, int type) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({"cdmaa, 1", "cdmaa, 10", "cdmaa norm=l2, 1", "cdmaa norm=l2, 10"})
  void withoutIterationsThePhotoIsInsideTheBudgetForEverySizeAndNorm(String method, int type) {
    file = learn(method);
    try (PhotoProtector protector = builder().method(method).warmStart(file).build()) {
      for (int size : List.of(5, 8, 13, 40)) {
        ProtectedPhoto photo = protector.protect(image(size, size, size + 3, type));
        double change = photo.verdict().quality().maxLevelChange();
        assertThat(change).isPositive();
        if (method.equals("cdmaa")) {
          assertThat(change).isLessThanOrEqualTo(6.01);
        }
        // The mean square over the crop is at most that over the whole photo, times their ratio.
        double mean = 2 * Math.pow(10, -photo.verdict().quality().psnr() / 20);
        assertThat(mean).isLessThanOrEqualTo(0.0501);
      }
    }
  }

  @Test
  void itIsCutToWhatAPerceptualBudgetAllowsEachPixel() {
    try (PhotoProtector uniform = builder().warmStart(file).build();
        PhotoProtector brightness = builder().method("cdmaa chroma=none").warmStart(file).build()) {
      BufferedImage photo = image(5, 16, 16, BufferedImage.TYPE_INT_RGB);
      BufferedImage changed = brightness.protect(photo).image();
      assertThat(uniform.protect(photo).verdict().quality().maxLevelChange()).isPositive();
      int moved = 0;
      for (int i = 0; i < 256; i++) {
        int before = photo.getRGB(i % 16, i / 16);
        int after = changed.getRGB(i % 16, i / 16);
        int red = (after >> 16 & 255) - (before >> 16 & 255);
        int green = (after >> 8 & 255) - (before >> 8 & 255);
        int blue = (after & 255) - (before & 255);
        moved += red != 0 ? 1 : 0;
        // One level of rounding; where a channel ends at 0 or 255 all of them stop.
        assertThat(Math.max(red, Math.max(green, blue)) - Math.min(red, Math.min(green, blue)))
            .isLessThanOrEqualTo(1);
      }
      assertThat(moved).isPositive();
    }
  }

  @Test
  void aFewIterationsImproveOnIt() {
    try (PhotoProtector alone = builder().warmStart(file).build();
        PhotoProtector refined = builder().warmStart(file).iterations(10).build();
        PhotoProtector cold = builder().iterations(1).stepSize(0.01).build()) {
      BufferedImage photo = image(77, 8, 8, BufferedImage.TYPE_INT_RGB);
      double first = alone.protect(photo).verdict().averageLoss();
      assertThat(refined.protect(photo).verdict().averageLoss()).isGreaterThan(first);
      assertThat(cold.protect(photo).verdict().averageLoss()).isLessThan(first);
    }
  }

  @Test
  void theSameModelInMemoryIsKnown() throws IOException {
    byte[] onnx = Files.readAllBytes(models.resolve("one.onnx"));
    PhotoProtectorBuilder builder =
        PhotoProtector.builder().model("one", onnx).withoutCache().warmStart(file).iterations(0);
    try (PhotoProtector protector = builder.build()) {
      assertThat(protector.generators()).containsExactly("one");
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWhenItIsBuiltOrAsked() throws IOException {
    assertThatThrownBy(() -> builder().warmStart(file).epsilon(0.02).build())
        .isInstanceOfSatisfying(
            CdmaaException.class, e -> assertThat(e.reason()).isEqualTo(ErrorReason.WARM_START))
        .hasMessageContaining("epsilon 0.05");
    try (PhotoProtector protector = builder().warmStart(file).build()) {
      BufferedImage photo = image(1, 8, 8, BufferedImage.TYPE_INT_RGB);
      PhotoOptions high = PhotoOptions.DEFAULT.withStrength(Strength.HIGH);
      assertThatThrownBy(() -> protector.protect(photo, high, new CancellationToken()))
          .hasMessageContaining("was learnt for epsilon 0.05, and the search uses 0.08");
    }
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
    assertThatThrownBy(() -> builder().warmStart(file).build())
        .hasMessageContaining("was not learnt against")
        .hasMessageContaining("two.onnx");
    assertThatThrownBy(() -> builder().build()).isInstanceOf(CdmaaException.class);
  }
}
