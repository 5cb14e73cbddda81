package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cdmaa.tensor.FloatTensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThumbnailTest {
  @ParameterizedTest
  @CsvSource({
    "400,300, 200,150",
    "300,400, 150,200",
    "40,30, 200,150",
    "200,7, 200,7",
    "3000,2, 200,1",
    "1,1, 200,200"
  })
  void aCellHasItsSideAndThePicturesProportions(int width, int height, int toWidth, int toHeight) {
    BufferedImage cell = Thumbnail.cell(FloatTensor.zeros(3, height, width), 200);
    assertThat(cell.getWidth()).isEqualTo(toWidth);
    assertThat(cell.getHeight()).isEqualTo(toHeight);
    assertThat(cell.getType()).isEqualTo(BufferedImage.TYPE_INT_RGB);
  }

  /** Stripes of one pixel, which a single bilinear step would show as wide ones. */
  @Test
  void finePatternsBecomeTheirMeanAndNoOtherPattern() {
    FloatTensor stripes = FloatTensor.zeros(1, 300, 900);
    for (int i = 0; i < stripes.size(); i++) {
      stripes.set(i, i % 2 == 0 ? -1 : 1);
    }
    BufferedImage cell = Thumbnail.cell(stripes, 100);
    for (int x = 0; x < 100; x++) {
      assertThat((double) (cell.getRGB(x, 10) & 0xff)).isCloseTo(127.5, within(20.0));
    }
  }

  @Test
  void aPictureInAPageIsAJpegAndSmallOnesKeepTheirSize() throws IOException {
    assertThat(decoded(Thumbnail.dataUri(FloatTensor.zeros(3, 30, 40), 64)).getWidth())
        .isEqualTo(40);
    BufferedImage large = decoded(Thumbnail.dataUri(FloatTensor.zeros(1, 120, 240), 64));
    assertThat(large.getWidth()).isEqualTo(64);
    assertThat(large.getHeight()).isEqualTo(32);
  }

  private static BufferedImage decoded(String uri) throws IOException {
    String start = "data:image/jpeg;base64,";
    assertThat(uri).startsWith(start);
    byte[] bytes = Base64.getDecoder().decode(uri.substring(start.length()));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }
}
