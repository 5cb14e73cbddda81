package io.cdmaa.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A session of ONNX Runtime that does not copy its inputs and outputs on the CPU. */
public final class PinnedSession implements BoundSession {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();

  PinnedSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  @Override
  public Set<String> inputNames() {
    return session.getInputNames();
  }

  @Override
  public void bindInput(String name, FloatTensor tensor) {
    replace(inputs, name, tensor);
  }

  @Override
  public void bindOutput(String name, FloatTensor tensor) {
    replace(outputs, name, tensor);
  }

  private void replace(Map<String, OnnxTensor> bound, String name, FloatTensor tensor) {
    try {
      OnnxTensor view = OnnxTensor.createTensor(environment, tensor.buffer(), tensor.shape());
      OnnxTensor old = bound.put(name, view);
      if (old != null) {
        old.close();
      }
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.RUNTIME,
          "ONNX Runtime refuses the tensor for '"
              + name
              + "' ("
              + OrtMessages.reason(e)
              + "); export the model again",
          e);
    }
  }

  @Override
  public void run() {
    try {
      // The results are in the pinned tensors; closing the result only frees its bookkeeping.
      session.run(inputs, Set.of(), outputs).close();
    } catch (OrtException e) {
      throw new CdmaaException(
          ErrorReason.RUNTIME,
          "ONNX Runtime failed while it ran a generator ("
              + OrtMessages.reason(e)
              + (OrtMessages.isOutOfMemory(e)
                  ? "); use a smaller crop or fewer domains"
                  : "); export the generator again"),
          e);
    }
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    inputs.clear();
    outputs.clear();
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
