package io.cdmaa.transform;

import io.cdmaa.image.Photo;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * Crops some pixels from each side and resizes the rest bilinearly to the photo's size. At least
 * one pixel remains if the photo is too small.
 *
 * @param left columns cropped
 * @param top rows cropped
 * @param right columns cropped
 * @param bottom rows cropped
 */
public record CropJitter(int left, int top, int right, int bottom) implements Transform {
  /**
   * Validates the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public CropJitter {
    if (Math.min(Math.min(left, top), Math.min(right, bottom)) < 0) {
      throw new IllegalArgumentException(
          "a cut of " + left + ", " + top + ", " + right + ", " + bottom);
    }
  }

  /**
   * The remaining part of one side.
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
