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
 * Writes photos atomically (see {@link AtomicFile}). A photo with anything that the format cannot
 * represent is rejected, nothing is dropped silently; the exception is JPEG, which is lossy anyway
 * and stores a 16-bit photo at 8 bits. Immutable and thread-safe.
 */
public final class PhotoWriter {

  /** Creates a writer. */
  public PhotoWriter() {}

  /**
   * Writes a photo. Samples are rounded to the nearest level of the photo's bit depth, which is the
   * identity for results of {@link Quantizer}.
   *
   * @param photo pixels in [-1, 1]
   * @param target the file; an existing one is replaced
   * @param format the format, with its default quality, whatever the target's extension
   * @throws CdmaaException if the format cannot represent the photo or the file cannot be written
   */
  public void write(Photo photo, Path target, OutputFormat format) {
    try (AtomicFile.Prepared file = prepare(photo, target, Encoding.of(format))) {
      file.commit();
    }
  }

  /**
   * Writes a photo under a temporary name; see {@link AtomicFile#prepare}.
   *
   * @throws CdmaaException as {@link #write} does
   */
  public AtomicFile.Prepared prepare(Photo photo, Path target, Encoding encoding) {
    requireRoomFor(photo, target, encoding.format());
    try {
      return AtomicFile.prepare(target, stream -> Encoder.encode(photo, encoding, stream));
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
   * @throws CdmaaException if the format cannot represent the photo
   */
  public byte[] encode(Photo photo, OutputFormat format) {
    requireRoomFor(photo, Path.of("a file in memory"), format);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      Encoder.encode(photo, Encoding.of(format), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Encodes a photo as a JPEG in memory as a platform that serves it would: without profile and
   * transparency.
   *
   * @param quality 1 to 100
   * @param halvedChroma whether the colour planes have half as many rows and columns
   */
  public byte[] encodeJpeg(Photo photo, int quality, boolean halvedChroma) {
    return inMemory(() -> Encoder.jpeg(opaque(photo), quality / 100f, halvedChroma));
  }

  /**
   * Encodes a photo as a lossy WebP in memory as a platform that serves it would: without profile
   * and transparency, 8 bits per sample, grey as colour.
   *
   * @param quality 1 to 100
   */
  public byte[] encodeWebp(Photo photo, int quality) {
    return inMemory(() -> Encoder.webp(opaque(photo), quality / 100f));
  }

  private static Photo opaque(Photo photo) {
    return new Photo(photo.pixels(), Optional.empty(), photo.bitDepth(), Optional.empty());
  }

  @FunctionalInterface
  private interface Codec {
    byte[] encode() throws IOException;
  }

  private static byte[] inMemory(Codec codec) {
    try {
      return codec.encode();
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory does not fail", e);
    }
  }

  /**
   * Checks, before any work is done, that a format can represent a photo.
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
