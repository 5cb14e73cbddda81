package io.cdmaa.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CropShareTest {
  private static final List<Crop> CROPS =
      List.of(new Crop(0, 0, 10, 10), new Crop(6, 2, 10, 10), new Crop(30, 0, 4, 4));

  @Test
  void everyPixelOfACropBelongsToExactlyOne() {
    int[][] owners = new int[20][40];
    for (int i = 0; i < CROPS.size(); i++) {
      Crop crop = CROPS.get(i);
      FloatTensor own = CropShare.of(CROPS, i);
      for (int p = 0; p < own.size(); p++) {
        owners[crop.y() + p / crop.width()][crop.x() + p % crop.width()] += (int) own.get(p);
      }
    }
    for (int y = 0; y < 20; y++) {
      for (int x = 0; x < 40; x++) {
        int column = x;
        int row = y;
        boolean inside =
            CROPS.stream()
                .anyMatch(
                    c ->
                        column >= c.x()
                            && row >= c.y()
                            && column < c.x() + c.width()
                            && row < c.y() + c.height());
        assertThat(owners[y][x]).isEqualTo(inside ? 1 : 0);
      }
    }
  }

  @Test
  void thePixelsNearACropsMiddleAreItsOwn() {
    assertThat(CropShare.of(CROPS, 0).get(5 * 10 + 5)).isEqualTo(1);
    assertThat(CropShare.of(CROPS, 0).get(9 * 10 + 9)).isZero();
    assertThat(CropShare.of(CROPS, 1).get(5 * 10 + 5)).isEqualTo(1);
  }
}
