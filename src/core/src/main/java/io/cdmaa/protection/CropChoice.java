package io.cdmaa.protection;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What the generators see of a photo.
 *
 * @param text {@code centre}, {@code whole} or {@code x,y,w,h} in pixels
 */
public record CropChoice(String text) {
  /** The largest square in the middle. */
  public static final CropChoice CENTRE = new CropChoice("centre");

  /** The whole photo. */
  public static final CropChoice WHOLE = new CropChoice("whole");

  private static final Pattern RECTANGLE = Pattern.compile("\\d+(\\s*,\\s*\\d+){3}");

  /**
   * Brings the text into its plain form.
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
   * The rectangle in a photo.
   *
   * @throws CdmaaException if it leaves the photo
   */
  public Crop in(Photo photo) {
    return Crop.named(text, photo.width(), photo.height());
  }
}
