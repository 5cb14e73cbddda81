package io.cdmaa.image;

import io.cdmaa.CdmaaException;

/**
 * How much of a photo a generator was trained to see: a square in the middle, as PyTorch's {@code
 * CenterCrop} cuts it. StarGAN takes 178 of the 178 columns of CelebA's aligned photos (178 wide,
 * 218 high), AttGAN and STGAN take 170 of them. Photos of other sizes are taken in proportion to
 * their shorter side.
 *
 * @param size side of the square
 * @param of the shorter side of the photo that it is cut from, in the same unit
 */
public record CentreCrop(int size, int of) {
  /** Refuses squares that do not fit. */
  public CentreCrop {
    if (size < 1 || of < size) {
      throw new CdmaaException(
          "the crop of "
              + size
              + " of "
              + of
              + " pixels does not fit; give a size of at least 1 and at most 'of', e.g. {size: 170,"
              + " of: 178}");
    }
  }

  /** The square in a photo, in whole pixels and at least 1 of them. */
  public Crop in(int photoWidth, int photoHeight) {
    int shorter = Math.min(photoWidth, photoHeight);
    int side = Math.max(1, (int) Math.round((double) shorter * size / of));
    int x = (int) Math.round((photoWidth - side) / 2.0);
    int y = (int) Math.round((photoHeight - side) / 2.0);
    return new Crop(x, y, side, side);
  }
}
