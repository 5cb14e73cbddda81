package io.cdmaa.transform;

import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;

/**
 * The part of a photo that a transform applies to.
 *
 * @param channels 1 for grey, 3 for RGB
 * @param height rows, at least 1
 * @param width columns, at least 1
 * @param left its first column in the whole photo, where the blocks of a codec begin
 * @param top its first row in the whole photo
 */
public record Frame(int channels, int height, int width, int left, int top) {
  /**
   * Validates the sizes.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public Frame {
    if ((channels != 1 && channels != 3) || height < 1 || width < 1 || left < 0 || top < 0) {
      throw new IllegalArgumentException(
          "no part of a photo: "
              + channels
              + ", "
              + height
              + ", "
              + width
              + ", "
              + left
              + ", "
              + top);
    }
  }

  /** Returns the frame of a crop. */
  public static Frame of(Photo photo, Crop crop) {
    return new Frame(photo.channels(), crop.height(), crop.width(), crop.x(), crop.y());
  }

  /** Returns the frame of a whole photo. */
  public static Frame whole(int channels, int height, int width) {
    return new Frame(channels, height, width, 0, 0);
  }
}
