package io.cdmaa;

import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.image.PhotoWriter;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * A protected photo with its verdict. It has the original's size, bit depth, transparency and ICC
 * profile. Immutable.
 */
public final class ProtectedPhoto {
  private final Photo photo;
  private final Verdict verdict;
  private final Outcome outcome;

  ProtectedPhoto(Photo photo, Verdict verdict, Outcome outcome) {
    this.photo = photo;
    this.verdict = verdict;
    this.outcome = outcome;
  }

  /**
   * The photo as an image; each call makes a new one.
   *
   * @return grey, RGB or RGBA in the original's colour space, of 8 or 16 bits per sample
   */
  public BufferedImage image() {
    return PhotoImages.toImage(photo);
  }

  /**
   * The photo as a file in memory. PNG and TIFF keep every value; JPEG is lossy and changes the
   * photo again, which the verdict does not know of.
   *
   * @param format {@code png}, {@code jpeg}, {@code tiff} or {@code bmp}
   * @throws CdmaaException if there is no such format, or it cannot hold the photo
   */
  public byte[] bytes(String format) {
    return new PhotoWriter().encode(photo, OutputFormat.of(Path.of("photo." + format)));
  }

  /**
   * Writes the photo, wholly or not at all; see {@link #bytes}.
   *
   * @param file its extension says the format; an existing file is replaced
   * @throws CdmaaException if the format cannot hold the photo or the file cannot be written
   */
  public void write(Path file) {
    new PhotoWriter().write(photo, file, OutputFormat.of(file));
  }

  /** What the protected photo does to the generators. */
  public Verdict verdict() {
    return verdict;
  }

  /** What the verdict comes to: {@link Outcome#PROTECTED} if all fakes are broken. */
  public Outcome outcome() {
    return outcome;
  }
}
