package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.generator.TinyGenerators;
import io.cdmaa.image.Crop;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.Region;
import io.cdmaa.testkit.Portraits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several regions of one photo, named by hand or found, and checked before their protection. */
class RegionsTest {
  private static final int STEPS = 3;

  @TempDir private Path folder;

  @BeforeEach
  void writeModel() throws IOException {
    TinyGenerators.write(folder, "plain.onnx", TinyGenerators.plain(1));
  }

  private PhotoProtector protector() {
    return PhotoProtector.builder()
        .models(folder)
        .withoutCache()
        .threads(1)
        .iterations(STEPS)
        .epsilon(0.05)
        .build();
  }

  private static byte[] noise(String format) throws IOException {
    Random random = new Random(3);
    BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 60 * 40; i++) {
      image.setRGB(i % 60, i / 60, random.nextInt(1 << 24));
    }
    return file(image, format);
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, format, bytes);
    return bytes.toByteArray();
  }

  @Test
  void onlyTheNamedRectanglesChangeAndProgressCountsThemTogether() throws IOException {
    List<ProtectionEvent.Iterated> steps = new ArrayList<>();
    PhotoOptions options =
        PhotoOptions.DEFAULT
            .withCrop("2,4,16,16 + 30,10,20,20")
            .withListener(
                event -> {
                  if (event instanceof ProtectionEvent.Iterated step) {
                    steps.add(step);
                  }
                });
    byte[] file = noise("png");
    try (PhotoProtector protector = protector()) {
      ProtectedPhoto result = protector.protect(file, options, new CancellationToken());

      BufferedImage before = ImageIO.read(new java.io.ByteArrayInputStream(file));
      BufferedImage after = result.image();
      int inside = 0;
      for (int y = 0; y < 40; y++) {
        for (int x = 0; x < 60; x++) {
          boolean named =
              (x >= 2 && x < 18 && y >= 4 && y < 20) || (x >= 30 && x < 50 && y >= 10 && y < 30);
          boolean changed = before.getRGB(x, y) != after.getRGB(x, y);
          assertThat(changed && !named).as("%d,%d", x, y).isFalse();
          inside += changed ? 1 : 0;
        }
      }
      assertThat(inside).isGreaterThan(500);
      assertThat(result.verdict().generators())
          .extracting(Verdict.GeneratorVerdict::name)
          .containsExactly("plain, face 1", "plain, face 2");
      assertThat(steps).allMatch(step -> step.iterations() == 2 * STEPS);
      assertThat(steps)
          .extracting(ProtectionEvent.Iterated::iteration)
          .isSorted()
          .startsWith(0)
          .contains(STEPS + 1)
          .allMatch(iteration -> iteration <= 2 * STEPS);
    }
  }

  @Test
  void foundFacesAreThoseThatFacesProtects() throws IOException {
    byte[] file = file(Portraits.couple(), "png");
    List<FoundFace> faces = FoundFace.on(file, "two.png");
    assertThat(faces).hasSize(2);
    assertThat(faces.get(0).side()).isGreaterThan(faces.get(1).side());
    assertThat(faces.get(0).x()).isBetween(10L, 150L);
    assertThat(faces.get(1).x()).isBetween(190L, 300L);
    String named = faces.stream().map(FoundFace::crop).collect(Collectors.joining("+"));
    try (PhotoProtector protector = protector()) {
      PhotoOptions found = PhotoOptions.DEFAULT.withCrop("faces");
      assertThat(protector.region(file, found)).isEqualTo(named);
      assertThat(protector.region(file, PhotoOptions.DEFAULT.withCrop("face")))
          .isEqualTo(faces.get(0).crop());
      CancellationToken token = new CancellationToken();
      byte[] byHand =
          protector.protect(file, PhotoOptions.DEFAULT.withCrop(named), token).bytes("png");
      assertThat(byHand).isEqualTo(protector.protect(file, found, token).bytes("png"));
    }
  }

  @Test
  void aPictureWithoutAFaceHasNone() throws IOException {
    byte[] file = noise("png");
    assertThat(FoundFace.on(file, "noise.png")).isEmpty();
    try (PhotoProtector protector = protector()) {
      assertThat(protector.region(file, PhotoOptions.DEFAULT.withCrop("auto")))
          .isEqualTo("10,0,40,40");
      assertThatThrownBy(() -> protector.region(file, PhotoOptions.DEFAULT.withCrop("faces")))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("No face was found");
    }
  }

  @Test
  void aPhotoThatEndsTooEarlyIsRefusedBeforeItsProtection() throws IOException {
    byte[] whole = noise("jpeg");
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThat(PhotoInfo.of(cut, "cut.jpg").width()).isEqualTo(60);
    try (PhotoProtector protector = protector()) {
      assertThat(protector.region(whole, PhotoOptions.DEFAULT)).isEqualTo("10,0,40,40");
      for (String crop : List.of("centre", "whole", "auto", "0,0,9,9")) {
        PhotoOptions options = PhotoOptions.DEFAULT.withName("cut.jpg").withCrop(crop);
        assertThatThrownBy(() -> protector.region(cut, options))
            .isInstanceOf(CdmaaException.class)
            .hasMessageContaining("cut.jpg")
            .hasMessageContaining("truncated");
      }
    }
    assertThatThrownBy(() -> FoundFace.on(cut, "cut.jpg")).hasMessageContaining("truncated");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,2,3", "1,2,3,4+", "+1,2,3,4", "1,2,3,4 5,6,7,8", "1,2,3,4+face", "faces+auto"})
  void anythingElseIsNoCrop(String text) {
    assertThatThrownBy(() -> new CropChoice(text))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is none of auto");
  }

  @Test
  void rectanglesAreNamedOnceFewAndWithinThePhoto() {
    CropChoice crop = new CropChoice(" 1,2 ,3,4 + 5,6,7,8+1,2,3,4");
    assertThat(crop.text()).isEqualTo("1,2,3,4+5,6,7,8");
    crop.requireFits(12, 14);
    assertThatThrownBy(() -> crop.requireFits(11, 14)).hasMessageContaining("exceeds the photo");
    String many =
        IntStream.range(0, 65).mapToObj(i -> i + ",0,9,9").collect(Collectors.joining("+"));
    assertThatThrownBy(() -> new CropChoice(many)).hasMessageContaining("more than the 64");
  }

  @Test
  void oneInsideTheOtherSharesItsPixels() throws IOException {
    PhotoOptions options = PhotoOptions.DEFAULT.withCrop("10,5,30,30+17,12,16,16");
    try (PhotoProtector protector = protector()) {
      Verdict verdict = protector.protect(noise("png"), options, new CancellationToken()).verdict();
      assertThat(verdict.generators()).hasSize(2).allMatch(g -> g.averageLoss() > 0);
    }
  }

  @Test
  void aPictureShowsAllCropsButTheWholeOrTheMiddleAlone() throws IOException {
    var photo = PhotoImages.toPhoto(new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB));
    Crop box = new Crop(1, 2, 3, 4);
    Crop middle = Crop.centreSquare(60, 40);
    assertThat(Region.of(middle).shown(photo)).isEmpty();
    assertThat(Region.of(Crop.whole(60, 40)).shown(photo)).isEmpty();
    assertThat(Region.of(box).shown(photo)).containsExactly(box);
    Region two = new Region(List.of(box, middle), List.of());
    assertThat(two.shown(photo)).containsExactly(box, middle);
    assertThat(two.describe()).isEqualTo("2 regions: 1,2,3,4; 10,0,40,40.");
  }
}
