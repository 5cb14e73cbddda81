package io.cdmaa.transform;

import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * Some pixels cut off at each side, and the rest resized to the photo's size bilinearly. Of a photo
 * too small for that at least one pixel is left.
 *
 * @param left columns cut off
 * @param top rows cut off
 * @param right columns cut off
 * @param bottom rows cut off
 */
public record CropJitter(int left, int top, int right, int bottom) implements Transform {
  /** Checks that nothing is negative. */
  public CropJitter {
    if (Math.min(Math.min(left, top), Math.min(right, bottom)) < 0) {
      throw new IllegalArgumentException(
          "a cut of " + left + ", " + top + ", " + right + ", " + bottom);
    }
  }

  /**
   * What is left of one side.
   *
   * @param start the first pixel
   * @param length at least 1
   */
  record Rest(int start, int length) {
    static Rest of(int side, int before, int after) {
      int start = Math.min(before, side - 1);
      return new Rest(start, Math.max(1, side - start - after));
    }
  }

  Rest columns(int width) {
    return Rest.of(width, left, right);
  }

  Rest rows(int height) {
    return Rest.of(height, top, bottom);
  }

  @Override
  public String text() {
    return "crop:" + Math.max(Math.max(left, top), Math.max(right, bottom));
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.cropped(photo, this);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(
        PlanesStage.of(
            matrix(rows(frame.height()), frame.height()),
            matrix(columns(frame.width()), frame.width())));
  }

  private static FloatTensor matrix(Rest rest, int side) {
    FloatTensor resize = Filters.matrix(Resize.Filter.BILINEAR, rest.length(), side);
    FloatTensor matrix = FloatTensor.zeros(side, side);
    for (int row = 0; row < side; row++) {
      for (int i = 0; i < rest.length(); i++) {
        matrix.set(row * side + rest.start() + i, resize.get(row * rest.length() + i));
      }
    }
    return matrix;
  }
}
