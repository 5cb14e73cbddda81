package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Crop;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.Portraits;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Protection of the faces that are found on a photo. */
class FaceCropTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeModels() throws IOException {
    TinyGenerators.write(folder, "plain.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(folder, "two.onnx", TinyGenerators.conditional(1));
  }

  private PhotoProtector protector(String crop) {
    return builder(crop).build();
  }

  private PhotoProtectorBuilder builder(String crop) {
    return PhotoProtector.builder()
        .models(folder)
        .withoutCache()
        .threads(1)
        .iterations(4)
        .epsilon(0.05)
        .crop(crop);
  }

  /** Two faces whose squares overlap: only the middle of the second portrait is pasted. */
  private static BufferedImage two() throws IOException {
    BufferedImage picture = Portraits.canvas(300, 180);
    Graphics2D drawing = picture.createGraphics();
    drawing.drawImage(Portraits.of(14), 10, 20, 140, 140, null);
    BufferedImage second = Portraits.of(7);
    drawing.drawImage(second.getSubimage(16, 0, 96, 128), 126, 40, 90, 120, null);
    drawing.dispose();
    return picture;
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  private static boolean inside(Crop crop, int x, int y) {
    return x >= crop.x()
        && y >= crop.y()
        && x < crop.x() + crop.width()
        && y < crop.y() + crop.height();
  }

  private static int change(BufferedImage a, BufferedImage b, int x, int y) {
    int largest = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      int from = a.getRGB(x, y) >> shift & 255;
      largest = Math.max(largest, Math.abs(from - (b.getRGB(x, y) >> shift & 255)));
    }
    return largest;
  }

  private static void assertChangedOnlyIn(
      List<Crop> crops, BufferedImage before, BufferedImage after) {
    int[] changed = new int[crops.size()];
    for (int y = 0; y < before.getHeight(); y++) {
      for (int x = 0; x < before.getWidth(); x++) {
        int change = change(before, after, x, y);
        boolean seen = false;
        for (int i = 0; i < crops.size(); i++) {
          seen |= inside(crops.get(i), x, y);
          changed[i] += inside(crops.get(i), x, y) && change > 0 ? 1 : 0;
        }
        assertThat(change).as("%d,%d", x, y).isLessThanOrEqualTo(seen ? 6 : 0);
      }
    }
    for (int i = 0; i < crops.size(); i++) {
      Crop crop = crops.get(i);
      assertThat(changed[i]).isGreaterThan(crop.width() * crop.height() / 2);
    }
  }

  @Test
  void faceChangesTheSquareAroundTheLargestFaceOnly() throws IOException {
    BufferedImage before = two();
    List<Crop> crops = new CropChoice("face").in(PhotoImages.toPhoto(before)).crops();
    try (PhotoProtector protector = protector("face")) {
      ProtectedPhoto result = protector.protect(before);

      assertThat(crops).hasSize(1);
      assertThat(inside(crops.get(0), 80, 96)).isTrue();
      assertChangedOnlyIn(crops, before, result.image());
      assertThat(result.verdict().generators()).hasSize(2);
    }
  }

  @Test
  void facesThatOverlapShareTheBudgetAndHaveAVerdictEach() throws IOException {
    BufferedImage before = two();
    List<Crop> crops = new CropChoice("faces").in(PhotoImages.toPhoto(before)).crops();
    assertThat(crops).hasSize(2);
    assertThat(crops.get(1).x()).isLessThan(crops.get(0).x() + crops.get(0).width());
    try (PhotoProtector protector = protector("faces");
        PhotoProtector automatic = protector("auto")) {
      ProtectedPhoto result = protector.protect(before);

      assertChangedOnlyIn(crops, before, result.image());
      assertThat(result.verdict().quality().maxLevelChange()).isCloseTo(6, within(1e-3));
      assertThat(result.verdict().generators())
          .extracting(Verdict.GeneratorVerdict::name)
          .containsExactly("plain, face 1", "two, face 1", "plain, face 2", "two, face 2");
      assertThat(result.verdict().generators()).allMatch(g -> g.averageLoss() > 0);
      assertThat(automatic.protect(before).bytes("png")).isEqualTo(result.bytes("png"));
    }
  }

  /** Neither where one crop ends nor where another takes over is a block changed in part. */
  @Test
  void facesThatOverlapKeepTheResolutionOfTheChroma() throws IOException {
    BufferedImage before = two();
    Method half = MethodSyntax.parse("threshold chroma=half");
    try (PhotoProtector protector = builder("faces").method(half).build()) {
      BufferedImage after = protector.protect(before).image();
      int coloured = 0;
      for (int y = 0; y < before.getHeight(); y++) {
        for (int x = 0; x < before.getWidth(); x++) {
          int[] here = chroma(before, after, x, y);
          assertThat(here).isEqualTo(chroma(before, after, x - x % 2, y - y % 2));
          coloured += here[0] != 0 || here[1] != 0 ? 1 : 0;
        }
      }
      assertThat(coloured).isPositive();
    }
  }

  /** Returns the change of red and blue minus that of green. */
  private static int[] chroma(BufferedImage a, BufferedImage b, int x, int y) {
    int[] change = new int[3];
    for (int c = 0; c < 3; c++) {
      int shift = 16 - 8 * c;
      change[c] = (b.getRGB(x, y) >> shift & 255) - (a.getRGB(x, y) >> shift & 255);
    }
    return new int[] {change[0] - change[1], change[2] - change[1]};
  }

  @Test
  void autoIsTheCentreWithoutAFaceAndWithOneThatFillsThePhoto() throws IOException {
    BufferedImage none = Portraits.canvas(60, 40);
    none.setRGB(30, 20, 0xffffff);
    BufferedImage full = ImageIO.read(Checkout.root().resolve("onnx/sample/portrait.png").toFile());
    try (PhotoProtector automatic = protector("auto");
        PhotoProtector centre = protector("centre")) {
      assertThat(automatic.protect(none).bytes("png")).isEqualTo(centre.protect(none).bytes("png"));
      assertThat(automatic.protect(full).bytes("png")).isEqualTo(centre.protect(full).bytes("png"));
    }
  }

  @Test
  void aPhotoWithoutAFaceIsRefusedWhereAFaceIsAskedFor() throws IOException {
    Path photo = Files.write(folder.resolve("none.png"), png(Portraits.canvas(60, 40)));
    for (String crop : List.of("face", "faces")) {
      try (PhotoProtector protector = protector(crop)) {
        assertThatThrownBy(() -> protector.protect(photo))
            .isInstanceOf(CdmaaException.class)
            .hasMessageContaining("No face was found")
            .extracting(e -> ((CdmaaException) e).reason())
            .isEqualTo(ErrorReason.CROP);
      }
    }
  }
}
