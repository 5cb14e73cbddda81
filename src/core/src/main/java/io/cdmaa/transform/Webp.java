package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;

/**
 * Lossy WebP compression and decompression. It has no prefix: VP8 predicts each block from its
 * neighbours and smooths the result, and no JPEG comes near that.
 *
 * @param quality 1 to 100, on libwebp's scale
 */
public record Webp(int quality) implements Transform {
  /**
   * Validates the quality.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Webp {
    Ranges.within("The quality of a WebP", quality, 1, 100);
  }

  @Override
  public String text() {
    return "webp:" + quality;
  }

  @Override
  public String inWords() {
    return "WebP, quality " + quality;
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.asWebp(photo, quality);
  }

  @Override
  public Optional<Transform> straightened() {
    return Optional.of(new ChromaSubsampling());
  }

  @Override
  public boolean hasPrefix() {
    return false;
  }

  @Override
  public List<Stage> stages(Frame frame) {
    throw new UnsupportedOperationException(text() + " has no prefix");
  }
}
