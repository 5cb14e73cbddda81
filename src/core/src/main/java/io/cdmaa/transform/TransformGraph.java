package io.cdmaa.transform;

import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Transforms as graphs of standard ONNX operators. Parameters that do not change the structure,
 * such as a JPEG's quality, are inputs of the graph.
 *
 * <p>Inputs: {@value #PHOTO} [1,C,h,w] in [-1,1], the parameters, and for the gradient {@value
 * #SEED} [1,C,h,w], a gradient with respect to the transformed photo. Outputs: {@value
 * #TRANSFORMED} [1,C,h,w] in [-1,1], and {@value #GRADIENT} [1,C,h,w], the same gradient with
 * respect to the photo.
 */
public final class TransformGraph {
  /** Input: the photo. */
  public static final String PHOTO = "photo";

  /** Input: the gradient with respect to the transformed photo. */
  public static final String SEED = "seed";

  /** Output: the transformed photo. */
  public static final String TRANSFORMED = "transformed";

  /** Output: the gradient with respect to the photo. */
  public static final String GRADIENT = "gradient";

  private TransformGraph() {}

  /**
   * Appends a transform with its parameters as constants, for use as a prefix.
   *
   * @param x a value [N,C,h,w] in [-1,1]
   * @return the name of a value of the same shape and range
   */
  public static String append(GraphBuilder b, String x, Transform transform, Frame frame) {
    String y = x;
    for (Stage stage : transform.stages(frame)) {
      y = stage.emit(b, y, stage.parameters().stream().map(b::constant).toList());
    }
    return y;
  }

  /** Returns a string that is equal for transforms that one graph can serve. */
  public static String structure(Transform transform, Frame frame) {
    return transform.stages(frame).stream().map(Stage::structure).collect(Collectors.joining("+"));
  }

  /** Returns the inputs by which a graph of this structure computes this transform. */
  public static Map<String, TensorData> parameters(Transform transform, Frame frame) {
    Map<String, TensorData> named = new LinkedHashMap<>();
    List<Stage> stages = transform.stages(frame);
    for (int i = 0; i < stages.size(); i++) {
      List<TensorData> own = stages.get(i).parameters();
      for (int k = 0; k < own.size(); k++) {
        named.put(name(i, k), own.get(k));
      }
    }
    return named;
  }

  private static String name(int stage, int parameter) {
    return "stage" + stage + "." + parameter;
  }

  /** Returns the transform alone, folded and with all types known. */
  public static Graph forward(Transform transform, Frame frame) {
    GraphBuilder b = new GraphBuilder("t/");
    String y =
        b.input(PHOTO, TensorType.floats(1, frame.channels(), frame.height(), frame.width()));
    List<Stage> stages = transform.stages(frame);
    for (int i = 0; i < stages.size(); i++) {
      List<String> names = new ArrayList<>();
      for (TensorData parameter : stages.get(i).parameters()) {
        names.add(b.input(name(i, names.size()), parameter.type()));
      }
      y = stages.get(i).emit(b, y, names);
    }
    return OrtGraphOptimizer.fold(b.build(Map.of(TRANSFORMED, y)));
  }

  /** Returns the transform together with its backward pass. */
  public static Graph withGradient(Transform transform, Frame frame) {
    Graph forward = forward(transform, frame);
    GraphBuilder b = GraphBuilder.of(forward, "g/");
    String seed = b.input(SEED, forward.type(TRANSFORMED));
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(TRANSFORMED, TRANSFORMED);
    outputs.put(
        GRADIENT, Differentiator.standard().gradient(forward, Map.of(TRANSFORMED, seed), PHOTO, b));
    return b.build(outputs);
  }
}
