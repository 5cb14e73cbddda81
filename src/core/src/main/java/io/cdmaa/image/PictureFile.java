package io.cdmaa.image;

import io.cdmaa.io.FileNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The format of a file by its content, whatever its name, without decoding it.
 *
 * @param format the format's usual name
 * @param readable whether {@link PhotoReader} reads it
 */
public record PictureFile(String format, boolean readable) {
  private static final int HEAD = 1024;

  /** The usual file name extensions of the formats of {@link FileType}. */
  private static final Set<String> EXTENSIONS =
      Set.of("jpg", "jpeg", "jpe", "jfif", "png", "bmp", "tif", "tiff", "webp");

  /** Returns the format of a file, if it is an image of a known format and can be read. */
  public static Optional<PictureFile> of(Path file) {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    } catch (IOException e) {
      return Optional.empty();
    }
    return FileType.of(head)
        .map(type -> new PictureFile(type.displayName(), true))
        .or(() -> ForeignFormat.of(head).map(format -> new PictureFile(format.name(), false)));
  }

  /** Returns whether a file's extension is that of a format that {@link PhotoReader} reads. */
  public static boolean isNamedAsPhoto(Path file) {
    return EXTENSIONS.contains(FileNames.extension(file));
  }

  /**
   * Returns the number of images in a file, of which the first is read: frames of an animated WebP
   * or PNG, pages of a TIFF. 1 if it cannot be determined.
   */
  public static int frames(Path file) {
    try {
      byte[] content = Files.readAllBytes(file);
      Optional<FileType> type = FileType.of(content);
      if (type.isEmpty()) {
        return 1;
      }
      return Math.max(
          1,
          switch (type.get()) {
            case PNG -> PngContainer.frames(Bytes.of(content, ByteOrder.BIG_ENDIAN));
            case WEBP -> WebpContainer.frames(Bytes.of(content, ByteOrder.LITTLE_ENDIAN));
            case TIFF -> TiffTags.pages(Bytes.of(content, ByteOrder.LITTLE_ENDIAN));
            case JPEG, BMP -> 1;
          });
    } catch (IOException e) {
      return 1;
    }
  }
}
