package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Photo;
import java.util.List;

/**
 * Something that happens to a photo after it was protected. {@link #applyTo} does the real thing,
 * {@link TransformGraph} holds the approximation that can be differentiated.
 *
 * <p>Written {@code jpeg:75}, {@code resize:0.5:area} or, one after the other, {@code
 * resize:0.75+jpeg:80}; see {@link TransformSyntax}.
 */
public sealed interface Transform
    permits Jpeg, ChromaSubsampling, Resize, Blur, Noise, CropJitter, Tone, Chain {

  /** A JPEG with colour planes of half the size, as nearly all programs write it. */
  static Transform jpeg(int quality) {
    return new Jpeg(quality, Jpeg.Sampling.HALVED);
  }

  /** Resized to a fraction of both sides by the mean over areas, and back. */
  static Transform resize(double fraction) {
    return new Resize(fraction, Resize.Filter.AREA);
  }

  /** A Gaussian blur of a standard deviation in pixels. */
  static Transform blur(double sigma) {
    return new Blur(sigma);
  }

  /**
   * The transform of a text.
   *
   * @throws CdmaaException if it is none, or stands for more than one
   */
  static Transform parse(String text) {
    return TransformSyntax.single(text);
  }

  /** The text that {@link #parse} reads back, where a text can say all of it. */
  String text();

  /**
   * The real thing, by a codec or library.
   *
   * @param photo any; not changed
   * @return what a platform serves: 8 bits per sample, opaque, without a profile, of the same size
   */
  Photo applyTo(Photo photo);

  /** The steps of the prefix. */
  List<Stage> stages(Frame frame);
}
