package io.cdmaa;

import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoImages;
import io.cdmaa.image.PhotoWriter;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A protected photo and its verdict. It has the original's size, bit depth, transparency and ICC
 * profile. Immutable.
 */
public final class ProtectedPhoto {
  private final Photo photo;
  private final Verdict verdict;
  private final Outcome outcome;
  private final Optional<Evidence> evidence;

  ProtectedPhoto(Photo photo, Verdict verdict, Outcome outcome, Optional<Evidence> evidence) {
    this.photo = photo;
    this.verdict = verdict;
    this.outcome = outcome;
    this.evidence = evidence;
  }

  /**
   * Returns the photo as a new image.
   *
   * @return grey, RGB or RGBA in the original's colour space, with 8 or 16 bits per sample
   */
  public BufferedImage image() {
    return PhotoImages.toImage(photo);
  }

  /**
   * Encodes the photo as a file in memory. PNG and TIFF preserve every value; JPEG is lossy and
   * changes the photo again, which the verdict does not include.
   *
   * @param format {@code png}, {@code jpeg}, {@code tiff} or {@code bmp}
   * @throws CdmaaException if the format is unknown or cannot hold the photo
   */
  public byte[] bytes(String format) {
    return new PhotoWriter().encode(photo, OutputFormat.of(Path.of("photo." + format)));
  }

  /**
   * Writes the photo atomically; see {@link #bytes}.
   *
   * @param file its extension determines the format; an existing file is replaced
   * @throws CdmaaException if the format cannot hold the photo or the file cannot be written
   */
  public void write(Path file) {
    new PhotoWriter().write(photo, file, OutputFormat.of(file));
  }

  /** Returns the effect of the protected photo on the generators. */
  public Verdict verdict() {
    return verdict;
  }

  /** Returns the outcome by the verdict: {@link Outcome#PROTECTED} if all fakes are broken. */
  public Outcome outcome() {
    return outcome;
  }

  /**
   * Returns what the generators make of the original and of the protected photo, in the order of
   * generators and domains.
   *
   * @throws IllegalStateException if the fakes were not kept; see {@link PhotoOptions#keepFakes}
   */
  public List<FakePair> fakes() {
    return evidence().fakes();
  }

  /**
   * Returns a page (HTML, one file without scripts) that shows the photo before and after, and its
   * fakes.
   *
   * @param name the photo's name on the page
   * @throws IllegalStateException if the fakes were not kept; see {@link PhotoOptions#keepFakes}
   */
  public String report(String name) {
    return evidence().report(name, outcome);
  }

  private Evidence evidence() {
    return evidence.orElseThrow(
        () -> new IllegalStateException("the fakes were not kept; ask for them in PhotoOptions"));
  }
}
