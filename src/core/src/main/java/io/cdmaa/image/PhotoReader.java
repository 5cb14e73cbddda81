package io.cdmaa.image;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.io.FileNames;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads JPEG, PNG, BMP, TIFF and WebP photos. The format is determined by the content, not the file
 * name; the first image is read if a file has several. The file is not changed. Immutable and
 * thread-safe.
 */
public final class PhotoReader {
  /** Larger than any uncompressed photo within the default limits. */
  private static final long MAX_FILE_BYTES = 1L << 30;

  private final ReadLimits limits;

  /**
   * Creates a reader.
   *
   * @param limits larger photos are rejected before decoding
   */
  public PhotoReader(ReadLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads a photo and turns it upright.
   *
   * @param file the photo
   * @return its planes in [-1, 1] with transparency, bit depth and ICC profile
   * @throws CdmaaException if the file is missing, not a photo, too large, truncated or damaged
   */
  public Photo read(Path file) {
    return read(bytes(file), file);
  }

  /**
   * Reads a photo that is already in memory and turns it upright.
   *
   * @param bytes the content of a file
   * @param file the name in messages
   * @return its planes in [-1, 1] with transparency, bit depth and ICC profile
   * @throws CdmaaException if it is not a photo, too large, truncated or damaged
   */
  public Photo read(byte[] bytes, Path file) {
    FileType type = FileType.of(bytes).orElseThrow(() -> notRead(file, bytes));
    return guarded(type, file, () -> decode(type, bytes, file));
  }

  /**
   * Reads only the header of a photo that is already in memory.
   *
   * @param bytes the content of a file
   * @param file the name in messages
   * @throws CdmaaException if it is not a photo, too large, or recognisably truncated or damaged
   */
  public PhotoSize size(byte[] bytes, Path file) {
    FileType type = FileType.of(bytes).orElseThrow(() -> notRead(file, bytes));
    return guarded(
        type,
        file,
        () -> {
          Header header = header(type.container(), bytes, file);
          int width = (int) header.width();
          int height = (int) header.height();
          return header.orientation().swapsSides()
              ? new PhotoSize(type.displayName(), height, width)
              : new PhotoSize(type.displayName(), width, height);
        });
  }

  /**
   * Decodes a photo that is already in memory and drops the result, to find damage that its header
   * does not show.
   *
   * @param bytes the content of a file
   * @param file the name in messages
   * @throws CdmaaException if it is not a photo, too large, truncated or damaged
   */
  public void check(byte[] bytes, Path file) {
    FileType type = FileType.of(bytes).orElseThrow(() -> notRead(file, bytes));
    guarded(type, file, () -> image(type, header(type.container(), bytes, file), bytes, file));
  }

  /** Reads something of a photo file. */
  @FunctionalInterface
  private interface Step<T> {
    T take() throws IOException;
  }

  private static <T> T guarded(FileType type, Path file, Step<T> step) {
    try {
      return step.take();
    } catch (CdmaaException e) {
      throw e;
    } catch (MalformedFileException e) {
      throw damaged(type, file, e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw damaged(type, file, CodecFaults.clause(e), e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          ("The %s photo %s needs more memory than there is; give Java more (-Xmx,"
                  + " -XX:MaxDirectMemorySize) or scale the photo down")
              .formatted(type.displayName(), file),
          e);
    }
  }

  private static CdmaaException notRead(Path file, byte[] bytes) {
    return new CdmaaException(
        ErrorReason.PHOTO,
        file,
        ForeignFormat.of(bytes)
            .map(
                format ->
                    "%s is a picture in the format %s, which cannot be read; convert it first: %s"
                        .formatted(file, format.name(), format.conversionOf(file)))
            .orElseGet(
                () ->
                    ("The file %s is not a JPEG, PNG, BMP, TIFF or WebP picture, whatever its name"
                            + " says; convert it to one of these first")
                        .formatted(file)));
  }

  private Photo decode(FileType type, byte[] bytes, Path file) throws IOException {
    Header header = header(type.container(), bytes, file);
    return PhotoAssembler.assemble(image(type, header, bytes, file), header);
  }

  private BufferedImage image(FileType type, Header header, byte[] bytes, Path file)
      throws IOException {
    BufferedImage image = Decoder.decode(type, type.container().forCodec(bytes), file, limits);
    if (image.getWidth() != header.width() || image.getHeight() != header.height()) {
      throw new MalformedFileException("states one size in its header and contains another");
    }
    return image;
  }

  private Header header(Container container, byte[] bytes, Path file) throws IOException {
    Header header = container.header(bytes);
    limits.check(file, header.width(), header.height());
    container.checkWhole(bytes);
    return header;
  }

  private static byte[] bytes(Path file) {
    if (Files.isDirectory(file)) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          "%s is a folder, not a photo; name a file inside it".formatted(file));
    }
    if (!Files.exists(file)) {
      if (file.toString().indexOf(FileNames.REPLACEMENT) >= 0) {
        throw new CdmaaException(ErrorReason.PHOTO, file, FileNames.sentence(file.toString()));
      }
      throw new CdmaaException(
          ErrorReason.PHOTO, file, "The photo %s does not exist; check the path".formatted(file));
    }
    if (!Files.isRegularFile(file)) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          "%s is not a regular file; copy the photo into a file first".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          "The photo %s cannot be read; grant read permission on it".formatted(file));
    }
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new CdmaaException(
            ErrorReason.PHOTO,
            file,
            "The photo %s is empty (0 bytes); get an intact copy of it".formatted(file));
      }
      if (size > MAX_FILE_BYTES) {
        throw new CdmaaException(
            ErrorReason.PHOTO,
            file,
            ("The photo %s takes %d MiB, more than the limit of %d MiB; save it"
                    + " with compression or scale it down")
                .formatted(file, size >> 20, MAX_FILE_BYTES >> 20));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          "The photo %s could not be read (%s); check the disk or the network"
              .formatted(file, Causes.of(e)),
          e);
    } catch (OutOfMemoryError e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          file,
          "The photo %s does not fit into memory; give Java more (-Xmx)".formatted(file),
          e);
    }
  }

  private static CdmaaException damaged(FileType type, Path file, String clause, Throwable cause) {
    return new CdmaaException(
        ErrorReason.PHOTO,
        file,
        "The %s photo %s %s; get an intact copy or save it again from its source"
            .formatted(type.displayName(), file, clause),
        cause);
  }
}
