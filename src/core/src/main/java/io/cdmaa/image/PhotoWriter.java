package io.cdmaa.image;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.io.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes photos, each wholly or not at all (see {@link AtomicFile}). What a format cannot hold is
 * refused, not dropped, except that JPEG, lossy by nature, takes a 16-bit photo at 8 bits.
 * Immutable and safe for use by several threads.
 */
public final class PhotoWriter {

  /** A writer. */
  public PhotoWriter() {}

  /**
   * Writes a photo. Samples are rounded to the nearest level of the photo's bit depth, which is the
   * identity for what {@link Quantizer} returns.
   *
   * @param photo pixels in [-1, 1]
   * @param target the file; an existing one is replaced
   * @param format the encoding, whatever the target's extension is
   * @throws CdmaaException if the format cannot hold the photo or the file cannot be written
   */
  public void write(Photo photo, Path target, OutputFormat format) {
    try (AtomicFile.Prepared file = prepare(photo, target, format)) {
      file.commit();
    }
  }

  /**
   * Writes a photo that does not have its name yet; see {@link AtomicFile#prepare}.
   *
   * @throws CdmaaException as {@link #write} does
   */
  public AtomicFile.Prepared prepare(Photo photo, Path target, OutputFormat format) {
    requireRoomFor(photo, target, format);
    try {
      return AtomicFile.prepare(target, stream -> Encoder.encode(photo, format, stream));
    } catch (OutOfMemoryError e) {
      throw new CdmaaException(
          ErrorReason.MEMORY,
          target,
          "The output %s needs more memory than there is; give Java more (-Xmx)".formatted(target),
          e);
    }
  }

  /**
   * Encodes a photo as a file in memory; see {@link #write}.
   *
   * @throws CdmaaException if the format cannot hold the photo
   */
  public byte[] encode(Photo photo, OutputFormat format) {
    requireRoomFor(photo, Path.of("a file in memory"), format);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Encoder.encode(photo, format, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Encodes a photo as a JPEG in memory, as a program would that serves it: without profile and
   * transparency.
   *
   * @param quality 1 to 100
   * @param halvedChroma whether the colour planes have half as many rows and columns
   */
  public byte[] encodeJpeg(Photo photo, int quality, boolean halvedChroma) {
    Photo opaque = new Photo(photo.pixels(), Optional.empty(), photo.bitDepth(), Optional.empty());
    try {
      return Encoder.jpeg(opaque, quality / 100f, halvedChroma);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
  }

  /**
   * Refuses a photo that a format cannot hold, before any work is spent on it.
   *
   * @throws CdmaaException naming what would be lost
   */
  public void requireRoomFor(Photo photo, Path target, OutputFormat format) {
    String unsupported = null;
    if (photo.alpha().isPresent() && (format == OutputFormat.JPEG || format == OutputFormat.BMP)) {
      unsupported = "transparency";
    } else if (format == OutputFormat.BMP && photo.bitDepth() == 16) {
      unsupported = "16 bits per sample";
    } else if (format == OutputFormat.BMP && photo.iccProfile().isPresent()) {
      unsupported = "an ICC profile";
    }
    if (unsupported != null) {
      throw new CdmaaException(
          ErrorReason.OUTPUT,
          "The photo has %s, which %s cannot keep in %s; write PNG or TIFF instead"
              .formatted(unsupported, format, target));
    }
  }
}
