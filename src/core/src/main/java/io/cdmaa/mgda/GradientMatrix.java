package io.cdmaa.mgda;

import io.cdmaa.CdmaaException;
import io.cdmaa.tensor.FloatTensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The gradients of J losses with respect to one photo of D values: a J x D matrix in one buffer.
 *
 * <p>Each row is a view that can be passed to ONNX Runtime as a pinned output, so that a backward
 * pass writes its gradient where the arithmetic reads it, without a copy.
 */
public final class GradientMatrix {
  private final FloatTensor values;
  private final List<FloatTensor> rows;
  private final int columns;

  /**
   * Creates a matrix of zeros.
   *
   * @param rows J, the number of losses, at least 1
   * @param columns D, the number of values of the photo, at least 1
   * @throws CdmaaException if J x D floats exceed the one buffer (2 GiB) that they must share
   */
  public GradientMatrix(int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a gradient matrix needs at least one row and one column, not " + rows + " x " + columns);
    }
    this.values = FloatTensor.zeros(rows, columns);
    this.columns = columns;
    this.rows =
        IntStream.range(0, rows).mapToObj(j -> values.rows(j, 1).reshaped(columns)).toList();
  }

  /** Returns J, the number of gradients. */
  public int rows() {
    return rows.size();
  }

  /** Returns D, the number of values of each gradient. */
  public int columns() {
    return columns;
  }

  /**
   * Returns the gradient of loss j, shape [D]; always the same view, sharing this matrix's memory.
   *
   * @throws IndexOutOfBoundsException if there is no such row
   */
  public FloatTensor row(int j) {
    return rows.get(j);
  }

  /** Returns the whole matrix, shape [J, D], sharing this matrix's memory. */
  public FloatTensor values() {
    return values;
  }

  @Override
  public String toString() {
    return "GradientMatrix[" + rows() + " x " + columns + "]";
  }
}
