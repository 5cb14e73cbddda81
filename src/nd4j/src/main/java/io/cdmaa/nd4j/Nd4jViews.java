package io.cdmaa.nd4j;

import io.cdmaa.tensor.FloatTensor;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** ND4J views of {@link FloatTensor}s. */
public final class Nd4jViews {
  private Nd4jViews() {}

  /**
   * Returns the tensor as an INDArray over the same memory, in C order. The array's pointer keeps
   * the Java buffer reachable, so the array stays valid after the tensor is gone.
   */
  public static INDArray of(FloatTensor tensor) {
    FloatBuffer memory = tensor.buffer();
    FloatPointer pointer = new FloatPointer(memory);
    DataBuffer buffer =
        Nd4j.createBuffer(pointer, DataType.FLOAT, tensor.size(), FloatIndexer.create(pointer));
    return Nd4j.create(buffer, tensor.shape());
  }
}
