package io.cdmaa.image;

import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * Which of several overlapping crops may change a pixel: the one whose middle is nearest, measured
 * in sides of the crop. So each pixel is changed for one crop only, and the budget is not exceeded.
 */
public final class CropShare {
  private CropShare() {}

  /**
   * Returns the pixels of one of the crops that are its own.
   *
   * @param index of the crop; of crops that are equally near, the first one owns a pixel
   * @return [1, height, width] of the crop, 1 for its own pixels and 0 for those of others
   */
  public static FloatTensor of(List<Crop> crops, int index) {
    Crop crop = crops.get(index);
    FloatTensor own = FloatTensor.zeros(1, crop.height(), crop.width());
    for (int row = 0; row < crop.height(); row++) {
      for (int column = 0; column < crop.width(); column++) {
        int owner = owner(crops, crop.x() + column, crop.y() + row);
        own.set(row * crop.width() + column, owner == index ? 1 : 0);
      }
    }
    return own;
  }

  private static int owner(List<Crop> crops, int x, int y) {
    int nearest = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < crops.size(); i++) {
      double distance = distance(crops.get(i), x, y);
      if (distance < least) {
        least = distance;
        nearest = i;
      }
    }
    return nearest;
  }

  private static double distance(Crop crop, int x, int y) {
    boolean inside =
        x >= crop.x()
            && y >= crop.y()
            && x < crop.x() + crop.width()
            && y < crop.y() + crop.height();
    return inside
        ? Math.hypot(
            (x + .5 - crop.x()) / crop.width() - .5, (y + .5 - crop.y()) / crop.height() - .5)
        : Double.POSITIVE_INFINITY;
  }
}
