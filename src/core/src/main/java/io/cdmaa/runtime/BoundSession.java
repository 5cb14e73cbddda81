package io.cdmaa.runtime;

import io.cdmaa.tensor.FloatTensor;
import java.util.Set;

/**
 * A graph that reads its inputs from tensors of ours and writes its outputs into tensors of ours.
 * Not for use by several threads at once.
 */
public interface BoundSession extends AutoCloseable {
  /** The names of the graph's inputs. */
  Set<String> inputNames();

  /**
   * Reads an input from this tensor from now on.
   *
   * @param name an input of the graph
   * @param tensor memory of the input's shape
   */
  void bindInput(String name, FloatTensor tensor);

  /**
   * Writes an output into this tensor from now on.
   *
   * @param name an output of the graph
   * @param tensor memory of the output's shape
   */
  void bindOutput(String name, FloatTensor tensor);

  /**
   * Runs the graph once; every input must be bound, and only bound outputs are written.
   *
   * @throws io.cdmaa.CdmaaException if ONNX Runtime fails, for instance for want of memory
   */
  void run();

  /** Says that another photo begins, for sessions that have adapted to the one before. */
  default void nextPhoto() {}

  @Override
  void close();
}
