package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PicturesTest {

  @Test
  void colourAndGreyTensorsBecomePictures() {
    FloatTensor rgb = FloatTensor.of(new float[] {-1, 1, 0.2f, -2, 3, 0}, 3, 1, 2);
    BufferedImage picture = Pictures.toImage(rgb);
    assertThat(picture.getRGB(0, 0)).isEqualTo(0xff0099ff);
    assertThat(picture.getRGB(1, 0)).isEqualTo(0xffff0080);
    FloatTensor grey = FloatTensor.of(new float[] {-1, 1}, 1, 2, 1);
    assertThat(Pictures.toImage(grey).getRGB(0, 1)).isEqualTo(0xffffffff);
    assertThatThrownBy(() -> Pictures.toImage(FloatTensor.zeros(2, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void pngBytesHoldThePicture() throws IOException {
    BufferedImage picture = Pictures.toImage(TestPhotos.photo(3, 5, 4, 8, false).pixels());
    BufferedImage read = ImageIO.read(new ByteArrayInputStream(Pictures.toPngBytes(picture)));
    for (int i = 0; i < 20; i++) {
      assertThat(read.getRGB(i % 5, i / 5)).isEqualTo(picture.getRGB(i % 5, i / 5));
    }
  }

  @Test
  void noChangeIsMiddleGreyAndChangesAreAmplifiedAroundIt() {
    FloatTensor a = FloatTensor.of(new float[] {0.5f, 0, 0, 0}, 1, 1, 4);
    FloatTensor b = FloatTensor.of(new float[] {0.5f, 0.05f, -0.05f, 0.9f}, 1, 1, 4);
    assertThat(Pictures.difference(a, b, 10).toArray()).containsExactly(0, 0.5f, -0.5f, 1);
  }

  @Test
  void aGridHoldsEveryPictureAndLabelOnWhite() {
    BufferedImage black = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    BufferedImage sheet = Pictures.grid(List.of(black, black, black), List.of("", "", ""), 2);
    assertThat(sheet.getWidth()).isEqualTo(8 + 2 * 28);
    assertThat(sheet.getHeight()).isEqualTo(8 + 2 * 18);
    assertThat(sheet.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(sheet.getRGB(8, 8)).isEqualTo(0xff000000);
    assertThat(sheet.getRGB(36 + 19, 8 + 9)).isEqualTo(0xff000000);
    assertThat(sheet.getRGB(8, 26)).isEqualTo(0xff000000);
    assertThat(sheet.getRGB(36, 26)).isEqualTo(0xffffffff);
    BufferedImage labelled =
        Pictures.grid(List.of(black), List.of("a label far longer than its picture"), 3);
    assertThat(labelled.getHeight()).isEqualTo(8 + 20 + 18);
    assertThat(labelled.getRGB(8, 28)).isEqualTo(0xff000000);
    assertThatThrownBy(() -> Pictures.grid(List.of(black), List.of(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
