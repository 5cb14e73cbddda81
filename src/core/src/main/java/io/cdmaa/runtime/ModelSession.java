package io.cdmaa.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A model that the user names, run as it is: float32 tensors in, the first output out, of whatever
 * shape the model gives it. Not thread-safe.
 */
public final class ModelSession implements AutoCloseable {
  private final Path file;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<Input> inputs;

  /**
   * An input of the model.
   *
   * @param name its name
   * @param shape its dimensions; -1 where any size is accepted
   */
  public record Input(String name, List<Long> shape) {
    /** Copies the list. */
    public Input {
      shape = List.copyOf(shape);
    }
  }

  ModelSession(Path file, OrtEnvironment environment, OrtSession session) throws OrtException {
    this.file = file;
    this.environment = environment;
    this.session = session;
    List<Input> found = new ArrayList<>();
    for (NodeInfo node : session.getInputInfo().values()) {
      if (!(node.getInfo() instanceof TensorInfo info) || info.type != OnnxJavaType.FLOAT) {
        throw new CdmaaException(
            ErrorReason.MODEL,
            file,
            file
                + ": the input '"
                + node.getName()
                + "' is no float32 tensor; export the model with float32 inputs");
      }
      found.add(new Input(node.getName(), Arrays.stream(info.getShape()).boxed().toList()));
    }
    this.inputs = List.copyOf(found);
  }

  /** Returns the inputs in the order of the model. */
  public List<Input> inputs() {
    return inputs;
  }

  /**
   * Runs the model once.
   *
   * @param tensors one tensor per input, in order
   * @return the first output
   * @throws CdmaaException if ONNX Runtime fails or the output is not a float32 tensor
   */
  public FloatTensor run(List<FloatTensor> tensors) {
    return run(tensors, result -> output(result, 0));
  }

  /**
   * Runs the model once.
   *
   * @param tensors one tensor per input, in order
   * @return the outputs in the order of the model
   * @throws CdmaaException if ONNX Runtime fails or an output is not a float32 tensor
   */
  public List<FloatTensor> runAll(List<FloatTensor> tensors) {
    return run(
        tensors,
        result -> IntStream.range(0, result.size()).mapToObj(i -> output(result, i)).toList());
  }

  private <T> T run(List<FloatTensor> tensors, Function<OrtSession.Result, T> read) {
    Map<String, OnnxTensor> bound = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        FloatTensor tensor = tensors.get(i);
        bound.put(
            inputs.get(i).name(),
            OnnxTensor.createTensor(environment, tensor.buffer(), tensor.shape()));
      }
      try (OrtSession.Result result = session.run(bound)) {
        return read.apply(result);
      }
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.RUNTIME,
          file,
          file + ": ONNX Runtime failed while it ran the model (" + OrtMessages.reason(e) + ")",
          e);
    } finally {
      bound.values().forEach(OnnxTensor::close);
    }
  }

  private FloatTensor output(OrtSession.Result result, int index) {
    OnnxValue value = result.get(index);
    FloatBuffer values = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
    if (values == null) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          file,
          file + ": output " + (index + 1) + " is no float32 tensor; export the model again");
    }
    FloatTensor output = FloatTensor.zeros(values.remaining());
    output.buffer().put(values);
    return output.reshaped(((TensorInfo) value.getInfo()).getShape());
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.RUNTIME,
          "ONNX Runtime could not close a session (" + OrtMessages.reason(e) + "); run again",
          e);
    }
  }
}
