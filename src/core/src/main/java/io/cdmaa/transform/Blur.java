package io.cdmaa.transform;

import io.cdmaa.Ranges;
import io.cdmaa.image.Photo;
import java.util.ArrayList;
import java.util.List;

/**
 * A Gaussian blur, truncated at three standard deviations.
 *
 * @param sigma the standard deviation in pixels, 0.1 to 10
 */
public record Blur(double sigma) implements Transform {
  /**
   * Validates the deviation.
   *
   * @throws io.cdmaa.CdmaaException if it is out of range
   */
  public Blur {
    Ranges.within("The standard deviation of a blur", sigma, 0.1, 10);
  }

  /** Returns the weights along one axis, an odd number, of sum 1. */
  List<Double> kernel() {
    int reach = (int) Math.ceil(3 * sigma);
    List<Double> weights = new ArrayList<>();
    for (int i = -reach; i <= reach; i++) {
      weights.add(Math.exp(-i * i / (2 * sigma * sigma)));
    }
    double sum = weights.stream().mapToDouble(w -> w).sum();
    weights.replaceAll(w -> w / sum);
    return weights;
  }

  @Override
  public String text() {
    return "blur:" + TransformSyntax.number(sigma);
  }

  @Override
  public String inWords() {
    return "blurred by " + TransformSyntax.number(sigma) + (sigma == 1 ? " pixel" : " pixels");
  }

  @Override
  public Photo applyTo(Photo photo) {
    return Served.blurred(photo, kernel());
  }

  @Override
  public List<Stage> stages(Frame frame) {
    return List.of(new BlurStage(frame, kernel()));
  }
}
