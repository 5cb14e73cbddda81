package io.cdmaa.face;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The cascade against sums and decisions that are taken pixel by pixel. */
class HaarCascadeTest {
  private static final String CASCADE =
      """
      <?xml version="1.0"?>
      <opencv_storage><c type_id="opencv-haar-classifier"><size>4 4</size><stages><_><trees><_><_>
      <feature><rects><_>0 0 4 4 -1.</_><_>0 2 4 2 2.</_></rects><tilted>0</tilted></feature>
      <threshold>0.1</threshold><left_val>-1.</left_val><right_node>1</right_node></_><_>
      <feature><rects><_>0 0 2 4 1.</_><_>2 0 2 4 -1.</_></rects><tilted>0</tilted></feature>
      <threshold>0.</threshold><left_val>3.</left_val><right_val>-2.</right_val></_></_></trees>
      <stage_threshold>0.5</stage_threshold><parent>-1</parent><next>-1</next></_></stages></c>
      </opencv_storage>
      """;

  private static HaarCascade read(String xml) {
    return CascadeReader.read(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  private static Photo grey(double[][] values) {
    FloatTensor pixels = FloatTensor.zeros(1, values.length, values[0].length);
    for (int y = 0; y < values.length; y++) {
      for (int x = 0; x < values[0].length; x++) {
        pixels.set(y * values[0].length + x, (float) (values[y][x] / 127.5 - 1));
      }
    }
    return new Photo(pixels, Optional.empty(), 8, Optional.empty());
  }

  private static double[][] random(int height, int width) {
    Random random = new Random(3);
    double[][] values = new double[height][width];
    for (double[] row : values) {
      for (int x = 0; x < width; x++) {
        row[x] = random.nextInt(256);
      }
    }
    return values;
  }

  private static double sum(double[][] values, int x, int y, int width, int height) {
    double sum = 0;
    for (int row = y; row < y + height; row++) {
      for (int column = x; column < x + width; column++) {
        sum += values[row][column];
      }
    }
    return sum;
  }

  @Test
  void aWindowIsAcceptedAsItsTreeDecidesOnItsPixels() {
    double[][] values = random(20, 30);
    HaarCascade.Windows windows = read(CASCADE).on(IntegralImage.of(grey(values)));
    int accepted = 0;
    for (int y = 0; y + 4 <= 20; y++) {
      for (int x = 0; x + 4 <= 30; x++) {
        double mean = sum(values, x + 1, y + 1, 2, 2) / 4;
        double squares = 0;
        for (int i = 0; i < 4; i++) {
          squares += Math.pow(values[y + 1 + i / 2][x + 1 + i % 2] - mean, 2) / 4;
        }
        double deviation = Math.sqrt(squares);
        boolean lowerHalfBrighter =
            (2 * sum(values, x, y + 2, 4, 2) - sum(values, x, y, 4, 4)) / 4 >= .1 * deviation;
        boolean rightHalfBrighter = sum(values, x, y, 2, 4) < sum(values, x + 2, y, 2, 4);
        boolean expected = deviation >= 8 && lowerHalfBrighter && rightHalfBrighter;

        assertThat(windows.accepts(x, y)).as("%d,%d", x, y).isEqualTo(expected);
        accepted += expected ? 1 : 0;
      }
    }
    assertThat(accepted).isBetween(50, 250);
  }

  @Test
  void aShrunkPictureHasTheMeansOfTheAreas() {
    double[][] values = random(12, 18);
    IntegralImage half = IntegralImage.of(grey(values)).shrunk(2);
    IntegralImage third = IntegralImage.of(grey(values)).shrunk(1.5);

    assertThat(half.sum(2 * half.stride + 3, 1, half.stride))
        .isCloseTo(sum(values, 6, 4, 2, 2) / 4, Offset.offset(1e-3));
    double corner = values[0][0] + .5 * (values[0][1] + values[1][0]) + .25 * values[1][1];
    assertThat(third.sum(0, 1, third.stride)).isCloseTo(corner / 2.25, Offset.offset(1e-3));
  }

  @Test
  void aPictureTurnedByAQuarterHasItsPixelsThere() {
    double[][] values = random(9, 9);
    IntegralImage turned = IntegralImage.of(grey(values)).turned(90);

    assertThat(turned.sum(2 * turned.stride + 1, 1, turned.stride))
        .isCloseTo(values[9 - 1 - 1][2], Offset.offset(1e-3));
  }

  @Test
  void aPartHasTheMeansOfItsPixelsAlsoTurned() {
    double[][] values = random(12, 12);
    IntegralImage picture = IntegralImage.of(grey(values));
    IntegralImage part = picture.around(6, 5, 6, 0, 3);
    IntegralImage turned = picture.around(6, 5, 6, 90, 3);

    assertThat(part.sum(1, 1, part.stride))
        .isCloseTo(sum(values, 5, 2, 2, 2) / 4, Offset.offset(1e-3));
    assertThat(turned.sum(1, 1, turned.stride))
        .isCloseTo(sum(values, 3, 4, 2, 2) / 4, Offset.offset(1e-3));
    assertThat(picture.around(0, 0, 6, 0, 3).sum(0, 1, part.stride))
        .isCloseTo(sum(values, 0, 0, 2, 2) / 4, Offset.offset(1e-3));
  }

  @Test
  void aFileThatIsNoCascadeIsRejected() {
    assertThatThrownBy(() -> read("no XML"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("Haar cascade");
    assertThatThrownBy(() -> read(CASCADE.replace("<tilted>0", "<tilted>1")))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("tilted");
    assertThatThrownBy(() -> read(CASCADE.replace("stage_threshold", "other")))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("<stage_threshold>");
    assertThatThrownBy(() -> CascadeReader.resource("no/such.xml"))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("no/such.xml");
  }
}
