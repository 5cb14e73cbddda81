package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * One step of a prefix: nodes, and the constants that they read. Stages of the same structure
 * differ in these constants only, so that one graph which takes them as inputs serves them all.
 */
sealed interface Stage permits ColourStage, PlanesStage, BlurStage, ToneStage, NoiseStage {
  /** What the nodes depend on besides the frame. */
  String structure();

  /** The constants, in the order in which {@link #emit} takes them. */
  List<TensorData> parameters();

  /**
   * Emits the nodes.
   *
   * @param x a value [N,C,h,w] in [-1,1]
   * @param parameters names of values with the content of {@link #parameters()}
   * @return the name of a value of the same shape and range
   */
  String emit(GraphBuilder b, String x, List<String> parameters);
}
