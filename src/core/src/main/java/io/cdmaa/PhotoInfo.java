package io.cdmaa;

import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.PhotoSize;
import io.cdmaa.image.PictureFile;
import io.cdmaa.image.ReadLimits;
import java.nio.file.Path;

/**
 * What the header of a photo file says.
 *
 * @param format JPEG, PNG, BMP, TIFF or WebP
 * @param width pixels along a row of the upright photo
 * @param height pixels along a column of the upright photo
 */
public record PhotoInfo(String format, int width, int height) {
  /**
   * Reads the header of a photo without decoding it.
   *
   * @param file the content of the file
   * @param name the photo's name in messages
   * @throws CdmaaException if it is not a photo that can be read, is larger than 64 megapixels or
   *     20,000 pixels a side, or is recognisably truncated
   */
  public static PhotoInfo of(byte[] file, String name) {
    PhotoSize size = new PhotoReader(ReadLimits.DEFAULT).size(file, Path.of(name));
    return new PhotoInfo(size.format(), size.width(), size.height());
  }

  /** Returns whether a file name has the extension of a format that is read. */
  public static boolean isNamedAsPhoto(String name) {
    return PictureFile.isNamedAsPhoto(Path.of(name));
  }
}
