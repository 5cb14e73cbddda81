package io.cdmaa.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A session that reads its inputs from tensors of ours and writes its outputs into tensors of ours,
 * without a copy on the CPU. Not for use by several threads at once.
 */
public final class PinnedSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> outputs = new HashMap<>();

  PinnedSession(OrtEnvironment environment, OrtSession session) {
    this.environment = environment;
    this.session = session;
  }

  /** The names of the model's inputs. */
  public Set<String> inputNames() {
    return session.getInputNames();
  }

  /**
   * Reads an input from this tensor from now on.
   *
   * @param name a model input
   * @param tensor memory of the input's shape
   */
  public void bindInput(String name, FloatTensor tensor) {
    replace(inputs, name, tensor);
  }

  /**
   * Writes an output into this tensor from now on.
   *
   * @param name a model output
   * @param tensor memory of the output's shape
   */
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
          "The tensor for '" + name + "' cannot be pinned: " + e.getMessage(), e);
    }
  }

  /**
   * Runs the model once; every input must be bound, and only bound outputs are written.
   *
   * @throws CdmaaException if ONNX Runtime fails, for instance for want of memory
   */
  public void run() {
    try {
      // The results lie in the pinned tensors; closing the result only frees its bookkeeping.
      session.run(inputs, Set.of(), outputs).close();
    } catch (OrtException e) {
      throw new CdmaaException(
          "ONNX Runtime failed while it ran a generator ("
              + e.getMessage()
              + "); if memory ran out, use a smaller crop or fewer domains",
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
      throw new CdmaaException("A session did not close: " + e.getMessage(), e);
    }
  }
}
