package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Optional;

/**
 * What the loss L_k of one domain measures, of the fake G(x~, c_k) of the protected photo. All are
 * means of squared differences, 0 or more, in [-1, 1] units but for {@link Latent}.
 */
public sealed interface Loss {
  /** The default: MSE to the fake of the unprotected photo, over all elements. */
  static Loss mse() {
    return new Mse();
  }

  /** Whether elements are weighed by a map over the picture. */
  default boolean hasMap() {
    return this instanceof Masked || this instanceof Weighted;
  }

  /** MSE to the fake of the unprotected photo, over all elements (Qiu, Du and Lu 2022). */
  record Mse() implements Loss {}

  /**
   * The same over those pixels only where the fake of the unprotected photo differs from the photo,
   * sum over channels of |G(x, c_k) - x| &gt; threshold, by the photo at the size of the fake
   * (Huang et al., "CMUA-Watermark", AAAI 2022). A domain that changes nothing so much counts as a
   * whole.
   *
   * @param threshold in [0, 6]; the source's is 0.5
   */
  record Masked(double threshold) implements Loss {
    /** The source's threshold. */
    public static final double DEFAULT = 0.5;

    /** Checks the range. */
    public Masked {
      if (!(threshold >= 0 && threshold <= 6)) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "The threshold of the masked loss is " + threshold + "; it must be from 0 to 6");
      }
      threshold += 0.0; // -0.0 is 0
    }
  }

  /** The same with a weight per pixel, such as a face mask, that the user gives. */
  record Weighted() implements Loss {}

  /**
   * MSE between the values of an inner tensor of the generator, for instance its bottleneck, for
   * the protected and the unprotected photo. In that tensor's own units.
   *
   * @param tensor its name in the ONNX graph; empty for the one that the manifest names
   */
  record Latent(Optional<String> tensor) implements Loss {
    /** A blank name is none. */
    public Latent {
      tensor = tensor.filter(name -> !name.isBlank());
    }
  }

  /**
   * MSE to the unprotected photo itself, at the size of the fake (the reference r = x of Ruiz,
   * Bargal and Sclaroff 2020, raised). It is not zero at the start.
   */
  record Input() implements Loss {}
}
