package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.attack.BudgetShape;
import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.ChromaResolution;
import io.cdmaa.image.JustNoticeable;
import io.cdmaa.image.PhotoImages;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of a budget's shape, on written files. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BudgetShapeTest {
  private static final int X = 1;
  private static final int Y = 2;
  private static final int WIDTH = 12;
  private static final int HEIGHT = 9;
  private static final double EPSILON = 0.06;

  @TempDir private Path folder;
  private Path models;

  @BeforeEach
  void writeModels() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyGenerators.write(models, "plain.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(models, "two.onnx", TinyGenerators.conditional(1));
  }

  /** Flat on the left, noise on the right, of odd size. */
  private static BufferedImage image() {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(15, 13, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.setRGB(x, y, x < 6 ? 0xb0a090 : random.nextInt(1 << 24));
      }
    }
    return image;
  }

  private BufferedImage written(String method) throws IOException {
    String crop = X + "," + Y + "," + WIDTH + "," + HEIGHT;
    try (PhotoProtector protector =
        PhotoProtector.builder()
            .models(models)
            .withoutCache()
            .threads(1)
            .iterations(6)
            .epsilon(EPSILON)
            .stepSize(0.03)
            .crop(crop)
            .method(MethodSyntax.parse(method))
            .build()) {
      byte[] file = protector.protect(image()).bytes("png");
      assertThat(protector.protect(image()).bytes("png")).isEqualTo(file);
      return ImageIO.read(new ByteArrayInputStream(file));
    }
  }

  private static int[] change(BufferedImage after, int x, int y) {
    int from = image().getRGB(x, y);
    int to = after.getRGB(x, y);
    int[] change = new int[3];
    for (int c = 0; c < 3; c++) {
      change[c] = (to >> (16 - 8 * c) & 255) - (from >> (16 - 8 * c) & 255);
    }
    return change;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "threshold budget=perceptual",
        "threshold budget=perceptual chroma=half survive=posting",
        "cdmaa budget=perceptual chroma=none",
        "cdmaa budget=perceptual attack=pgd",
        "cdmaa budget=perceptual attack=apgd chroma=half",
        "cdmaa budget=perceptual attack=fgsm",
        "threshold chroma=half",
        "threshold chroma=half rounding=every-step",
        "threshold chroma=none norm=l2",
        "cdmaa chroma=half attack=square",
        "uniform chroma=half norm=l2 attack=pgd"
      })
  void aWrittenFileKeepsItsBudget(String text) throws IOException {
    BufferedImage after = written(text);

    Method method = MethodSyntax.parse(text);
    boolean perceptual = method.budget().form() == BudgetShape.Form.PERCEPTUAL;
    double[] shares = perceptual ? shares() : ones();
    double most = perceptual ? 6 * EPSILON : method.norm() == Method.Norm.LINF ? EPSILON : 2;
    double sum = 0;
    int changed = 0;
    for (int y = 0; y < after.getHeight(); y++) {
      for (int x = 0; x < after.getWidth(); x++) {
        boolean inside = x >= X && y >= Y && x < X + WIDTH && y < Y + HEIGHT;
        int[] change = change(after, x, y);
        for (int levels : change) {
          double relative = Math.abs(levels) / 127.5 / shares[y * after.getWidth() + x];
          assertThat(relative).isLessThanOrEqualTo(inside ? most + 1e-9 : 0);
          sum += relative * relative;
          changed += levels == 0 ? 0 : 1;
        }
        requireChroma(method.budget().chroma(), change, change(after, x - x % 2, y - y % 2));
      }
    }
    if (perceptual || method.norm() == Method.Norm.L2) {
      assertThat(Math.sqrt(sum / (3 * WIDTH * HEIGHT))).isLessThanOrEqualTo(EPSILON);
    }
    assertThat(changed).isGreaterThan(WIDTH * HEIGHT / 3);
  }

  private static void requireChroma(ChromaResolution chroma, int[] change, int[] first) {
    if (chroma != ChromaResolution.FULL) {
      assertThat(change[0] - change[1]).isEqualTo(first[0] - first[1]);
      assertThat(change[2] - change[1]).isEqualTo(first[2] - first[1]);
    }
    if (chroma == ChromaResolution.NONE) {
      assertThat(change).containsOnly(change[0]);
    }
  }

  /** Returns the shares by their definition. */
  private static double[] shares() {
    double[] noticeable = JustNoticeable.of(PhotoImages.toPhoto(image()));
    double inverse = 0;
    for (double j : noticeable) {
      inverse += 1 / (j * j) / noticeable.length;
    }
    double[] shares = new double[noticeable.length];
    for (int i = 0; i < shares.length; i++) {
      // m / J^2 has the mean 1.
      double m = 1 / inverse;
      shares[i] = 1 / Math.sqrt(0.5 + 0.5 * m / (noticeable[i] * noticeable[i]));
    }
    return shares;
  }

  private static double[] ones() {
    double[] ones = new double[15 * 13];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** 0.05 is 6.375 levels; six times a share of at most sqrt(2) of 0.02 is 21.6. */
  @Test
  void aStrengthSaysHowManyLevelsAValueCanChange() {
    PhotoProtectorBuilder builder = PhotoProtector.builder().models(models).withoutCache();
    try (PhotoProtector protector = builder.build()) {
      assertThat(protector.levels(Strength.MEDIUM)).isEqualTo(6);
    }
    try (PhotoProtector protector =
        builder.method(MethodSyntax.parse("threshold budget=perceptual")).build()) {
      assertThat(protector.levels(Strength.LOW)).isEqualTo(21);
      assertThat(protector.strength()).contains(Strength.MEDIUM);
    }
  }

  @Test
  void aPerceptualBudgetChangesTextureMoreThanFlatAreas() throws IOException {
    BufferedImage after = written("threshold budget=perceptual");
    double[] squares = new double[2];
    int[] count = new int[2];
    for (int y = Y; y < Y + HEIGHT; y++) {
      for (int x = X; x < X + WIDTH; x++) {
        // Two pixels beside the edge see both sides.
        int side = x < 4 ? 0 : 1;
        if (x < 4 || x > 7) {
          for (int levels : change(after, x, y)) {
            squares[side] += levels * levels;
            count[side]++;
          }
        }
      }
    }

    assertThat(squares[1] / count[1]).isGreaterThan(1.3 * squares[0] / count[0]);
  }
}
