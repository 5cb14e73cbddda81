package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.transform.Survival;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
}
