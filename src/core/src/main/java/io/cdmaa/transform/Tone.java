package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.List;

/**
 * A tone curve on intensities t in [0,1]: gain t^gamma, clipped at 1. One of the two parameters is
 * 1.
 *
 * @param gamma the exponent, 0.25 to 4
 * @param gain the factor, 0.25 to 4
 */
public record Tone(double gamma, double gain) implements Transform {
  /**
   * Validates the parameters.
   *
   * @throws io.cdmaa.CdmaaException if one is out of range
   */
  public Tone {
    Ranges.within("The exponent of a gamma curve", gamma, 0.25, 4);
    Ranges.within("The factor of a brightness", gain, 0.25, 4);
  }

  /** Returns a gamma curve. */
  public static Tone gamma(double gamma) {
    return new Tone(gamma, 1);
  }

  /** Returns a change of brightness. */
  public static Tone brightness(double gain) {
    return new Tone(1, gain);
  }

  /** Returns the result for a level from 0 to 255. */
  int level(int level) {
    double t = gain * Math.pow(level / 255.0, gamma);
    return (int) Math.min(255, Math.round(255 * t));
  }

  @Override
  public String text() {
    return gain == 1
        ? "gamma:" + TransformSyntax.number(gamma)
        : "brightness:" + TransformSyntax.number(gain);
  }

  @Override
  public String inWords() {
    return gain == 1
        ? "gamma " + TransformSyntax.number(gamma)
        : "brightness times " + TransformSyntax.number(gain);
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.toned(photo, this);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(new ToneStage(gamma, gain));
  }
}
