package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * One step of a prefix: nodes, and the constants that they read. Stages of the same structure
 * differ only in these constants, so that one graph with the constants as inputs serves all of
 * them.
 */
sealed interface Stage permits ColourStage, PlanesStage, BlurStage, ToneStage, NoiseStage {
  /** Returns a string of everything besides the frame that determines the nodes. */
  String structure();

  /** Returns the constants, in the order in which {@link #emit} reads them. */
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
