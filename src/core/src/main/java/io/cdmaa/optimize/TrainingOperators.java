package io.cdmaa.optimize;

import io.cdmaa.CdmaaException;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.SessionFactory;
import java.util.Map;

/**
 * The gradient operators of ONNX Runtime's training builds, of which that of a convolution is
 * useful here: its gradient of the input is a transposed convolution.
 */
final class TrainingOperators {
  private static final String DOMAIN = "com.microsoft";

  private TrainingOperators() {}

  /** Returns whether the current runtime has them, by opening a graph with one. */
  static boolean areIn(SessionFactory factory) {
    try {
      factory.open(GraphCodec.encode(probe()).toByteArray()).close();
      return true;
    } catch (CdmaaException e) {
      return false;
    }
  }

  private static Graph probe() {
    GraphBuilder b = new GraphBuilder("t/");
    long[] dims = {1, 1, 3, 3};
    b.input("x", TensorType.floats(dims));
    String kernel = b.constant(TensorData.ofFloats(new float[9], dims));
    Attributes same =
        Attributes.of("kernel_shape", new long[] {3, 3}, "pads", new long[] {1, 1, 1, 1});
    return b.build(Map.of("y", convGrad(b, same, "x", dims, kernel)));
  }

  /**
   * Emits the gradient of a convolution's input.
   *
   * @param attributes the convolution's
   * @param gradient of the convolution's result
   * @param dims of the convolution's input
   * @param weights the convolution's
   */
  static String convGrad(
      GraphBuilder b, Attributes attributes, String gradient, long[] dims, String weights) {
    // Only the shape of the input matters if the weights' gradient is not requested.
    String input = b.expand(b.scalar(0), dims);
    return b.foreign(DOMAIN, "ConvGrad", attributes, gradient, input, weights);
  }
}
