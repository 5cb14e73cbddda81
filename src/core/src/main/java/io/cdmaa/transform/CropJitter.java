package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Photo;
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
  public String inWords() {
    return "cropped by up to " + Math.max(Math.max(left, top), Math.max(right, bottom)) + " pixels";
  }

  @Override
  public void requireRoom(int height, int width) {
    if (top + bottom >= height || left + right >= width) {
      throw new CdmaaException(
          ErrorReason.SETTING,
          "The transform %s leaves nothing of a photo of %d x %d pixels; crop at most %d at each side"
              .formatted(text(), width, height, (Math.min(height, width) - 1) / 2));
    }
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.cropped(photo, this);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(
        PlanesStage.of(
            frame,
            enlarged(rows(frame.height()), frame.height()),
            enlarged(columns(frame.width()), frame.width())));
  }

  /** Returns the map of an axis to the rest of it at full length. */
  static AxisMap enlarged(Rest rest, int side) {
    return AxisMap.resize(Resize.Filter.BILINEAR, rest.length(), side).shifted(rest.start(), side);
  }
}
