package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CropTest {

  @Test
  void centreSquareTakesTheMiddleOfTheLongerSide() {
    assertThat(Crop.centreSquare(10, 4)).isEqualTo(new Crop(3, 0, 4, 4));
    assertThat(Crop.centreSquare(4, 9)).isEqualTo(new Crop(0, 2, 4, 4));
    assertThat(Crop.centreSquare(7, 7)).isEqualTo(Crop.whole(7, 7));
  }

  @Test
  void aCropIsReadAsItIsWritten() {
    assertThat(Crop.parse(" 1, 2,3 ,4", 10, 10)).isEqualTo(new Crop(1, 2, 3, 4));
    assertThat(Crop.parse("0,0,10,20", 10, 20)).isEqualTo(Crop.whole(10, 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1,2,3", "1,2,3,4,5", "a,b,c,d", "-1,0,3,3", "1.5,0,3,3", "9999999999,0,1,1"})
  void whatIsNotFourWholeNumbersIsRefusedWithThePhotosSize(String text) {
    assertThatThrownBy(() -> Crop.parse(text, 40, 30))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("x,y,w,h")
        .hasMessageContaining("40 x 30");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0,0,41,30", "1,0,40,30", "0,1,1,30", "40,0,1,1", "999999999,0,999999999,1"})
  void aCropThatLeavesThePhotoIsRefusedWithThePhotosSize(String text) {
    assertThatThrownBy(() -> Crop.parse(text, 40, 30))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("40 x 30");
  }

  @Test
  void anEmptyCropIsRefused() {
    assertThatThrownBy(() -> Crop.parse("1,1,0,5", 40, 30))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("empty")
        .hasMessageContaining("40 x 30");
  }

  @Test
  void extractCutsEachChannelAtTheSamePlace() {
    FloatTensor pixels = counting(2, 3, 4);
    FloatTensor part = new Crop(1, 1, 2, 2).extract(pixels);
    assertThat(part.shape()).containsExactly(2, 2, 2);
    assertThat(part.toArray()).containsExactly(5, 6, 9, 10, 17, 18, 21, 22);
  }

  @Test
  void pasteReturnsANewTensorAndLeavesTheOutsideAsItWas() {
    FloatTensor pixels = counting(1, 3, 3);
    Crop crop = new Crop(1, 0, 2, 2);
    FloatTensor pasted = crop.paste(pixels, FloatTensor.of(new float[] {-1, -2, -3, -4}, 1, 2, 2));
    assertThat(pasted.toArray()).containsExactly(0, -1, -2, 3, -3, -4, 6, 7, 8);
    assertThat(pixels.toArray()).containsExactly(counting(1, 3, 3).toArray());
  }

  @Property(tries = 100)
  void pastingWhatWasExtractedChangesNothing(
      @ForAll @IntRange(min = 1, max = 9) int width,
      @ForAll @IntRange(min = 1, max = 9) int height,
      @ForAll @IntRange(min = 0, max = 8) int x,
      @ForAll @IntRange(min = 0, max = 8) int y) {
    Crop crop = new Crop(x % width, y % height, width - x % width, height - y % height);
    FloatTensor pixels = counting(3, height, width);
    assertThat(crop.paste(pixels, crop.extract(pixels)).toArray())
        .containsExactly(pixels.toArray());
  }

  @Test
  void aCropThatDoesNotFitTheTensorIsABug() {
    Crop crop = new Crop(1, 1, 3, 3);
    assertThatThrownBy(() -> crop.extract(counting(1, 3, 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> crop.paste(counting(1, 4, 4), counting(1, 2, 2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Crop(0, 0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static FloatTensor counting(int channels, int height, int width) {
    FloatTensor tensor = FloatTensor.zeros(channels, height, width);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.set(i, i);
    }
    return tensor;
  }
}
