package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import io.cdmaa.onnx.TensorData;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Independent Gaussian noise on every sample.
 *
 * @param sigma the standard deviation in levels of 255, above 0 and at most 64
 * @param seed of the noise; not part of the text form
 */
public record Noise(double sigma, long seed) implements Transform {
  /**
   * Validates the deviation.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Noise {
    Ranges.above("The standard deviation of noise", sigma, 0, 64);
  }

  @Override
  public String text() {
    return "noise:" + TransformSyntax.number(sigma);
  }

  @Override
  public String inWords() {
    return "noise of " + TransformSyntax.number(sigma) + " levels";
  }

  @Override
  public Photo applyTo(Photo photo) {
    float[] noise = sampled(photo.channels() * photo.height() * photo.width());
    return Served.changed(photo, (value, at) -> value + noise[at]);
  }

  @Override
  public List<Stage> stages(Frame frame) {
    int size = frame.channels() * frame.height() * frame.width();
    return List.of(
        new NoiseStage(
            TensorData.ofFloats(
                sampled(size), 1, frame.channels(), frame.height(), frame.width())));
  }

  private float[] sampled(int size) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] noise = new float[size];
    for (int i = 0; i < size; i++) {
      noise[i] = (float) (random.nextGaussian() * sigma / 127.5);
    }
    return noise;
  }
}
