package io.cdmaa.autodiff;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Axes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.runtime.Ort;
import io.cdmaa.runtime.OrtMessages;
import io.cdmaa.tensor.FloatTensor;
import java.util.Arrays;
import java.util.Map;

/**
 * The interpolation matrix of a Resize node along one axis, obtained from ONNX Runtime by applying
 * the node with its own attributes to the unit vectors. The adjoint therefore matches exactly what
 * the runtime computes, including its rounding in nearest-neighbour mode.
 *
 * @param outputs length of the axis after resizing
 * @param inputs length of the axis before
 * @param weights [outputs, inputs], row-major
 */
record AxisMatrix(int outputs, int inputs, float[] weights) {

  static AxisMatrix of(Backward b, int axis) {
    int inputs = (int) b.xDims(0)[axis];
    int outputs = (int) b.yDims()[axis];
    Double scale = scale(b, axis);
    boolean cropped =
        b.attributes().string("coordinate_transformation_mode", "half_pixel").equals(CROP);
    if (inputs == outputs && !cropped && (scale == null || scale == 1)) {
      return identity(inputs);
    }
    return cropped ? linearPart(b, axis, scale) : probe(b, axis, scale, unitVectors(inputs));
  }

  private static final String CROP = "tf_crop_and_resize";

  private static AxisMatrix identity(int n) {
    return new AxisMatrix(n, n, unitVectors(n));
  }

  /** Removes the constant that extrapolation adds, which is not part of the derivative. */
  private static AxisMatrix linearPart(Backward b, int axis, Double scale) {
    int n = (int) b.xDims(0)[axis];
    AxisMatrix full = probe(b, axis, scale, unitVectors(n));
    AxisMatrix constant = probe(b, axis, scale, new float[n * n]);
    float[] weights = full.weights.clone();
    for (int i = 0; i < weights.length; i++) {
      weights[i] -= constant.weights[i];
    }
    return new AxisMatrix(full.outputs, n, weights);
  }

  private static float[] unitVectors(int n) {
    float[] identity = new float[n * n];
    for (int i = 0; i < n; i++) {
      identity[i * n + i] = 1;
    }
    return identity;
  }

  /** Returns the position of an axis among the resized ones; -1 if it is not resized. */
  static int position(NodeView b, int axis) {
    int rank = b.xDims(0).length;
    long[] axes = b.attributes().integers("axes").orElse(null);
    if (axes == null) {
      return axis;
    }
    for (int i = 0; i < axes.length; i++) {
      if (Axes.fromFront(axes[i], rank) == axis) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Returns the scale that all axes share if the aspect ratio is kept.
   *
   * @return the scale, or null if the sizes determine it
   */
  static Double sharedScale(NodeView b) {
    String policy = b.attributes().string("keep_aspect_ratio_policy", "stretch");
    if (policy.equals("stretch") || b.constant(3).isEmpty()) {
      return null;
    }
    long[] sizes = b.constant(3).get().longs();
    double shared = policy.equals("not_larger") ? Double.MAX_VALUE : 0;
    for (int axis = 0; axis < b.xDims(0).length; axis++) {
      int position = position(b, axis);
      if (position >= 0) {
        double scale = (double) sizes[position] / b.xDims(0)[axis];
        shared = policy.equals("not_larger") ? Math.min(shared, scale) : Math.max(shared, scale);
      }
    }
    return shared;
  }

  private static Double scale(Backward b, int axis) {
    int position = position(b, axis);
    Double shared = sharedScale(b);
    if (shared != null) {
      return position >= 0 ? shared : null;
    }
    return b.constant(2)
        .filter(t -> t.size() > 0 && position >= 0)
        .map(t -> t.doubles()[position])
        .orElse(null);
  }

  /** Resizes [n, 1, n, 1], one row vector per batch entry, along its third axis. */
  private static AxisMatrix probe(Backward b, int axis, Double scale, float[] rows) {
    int n = (int) b.xDims(0)[axis];
    int outputs = (int) b.yDims()[axis];
    GraphBuilder g = new GraphBuilder("p/");
    g.input("x", TensorType.floats(n, 1, n, 1));
    String scales =
        scale == null
            ? ""
            : g.constant(TensorData.ofFloats(new float[] {1, 1, scale.floatValue(), 1}, 4));
    String sizes = scale == null ? g.vector(n, 1, outputs, 1) : "";
    Attributes attributes = b.attributes().without("axes", "keep_aspect_ratio_policy");
    String y = g.op("Resize", attributes, "x", roi(b, g, axis), scales, sizes);
    Graph graph = g.build(Map.of(y, y));
    float[] columns = run(graph, rows, n);
    float[] weights = new float[outputs * n];
    for (int i = 0; i < n; i++) {
      for (int o = 0; o < outputs; o++) {
        weights[o * n + i] = columns[i * outputs + o];
      }
    }
    return new AxisMatrix(outputs, n, weights);
  }

  private static String roi(Backward b, GraphBuilder g, int axis) {
    TensorData roi = b.constant(1).filter(t -> t.size() > 0).orElse(null);
    int position = position(b, axis);
    if (roi == null || position < 0) {
      return "";
    }
    float[] all = roi.floats();
    float end = all[position + all.length / 2];
    return g.constant(TensorData.ofFloats(new float[] {0, 0, all[position], 0, 1, 1, end, 1}, 8));
  }

  private static float[] run(Graph graph, float[] rows, int n) {
    OrtEnvironment environment = Ort.environment();
    try (OrtSession session = environment.createSession(GraphCodec.encode(graph).toByteArray());
        OnnxTensor input =
            OnnxTensor.createTensor(
                environment, FloatTensor.of(rows, n, 1, n, 1).buffer(), new long[] {n, 1, n, 1});
        OrtSession.Result result = session.run(Map.of("x", input))) {
      java.nio.FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] columns = new float[values.remaining()];
      values.get(columns);
      return columns;
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "ONNX Runtime cannot resize one axis the way the model does ("
              + OrtMessages.reason(e)
              + "); re-export with a nearest or linear Resize",
          e);
    }
  }

  boolean isIdentity() {
    return inputs == outputs && Arrays.equals(weights, unitVectors(inputs));
  }

  /**
   * Returns the number of repetitions if this is nearest-neighbour enlargement by an integer, else
   * 0.
   */
  int repeats() {
    if (outputs % inputs != 0 || outputs == inputs) {
      return 0;
    }
    int factor = outputs / inputs;
    for (int o = 0; o < outputs; o++) {
      if (weights[o * inputs + o / factor] != 1) {
        return 0;
      }
    }
    return factor;
  }

  float[] transposed() {
    float[] t = new float[weights.length];
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        t[i * outputs + o] = weights[o * inputs + i];
      }
    }
    return t;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AxisMatrix that
        && outputs == that.outputs
        && inputs == that.inputs
        && Arrays.equals(weights, that.weights);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(weights);
  }

  @Override
  public String toString() {
    return "AxisMatrix[" + outputs + " x " + inputs + "]";
  }
}
