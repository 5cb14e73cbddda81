package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** Converts photos from and to Java's own images, sample by sample, without changing values. */
public final class PhotoImages {
  private PhotoImages() {}

  /**
   * Returns an image as a photo. Colour spaces other than grey and RGB are converted to sRGB, as
   * with files.
   *
   * @param image not modified
   * @throws CdmaaException if its samples have more than 16 bits or are not integers
   */
  public static Photo toPhoto(BufferedImage image) {
    Header header =
        new Header(image.getWidth(), image.getHeight(), Orientation.UPRIGHT, profile(image));
    try {
      return PhotoAssembler.assemble(separate(image), header);
    } catch (MalformedFileException e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          "The image " + e.getMessage() + "; convert it to 8 or 16 bits per sample first",
          e);
    }
  }

  /** Returns an image whose samples may be divided by alpha without changing the caller's. */
  private static BufferedImage separate(BufferedImage image) {
    return image.isAlphaPremultiplied()
        ? new BufferedImage(image.getColorModel(), image.copyData(null), true, null)
        : image;
  }

  private static Optional<IccProfile> profile(BufferedImage image) {
    ColorSpace space = image.getColorModel().getColorSpace();
    boolean plain = space.isCS_sRGB() || space.equals(ColorSpace.getInstance(ColorSpace.CS_GRAY));
    return !plain && space instanceof ICC_ColorSpace named
        ? IccProfile.of(named.getProfile().getData())
        : Optional.empty();
  }

  /**
   * Returns a photo as an image, of one of Java's standard types if one fits.
   *
   * @return a new image with the photo's samples, transparency and colour space
   */
  public static BufferedImage toImage(Photo photo) {
    return Encoder.toImage(photo);
  }
}
