package io.cdmaa.reference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.runtime.Ort;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a graph in ONNX Runtime, unoptimised, on the evaluator's tensors. */
public final class OrtRunner {
  private OrtRunner() {}

  /** Returns the graph's outputs (of type float, int64 or bool). */
  public static Map<String, Tensor64> run(Graph graph, Map<String, Tensor64> inputs)
      throws OrtException {
    OrtEnvironment environment = Ort.environment();
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      byte[] model = GraphCodec.encode(graph).toByteArray();
      try (OrtSession session = environment.createSession(model, options)) {
        for (String name : session.getInputNames()) {
          fed.put(name, tensor(environment, inputs.get(name)));
        }
        Map<String, Tensor64> outputs = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(fed)) {
          for (Map.Entry<String, OnnxValue> output : result) {
            outputs.put(output.getKey(), tensor((OnnxTensor) output.getValue()));
          }
        }
        return outputs;
      }
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Tensor64 x) throws OrtException {
    return switch (x.type()) {
      case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(x.toFloats()), x.dims());
      case INT64 -> OnnxTensor.createTensor(environment, LongBuffer.wrap(x.longs()), x.dims());
      case BOOL -> {
        ByteBuffer bytes = ByteBuffer.allocateDirect(x.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < x.size(); i++) {
          bytes.put(i, (byte) x.get(i));
        }
        yield OnnxTensor.createTensor(
            environment, bytes, x.dims(), ai.onnxruntime.OnnxJavaType.BOOL);
      }
      default -> throw new IllegalArgumentException("inputs of type " + x.type());
    };
  }

  private static Tensor64 tensor(OnnxTensor value) {
    TensorInfo info = value.getInfo();
    int size = (int) info.getNumElements();
    double[] data = new double[size];
    ElementType type;
    switch (info.type) {
      case FLOAT -> {
        type = ElementType.FLOAT;
        FloatBuffer floats = value.getFloatBuffer();
        for (int i = 0; i < size; i++) {
          data[i] = floats.get(i);
        }
      }
      case INT64 -> {
        type = ElementType.INT64;
        LongBuffer longs = value.getLongBuffer();
        for (int i = 0; i < size; i++) {
          data[i] = longs.get(i);
        }
      }
      case BOOL -> {
        type = ElementType.BOOL;
        ByteBuffer bytes = value.getByteBuffer();
        for (int i = 0; i < size; i++) {
          data[i] = bytes.get(i);
        }
      }
      default -> throw new IllegalArgumentException("outputs of type " + info.type);
    }
    return Tensor64.of(type, info.getShape(), data);
  }
}
