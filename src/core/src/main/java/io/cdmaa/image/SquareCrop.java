package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a photo that a generator was trained on: a square, by default centred, as with
 * PyTorch's {@code CenterCrop}. Of CelebA's aligned photos (178 wide, 218 high) StarGAN uses the
 * central 178 columns, and the PyTorch ports of AttGAN and STGAN the central 170. The TensorFlow
 * originals use 170 from column 3 and row 26, which is 3 from the left and 6 from the top of the
 * photo's largest centred square. For photos of other sizes the crop is in proportion to the
 * shorter side.
 *
 * @param size side of the square
 * @param of the shorter side of the photo that it is cropped from, in the same unit
 * @param left columns between the left of the largest centred square and this one, in the same
 *     unit; centred if empty
 * @param top rows between the tops of the two; centred if empty
 */
public record SquareCrop(int size, int of, Optional<Integer> left, Optional<Integer> top) {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,6})/(\\d{1,6})(?:\\+(\\d{1,6})\\+(\\d{1,6}))?");

  /**
   * Checks that the square fits.
   *
   * @throws CdmaaException if it does not
   */
  public SquareCrop {
    if (size < 1 || of < size) {
      throw new CdmaaException(
          ErrorReason.CROP,
          "the crop of "
              + size
              + " of "
              + of
              + " pixels does not fit; give a size of at least 1 and at most 'of', e.g. {size: 170,"
              + " of: 178}");
    }
    requireRoom("left", left, of - size);
    requireRoom("top", top, of - size);
  }

  private static void requireRoom(String side, Optional<Integer> offset, int room) {
    if (offset.isPresent() && (offset.get() < 0 || offset.get() > room)) {
      throw new CdmaaException(
          ErrorReason.CROP,
          "the crop's "
              + side
              + " of "
              + offset.get()
              + " exceeds the photo's square; give one from 0 to "
              + room
              + ", or leave it out to centre the crop");
    }
  }

  /** Returns a centred square. */
  public static SquareCrop centred(int size, int of) {
    return new SquareCrop(size, of, Optional.empty(), Optional.empty());
  }

  /**
   * Parses a crop.
   *
   * @param text {@code SIZE/OF} or {@code SIZE/OF+LEFT+TOP}
   * @throws CdmaaException if it is neither, or does not fit
   */
  public static SquareCrop parse(String text) {
    Matcher numbers = TEXT.matcher(text);
    if (!numbers.matches()) {
      throw new CdmaaException(
          ErrorReason.CROP,
          "The crop '"
              + text
              + "' is not SIZE/OF or SIZE/OF+LEFT+TOP; write, e.g., 170/178 or 170/178+3+6");
    }
    return new SquareCrop(
        Integer.parseInt(numbers.group(1)),
        Integer.parseInt(numbers.group(2)),
        Optional.ofNullable(numbers.group(3)).map(Integer::valueOf),
        Optional.ofNullable(numbers.group(4)).map(Integer::valueOf));
  }

  /** Returns the square in a photo, in whole pixels and at least 1 of them. */
  public Crop in(int photoWidth, int photoHeight) {
    Crop middle = Crop.centreSquare(photoWidth, photoHeight);
    int side = Math.max(1, scaled(size, middle));
    return new Crop(
        left.map(l -> middle.x() + Math.min(scaled(l, middle), middle.width() - side))
            .orElse(centred(photoWidth - side)),
        top.map(t -> middle.y() + Math.min(scaled(t, middle), middle.height() - side))
            .orElse(centred(photoHeight - side)),
        side,
        side);
  }

  private int scaled(int length, Crop middle) {
    return (int) Math.round((double) middle.width() * length / of);
  }

  private static int centred(int rest) {
    return (int) Math.round(rest / 2.0);
  }
}
