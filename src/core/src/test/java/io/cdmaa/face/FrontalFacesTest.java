package io.cdmaa.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.testkit.Portraits;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faces are found on rendered portraits, whose geometry is that of aligned photos. */
class FrontalFacesTest {
  private final FaceDetector detector = new FrontalFaces();

  private static void paste(BufferedImage onto, BufferedImage portrait, int x, int y, int side) {
    Graphics2D drawing = onto.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    drawing.drawImage(portrait, x, y, side, side, null);
    drawing.dispose();
  }

  private List<FaceBox> faces(BufferedImage image) {
    return detector.detect(PhotoImages.toPhoto(image));
  }

  private static void assertAround(FaceBox face, double x, double y, double within) {
    assertThat(face.centreX()).isCloseTo(x, Offset.offset(within));
    assertThat(face.centreY()).isCloseTo(y, Offset.offset(within));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 6, 7, 14, 21})
  void thePortraitThatFillsAPictureKeepsItsAlignment(int number) throws IOException {
    List<FaceBox> faces = faces(Portraits.of(number));

    assertThat(faces).hasSize(1);
    assertAround(faces.get(0), 64, 69, 10);
    assertThat(FaceSquare.of(faces.get(0), 128, 128)).isEqualTo(Crop.whole(128, 128));
  }

  @Test
  void twoFacesOnOnePictureAreFoundWhereTheyAreTheLargerFirst() throws IOException {
    BufferedImage picture = Portraits.canvas(480, 300);
    paste(picture, Portraits.of(7), 20, 120, 128);
    paste(picture, Portraits.of(14), 220, 40, 224);

    List<FaceBox> faces = faces(picture);

    assertThat(faces).hasSize(2);
    assertAround(faces.get(0), 220 + 112, 40 + 120, 18);
    assertAround(faces.get(1), 20 + 64, 120 + 69, 10);
  }

  @Test
  void theSquareAroundAPastedPortraitIsThatPortrait() throws IOException {
    BufferedImage picture = Portraits.canvas(480, 300);
    paste(picture, Portraits.of(7), 220, 90, 160);

    Crop square = FaceSquare.of(faces(picture).get(0), 480, 300);

    assertThat((double) square.width()).isCloseTo(160, Offset.offset(32.0));
    assertThat(square.x() + square.width() / 2.0).isCloseTo(300, Offset.offset(10.0));
    assertThat(square.y() + square.height() / 2.0).isCloseTo(170, Offset.offset(14.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-15, 15})
  void aTiltedFaceIsFound(double degrees) throws IOException {
    BufferedImage picture = Portraits.canvas(240, 240);
    Graphics2D drawing = picture.createGraphics();
    drawing.rotate(Math.toRadians(degrees), 120, 120);
    drawing.drawImage(Portraits.of(14), 40, 40, 160, 160, null);
    drawing.dispose();

    List<FaceBox> faces = faces(picture);

    assertThat(faces).hasSize(1);
    assertAround(faces.get(0), 120, 126, 16);
  }

  @Test
  void texturesShowNoFaces() {
    Random random = new Random(1);
    BufferedImage noise = Portraits.canvas(200, 160);
    BufferedImage stripes = Portraits.canvas(200, 160);
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 200; x++) {
        noise.setRGB(x, y, random.nextInt(1 << 24));
        stripes.setRGB(x, y, (x / 7 + y / 5) % 2 == 0 ? 0x303030 : 0xd0c8b0);
      }
    }

    assertThat(faces(noise)).isEmpty();
    assertThat(faces(stripes)).isEmpty();
    assertThat(faces(Portraits.canvas(200, 160))).isEmpty();
  }

  @Test
  void greyPhotosAndTinyOnesAreSearched() throws IOException {
    BufferedImage grey = new BufferedImage(160, 160, BufferedImage.TYPE_BYTE_GRAY);
    paste(grey, Portraits.of(14), 0, 0, 160);
    Photo photo = PhotoImages.toPhoto(grey);

    assertThat(photo.channels()).isEqualTo(1);
    assertThat(detector.detect(photo)).hasSize(1);
    assertThat(faces(Portraits.canvas(3, 2))).isEmpty();
  }
}
