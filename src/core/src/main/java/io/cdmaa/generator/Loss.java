package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.util.Optional;

/**
 * The definition of the loss L_k of one domain as a function of the fake G(x~, c_k) of the
 * protected photo. All losses are means of squared differences, 0 or more, in [-1, 1] units except
 * for {@link Latent}.
 */
public sealed interface Loss {
  /** Returns the default loss: MSE to the fake of the unprotected photo, over all elements. */
  static Loss mse() {
    return new Mse();
  }

  /** Returns whether elements are weighted by a map over the image. */
  default boolean hasMap() {
    return this instanceof Masked || this instanceof Weighted;
  }

  /** MSE to the fake of the unprotected photo, over all elements (Qiu, Du and Lu 2022). */
  record Mse() implements Loss {}

  /**
   * MSE over only those pixels where the fake of the unprotected photo differs from the photo:
   * where the sum over channels of |G(x, c_k) - x| &gt; threshold, with the photo at the size of
   * the fake (Huang et al., "CMUA-Watermark", AAAI 2022). If a domain has no such pixel, all pixels
   * count.
   *
   * @param threshold in [0, 6]; 0.5 in the paper
   */
  record Masked(double threshold) implements Loss {
    /** The threshold in the paper. */
    public static final double DEFAULT = 0.5;

    /**
     * Normalises -0.0 to 0.
     *
     * @throws CdmaaException if the threshold is out of range
     */
    public Masked {
      if (!(threshold >= 0 && threshold <= 6)) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "The threshold of the masked loss is " + threshold + "; it must be from 0 to 6");
      }
      threshold += 0.0; // -0.0 is 0
    }
  }

  /**
   * MSE to the fake of the unprotected photo, weighted per pixel by a map that the user provides,
   * such as a face mask.
   */
  record Weighted() implements Loss {}

  /**
   * MSE between the values of an inner tensor of the generator, such as its bottleneck, for the
   * protected and the unprotected photo, in the tensor's own units.
   *
   * @param tensor its name in the ONNX graph; empty for the tensor named in the manifest
   */
  record Latent(Optional<String> tensor) implements Loss {
    /** Treats a blank name as absent. */
    public Latent {
      tensor = tensor.filter(name -> !name.isBlank());
    }
  }

  /**
   * MSE to the unprotected photo itself, at the size of the fake (the reference r = x of Ruiz,
   * Bargal and Sclaroff 2020, here maximised). It is not zero at the start.
   */
  record Input() implements Loss {}
}
