package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rectangle of a photo that the generators see, in pixels from the top left corner of the
 * upright photo. Pixels outside it are not changed.
 *
 * @param x the leftmost column
 * @param y the topmost row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
public record Crop(int x, int y, int width, int height) {
  private static final Pattern FOUR_NUMBERS =
      Pattern.compile(
          "\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*");

  /** Checks that the corner is not negative and the sides are positive. */
  public Crop {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "not a rectangle: " + x + "," + y + "," + width + "," + height);
    }
  }

  /** Returns the largest centred square of a photo; an odd remainder goes right and below. */
  public static Crop centreSquare(int photoWidth, int photoHeight) {
    int side = Math.min(photoWidth, photoHeight);
    return new Crop((photoWidth - side) / 2, (photoHeight - side) / 2, side, side);
  }

  /** Returns the crop as {@link #parse} reads it: {@code x,y,w,h}. */
  public String text() {
    return x + "," + y + "," + width + "," + height;
  }

  /** Returns the whole photo as a crop. */
  public static Crop whole(int photoWidth, int photoHeight) {
    return new Crop(0, 0, photoWidth, photoHeight);
  }

  /**
   * Parses a crop or the name of one.
   *
   * @param name {@code centre}, {@code whole} or {@code x,y,w,h} in pixels
   * @throws CdmaaException if it is none of these or exceeds the photo
   */
  public static Crop named(String name, int photoWidth, int photoHeight) {
    return switch (name) {
      case "centre" -> centreSquare(photoWidth, photoHeight);
      case "whole" -> whole(photoWidth, photoHeight);
      default -> parse(name, photoWidth, photoHeight);
    };
  }

  /**
   * Parses a crop.
   *
   * @param text {@code x,y,w,h} in pixels
   * @throws CdmaaException if it is not four such numbers, is empty or exceeds the photo
   */
  public static Crop parse(String text, int photoWidth, int photoHeight) {
    Matcher numbers = FOUR_NUMBERS.matcher(text);
    if (!numbers.matches()) {
      throw new CdmaaException(
          ErrorReason.CROP,
          ("The crop '%s' is not four whole numbers; write x,y,w,h in pixels inside"
                  + " the photo's %d x %d")
              .formatted(text, photoWidth, photoHeight));
    }
    int x = Integer.parseInt(numbers.group(1));
    int y = Integer.parseInt(numbers.group(2));
    int width = Integer.parseInt(numbers.group(3));
    int height = Integer.parseInt(numbers.group(4));
    if (width == 0 || height == 0) {
      throw new CdmaaException(
          ErrorReason.CROP,
          ("The crop '%s' is empty; give it a width and height of at least 1 inside"
                  + " the photo's %d x %d pixels")
              .formatted(text, photoWidth, photoHeight));
    }
    Crop crop = new Crop(x, y, width, height);
    if (!crop.fits(photoWidth, photoHeight)) {
      throw new CdmaaException(
          ErrorReason.CROP,
          ("The crop '%s' exceeds the photo, which measures %d x %d pixels; choose x +"
                  + " w <= %d and y + h <= %d")
              .formatted(text, photoWidth, photoHeight, photoWidth, photoHeight));
    }
    return crop;
  }

  /** Returns whether the rectangle is within a photo of this size. */
  public boolean fits(int photoWidth, int photoHeight) {
    return (long) x + width <= photoWidth && (long) y + height <= photoHeight;
  }

  /**
   * Returns the pixels in the rectangle.
   *
   * @param pixels [C, H, W]
   * @return a new tensor [C, height, width]
   */
  public FloatTensor extract(FloatTensor pixels) {
    long[] shape = checked(pixels);
    FloatTensor part = FloatTensor.zeros(shape[0], height, width);
    FloatBuffer from = pixels.buffer();
    FloatBuffer to = part.buffer();
    for (int row = 0; row < shape[0] * height; row++) {
      to.put(row * width, from, offset(shape, row), width);
    }
    return part;
  }

  /**
   * Returns a copy of a photo with the pixels in the rectangle replaced.
   *
   * @param pixels [C, H, W], not modified
   * @param crop [C, height, width]
   * @return a new tensor [C, H, W]: the crop inside, the given pixels outside
   */
  public FloatTensor paste(FloatTensor pixels, FloatTensor crop) {
    long[] shape = checked(pixels);
    if (!Arrays.equals(crop.shape(), new long[] {shape[0], height, width})) {
      throw new IllegalArgumentException(crop + " does not fill " + this + " of " + pixels);
    }
    FloatTensor result = pixels.copy();
    FloatBuffer from = crop.buffer();
    FloatBuffer to = result.buffer();
    for (int row = 0; row < shape[0] * height; row++) {
      to.put(offset(shape, row), from, row * width, width);
    }
    return result;
  }

  /** Returns the offset in the photo of a crop's row, counted through all channels. */
  private int offset(long[] shape, int row) {
    int channel = row / height;
    int photoRow = y + row % height;
    return Math.toIntExact((channel * shape[1] + photoRow) * shape[2] + x);
  }

  private long[] checked(FloatTensor pixels) {
    long[] shape = pixels.shape();
    if (shape.length != 3 || !fits((int) shape[2], (int) shape[1])) {
      throw new IllegalArgumentException(this + " does not fit " + pixels);
    }
    return shape;
  }
}
