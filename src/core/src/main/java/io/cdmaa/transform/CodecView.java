package io.cdmaa.transform;

import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.Optional;

/**
 * Applies transforms to a crop by the real codec or library. It has no gradient, so gradients are
 * pulled back through {@link Transform#straightened()} (backward pass differentiable approximation,
 * Athalye et al. 2018). Not thread-safe.
 */
public final class CodecView implements TransformView {
  private final Photo original;
  private final Crop crop;
  private final TransformSession session;
  private Transform transform;
  private Optional<Transform> straight;

  /**
   * @param original the whole photo, around the crop
   * @param crop the part that is protected
   * @param factory opens the sessions that gradients are pulled back with
   */
  public CodecView(Photo original, Crop crop, SessionFactory factory) {
    this.original = original;
    this.crop = crop;
    session = new TransformSession(factory, Frame.of(original, crop));
  }

  @Override
  public void use(Transform chosen) {
    transform = chosen;
    straight = chosen.straightened();
    straight.ifPresent(session::use);
  }

  @Override
  public void apply(FloatTensor photo, FloatTensor transformed) {
    FloatTensor part = photo.reshaped(original.channels(), crop.height(), crop.width());
    Photo whole = original.withPixels(crop.paste(original.pixels(), part));
    FloatTensor seen = crop.extract(transform.applyTo(whole).pixels());
    transformed.copyFrom(seen.reshaped(transformed.shape()));
  }

  @Override
  public void pullBack(FloatTensor photo, FloatTensor gradient) {
    if (straight.isPresent()) {
      session.pullBack(photo, gradient);
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
