package io.cdmaa.face;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.image.PhotoImages;
import io.cdmaa.testkit.Portraits;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The windows around a face are counted at its own tilt, size and place. */
class CloseLookTest {
  private static final FaceBox FACE = new FaceBox(84, 89, 72, 1);

  private final CloseLook look =
      new CloseLook(
          CascadeReader.resource(
              "org/openimaj/image/objectdetection/haar/haarcascade_frontalface_alt2.xml"));

  private static IntegralImage portrait(double degrees) throws IOException {
    BufferedImage picture = Portraits.canvas(240, 240);
    Graphics2D drawing = picture.createGraphics();
    drawing.rotate(Math.toRadians(degrees), 120, 125);
    drawing.drawImage(Portraits.of(14), 56, 56, 128, 128, null);
    drawing.dispose();
    return IntegralImage.of(PhotoImages.toPhoto(picture));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-15, 0, 15})
  void aFaceIsAcceptedManyTimesWhateverItsTilt(double degrees) throws IOException {
    assertThat(look.accepted(portrait(degrees), FACE)).isGreaterThan(100);
  }

  @Test
  void besideTheFaceAndUpsideDownNothingIsAccepted() throws IOException {
    assertThat(look.accepted(portrait(0), new FaceBox(0, 0, 50, 1))).isZero();
    assertThat(look.accepted(portrait(180), FACE)).isLessThan(20);
  }
}
