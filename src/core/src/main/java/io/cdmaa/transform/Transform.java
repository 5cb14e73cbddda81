package io.cdmaa.transform;

import io.cdmaa.CdmaaException;
import io.cdmaa.image.Photo;
import java.util.List;
import java.util.Optional;

/**
 * A transform that other programs may apply to a protected photo. {@link #applyTo} applies it for
 * real, {@link TransformGraph} has the differentiable approximation.
 *
 * <p>Its text form is {@code jpeg:75}, {@code resize:0.5:area} or, for several in sequence, {@code
 * resize:0.75+jpeg:80}; see {@link TransformSyntax}.
 */
public sealed interface Transform
    permits Jpeg, Webp, ChromaSubsampling, Resize, Blur, Noise, CropJitter, Tone, Chain {

  /** Returns a JPEG with chroma subsampling, as nearly all programs write it. */
  static Transform jpeg(int quality) {
    return new Jpeg(quality, Jpeg.Sampling.HALVED);
  }

  /** Returns a lossy WebP. */
  static Transform webp(int quality) {
    return new Webp(quality);
  }

  /** Returns a resize of both sides to a fraction by area averaging, and back. */
  static Transform resize(double fraction) {
    return new Resize(fraction, Resize.Filter.AREA);
  }

  /** Returns a Gaussian blur with a standard deviation in pixels. */
  static Transform blur(double sigma) {
    return new Blur(sigma);
  }

  /**
   * Parses a transform.
   *
   * @throws CdmaaException if the text is not a transform, or is a range of several
   */
  static Transform parse(String text) {
    return TransformSyntax.single(text);
  }

  /** Returns the text that {@link #parse} accepts, as far as a text can express the transform. */
  String text();

  /** Returns what happens to the photo, in a few words for people. */
  String inWords();

  /**
   * Rejects photos that the transform leaves nothing of.
   *
   * @param height of the photo in pixels
   * @param width of the photo in pixels
   * @throws CdmaaException if the photo is too small
   */
  default void requireRoom(int height, int width) {}

  /**
   * Applies the transform for real, by a codec or library.
   *
   * @param photo any; not modified
   * @return the photo as a platform would serve it: 8 bits per sample, opaque, without a profile,
   *     of the same size
   */
  Photo applyTo(Photo photo);

  /**
   * Returns this transform without its rounding, whose gradient is zero almost everywhere; for a
   * codec, only its chroma subsampling. Empty if that is the identity.
   */
  default Optional<Transform> straightened() {
    return Optional.of(this);
  }

  /**
   * Returns whether the transform has a prefix, so that a search can optimise through it. If not,
   * it can only be applied for real.
   */
  default boolean hasPrefix() {
    return true;
  }

  /**
   * Returns the steps of the prefix.
   *
   * @throws UnsupportedOperationException if it {@linkplain #hasPrefix has none}
   */
  List<Stage> stages(Frame frame);
}
