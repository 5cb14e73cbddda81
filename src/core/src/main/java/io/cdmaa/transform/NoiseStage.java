package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * A constant image that is added.
 *
 * @param noise [1,C,h,w], on the scale of [-1,1]
 */
record NoiseStage(TensorData noise) implements Stage {
  @Override
  public String structure() {
    return "noise";
  }

  @Override
  public List<TensorData> parameters() {
    return List.of(noise);
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> parameters) {
    return b.op("Clip", b.add(x, parameters.get(0)), b.scalar(-1), b.scalar(1));
  }
}
