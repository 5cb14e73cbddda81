package io.cdmaa.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.stream.ImageInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an ImageIO codec so that each of its warnings is an error or at least logged. The log has
 * the codec's own messages; the user sees the clause of {@link CodecFaults}.
 */
final class Decoder {
  private static final Logger LOG = LoggerFactory.getLogger(Decoder.class);

  /**
   * Warnings after which part of the image is made up: libjpeg continues with grey if data end
   * early or cannot be decoded. Stray bytes before a marker, which some cameras write, are
   * harmless.
   */
  private static final Pattern PICTURE_DAMAGED =
      Pattern.compile(
          ("premature end|unexpected end|truncated|end of file|bad huffman|corrupt"
                  + " jpeg data: (?!\\d+")
              + " extraneous)|inconsistent progression|invalid component id",
          Pattern.CASE_INSENSITIVE);

  private Decoder() {}

  /**
   * Decodes the first image.
   *
   * @param file the bytes to pass to the codec
   * @throws IOException if they cannot be decoded completely
   */
  static BufferedImage decode(FileType type, byte[] file, Path name, ReadLimits limits)
      throws IOException {
    ImageReader reader = readerFor(type);
    Warnings warnings = new Warnings(name);
    try (ImageInputStream stream = new ByteArrayImageInputStream(file)) {
      reader.addIIOReadWarningListener(warnings);
      reader.setInput(stream, true, true);
      limits.check(name, reader.getWidth(0), reader.getHeight(0));
      BufferedImage image = reader.read(0);
      if (warnings.damage != null) {
        throw new MalformedFileException(CodecFaults.clause(warnings.damage));
      }
      return image;
    } catch (LinkageError e) {
      throw new CdmaaException(
          ErrorReason.PHOTO,
          ("The %s photo %s cannot be decoded because the codec's native library does not load on"
                  + " this machine; convert it to PNG first")
              .formatted(type.displayName(), name),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** Returns the codec that the file's type prefers, or any other. */
  private static ImageReader readerFor(FileType type) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(type.name());
    ImageReader chosen = null;
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (chosen == null || reader.getClass().getName().startsWith(type.codec())) {
        chosen = reader;
      }
    }
    if (chosen == null) {
      throw new IOException("unsupported: no codec on the class path");
    }
    return chosen;
  }

  /** Records the first warning that means damage, and logs the others. */
  private static final class Warnings implements IIOReadWarningListener {
    private final Path name;
    private String damage;

    Warnings(Path name) {
      this.name = name;
    }

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      if (damage == null && PICTURE_DAMAGED.matcher(warning).find()) {
        damage = warning;
      }
      LOG.debug("{}: {}", name, warning);
    }
  }
}
