package io.cdmaa.transform;

import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;

/**
 * A linear map along each axis, as a matrix on either side of every plane.
 *
 * @param rows [h,h]: row y holds the weights of a column's pixels in pixel y
 * @param columns [w,w]: column x holds the weights of a row's pixels in pixel x
 */
record PlanesStage(TensorData rows, TensorData columns) implements Stage {
  /**
   * @param vertical [h,h] and
   * @param horizontal [w,w]: row i holds the weights of the axis's pixels in pixel i
   */
  static PlanesStage of(FloatTensor vertical, FloatTensor horizontal) {
    int width = (int) horizontal.shape()[0];
    float[] transposed = new float[width * width];
    for (int i = 0; i < transposed.length; i++) {
      transposed[i] = horizontal.get(i % width * width + i / width);
    }
    return new PlanesStage(
        TensorData.ofFloats(vertical.toArray(), vertical.shape()),
        TensorData.ofFloats(transposed, width, width));
  }

  @Override
  public String structure() {
    return "planes";
  }

  @Override
  public List<TensorData> parameters() {
    return List.of(rows, columns);
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> parameters) {
    String image = b.op("MatMul", b.op("MatMul", parameters.get(0), x), parameters.get(1));
    return b.op("Clip", image, b.scalar(-1), b.scalar(1));
  }
}
