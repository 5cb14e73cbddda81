package io.cdmaa.transform;

import io.cdmaa.tensor.FloatTensor;

/**
 * Applies transforms to photos of one shape, and pulls gradients back through them. Not
 * thread-safe.
 */
public interface TransformView extends AutoCloseable {
  /** Sets the transform for the calls that follow. */
  void use(Transform transform);

  /**
   * Applies the transform to a photo.
   *
   * @param photo of the view's shape, in [-1,1]
   * @param transformed overwritten, as many elements
   */
  void apply(FloatTensor photo, FloatTensor transformed);

  /**
   * Converts a gradient with respect to the transformed photo to one with respect to the photo.
   *
   * @param photo of the view's shape, in [-1,1]
   * @param gradient overwritten, as many elements
   */
  void pullBack(FloatTensor photo, FloatTensor gradient);

  @Override
  void close();
}
