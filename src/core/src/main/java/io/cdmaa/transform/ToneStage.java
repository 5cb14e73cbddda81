package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * A tone curve on intensities t in [0,1]: gain t^gamma, clipped at 1.
 *
 * @param gamma the exponent
 * @param gain the factor
 */
record ToneStage(double gamma, double gain) implements Stage {
  /** Black is raised to half a level, since a power may have no finite slope at 0. */
  private static final double BLACK = 0.5 / 255;

  @Override
  public String structure() {
    return "tone";
  }

  @Override
  public List<TensorData> parameters() {
    return List.of(TensorData.scalar(gamma), TensorData.scalar(2 * gain));
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> parameters) {
    String intensity = b.add(b.scale(x, 0.5), b.scalar(0.5));
    String bounded = b.op("Clip", intensity, b.scalar(BLACK), b.scalar(1));
    String power = b.op("Pow", bounded, parameters.get(0));
    String toned = b.sub(b.mul(power, parameters.get(1)), b.scalar(1));
    return b.op("Clip", toned, b.scalar(-1), b.scalar(1));
  }
}
