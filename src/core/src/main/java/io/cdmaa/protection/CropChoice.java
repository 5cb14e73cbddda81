package io.cdmaa.protection;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The region of a photo that the generators process.
 *
 * @param text {@code centre}, {@code whole} or {@code x,y,w,h} in pixels
 */
public record CropChoice(String text) {
  /** The largest centred square. */
  public static final CropChoice CENTRE = new CropChoice("centre");

  /** The whole photo. */
  public static final CropChoice WHOLE = new CropChoice("whole");

  private static final Pattern RECTANGLE = Pattern.compile("\\d+(\\s*,\\s*\\d+){3}");

  /**
   * Normalises the text.
   *
   * @throws CdmaaException if it is none of these
   */
  public CropChoice {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.equals("center")) {
      plain = "centre";
    }
    if (!plain.equals("centre") && !plain.equals("whole") && !RECTANGLE.matcher(plain).matches()) {
      throw new CdmaaException(
          ErrorReason.CROP, "'" + text + "' is none of centre, whole and x,y,w,h in pixels");
    }
    text = plain.replaceAll("\\s", "");
  }

  /**
   * Returns the rectangle in a photo.
   *
   * @throws CdmaaException if it extends beyond the photo
   */
  public Crop in(Photo photo) {
    return Crop.named(text, photo.width(), photo.height());
  }
}
