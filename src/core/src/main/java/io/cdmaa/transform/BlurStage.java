package io.cdmaa.transform;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/**
 * A separable blur by a symmetric kernel; border pixels are repeated outwards.
 *
 * @param frame the part of the photo that it applies to
 * @param kernel an odd number of weights of sum 1
 */
record BlurStage(Frame frame, List<Double> kernel) implements Stage {
  /** Copies the list. */
  BlurStage {
    kernel = List.copyOf(kernel);
  }

  @Override
  public String structure() {
    return "blur-" + kernel.size();
  }

  @Override
  public List<TensorData> parameters() {
    double[] weights = kernel.stream().mapToDouble(w -> w).toArray();
    return List.of(
        TensorData.ofDoubles(weights, 1, 1, weights.length, 1),
        TensorData.ofDoubles(weights, 1, 1, 1, weights.length));
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> parameters) {
    int reach = kernel.size() / 2;
    String padded = Planes.repeated(b, x, reach, reach, reach, reach);
    long height = frame.height() + 2L * reach;
    String each = b.reshape(padded, -1, 1, height, frame.width() + 2L * reach);
    String down = b.op("Conv", shape(kernel.size(), 1), each, parameters.get(0));
    String across = b.op("Conv", shape(1, kernel.size()), down, parameters.get(1));
    return b.reshape(across, -1, frame.channels(), frame.height(), frame.width());
  }

  private static Attributes shape(long rows, long columns) {
    return Attributes.of("kernel_shape", new long[] {rows, columns});
  }
}
