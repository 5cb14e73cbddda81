package io.cdmaa.cli;

import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What the generators see of a photo.
 *
 * @param text {@code centre}, {@code whole} or {@code x,y,w,h}
 */
record CropChoice(String text) {
  private static final Pattern RECTANGLE = Pattern.compile("\\d+(\\s*,\\s*\\d+){3}");

  /** The rectangle in a photo. */
  Crop in(Photo photo) {
    return Crop.named(text, photo.width(), photo.height());
  }

  /** Reads the option. */
  static final class Converter implements ITypeConverter<CropChoice> {
    @Override
    public CropChoice convert(String value) {
      String text = value.strip().toLowerCase(Locale.ROOT);
      if (text.equals("center")) {
        return new CropChoice("centre");
      }
      if (text.equals("centre") || text.equals("whole") || RECTANGLE.matcher(text).matches()) {
        return new CropChoice(text.replaceAll("\\s", ""));
      }
      throw new TypeConversionException(
          "'" + value + "' is none of centre, whole and x,y,w,h in pixels");
    }
  }
}
