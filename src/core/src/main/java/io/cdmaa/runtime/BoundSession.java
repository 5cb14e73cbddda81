package io.cdmaa.runtime;

import io.cdmaa.tensor.FloatTensor;
import java.util.Set;

/**
 * A graph that reads its inputs from and writes its outputs to tensors owned by the caller. Not
 * thread-safe.
 */
public interface BoundSession extends AutoCloseable {
  /** Returns the names of the graph's inputs. */
  Set<String> inputNames();

  /**
   * Binds an input to a tensor, from which all further runs read it.
   *
   * @param name an input of the graph
   * @param tensor memory of the input's shape
   */
  void bindInput(String name, FloatTensor tensor);

  /**
   * Binds an output to a tensor, to which all further runs write it.
   *
   * @param name an output of the graph
   * @param tensor memory of the output's shape
   */
  void bindOutput(String name, FloatTensor tensor);

  /**
   * Runs the graph once; every input must be bound, and only bound outputs are written.
   *
   * @throws io.cdmaa.CdmaaException if ONNX Runtime fails, for instance for lack of memory
   */
  void run();

  /**
   * Notifies the session that another photo begins, so that it can discard state adapted to the
   * previous one.
   */
  default void nextPhoto() {}

  /**
   * Notifies the session how much of a search is done, so that it can be more exact at the start.
   *
   * @param part from 0 to 1
   */
  default void reached(double part) {}

  @Override
  void close();
}
