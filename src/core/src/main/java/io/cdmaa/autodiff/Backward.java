package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The context of a gradient formula: one node in the backward pass, and one of its inputs. */
public final class Backward extends NodeView {
  private final List<Optional<String>> outputGradients;
  private final int index;

  Backward(GraphBuilder builder, Node node, List<Optional<String>> outputGradients, int index) {
    super(builder, node);
    this.outputGradients = outputGradients;
    this.index = index;
  }

  /** Returns the builder to emit into. */
  public GraphBuilder emit() {
    return builder();
  }

  /** Returns the position of the input whose gradient is requested. */
  public int index() {
    return index;
  }

  /** Returns the dimensions of the input whose gradient is requested. */
  public long[] dims() {
    return xDims(index);
  }

  /** Returns the gradient of an output; absent if the loss does not depend on it. */
  public Optional<String> gradient(int output) {
    return outputGradients.get(output);
  }

  /** Returns the gradient of an output; zeros if the loss does not depend on it. */
  public String gradientOrZeros(int output) {
    return gradient(output).orElseGet(() -> zeros(yDims(output)));
  }

  /** Returns the gradient of the first output. */
  public String g() {
    return gradientOrZeros(0);
  }

  /** Emits a tensor of zeros. */
  public String zeros(long... dims) {
    return emit().expand(emit().scalar(0), dims);
  }

  /** Emits an operator. */
  public String op(String opType, String... inputs) {
    return emit().op(opType, inputs);
  }

  /** Emits an operator with attributes. */
  public String op(String opType, Attributes attributes, String... inputs) {
    return emit().op(opType, attributes, inputs);
  }

  /** Emits a float constant of rank 0. */
  public String scalar(double value) {
    return emit().scalar(value);
  }

  /** Emits a float constant. */
  public String floats(float[] values, long... dims) {
    return emit().constant(TensorData.ofFloats(values, dims));
  }

  /**
   * Sums a gradient over the axes along which the input was broadcast (ONNX multidirectional
   * broadcasting).
   *
   * @param gradient a value of dimensions {@code from}
   * @param from the broadcast dimensions
   * @param to the input's own
   * @return a value of dimensions {@code to}
   */
  public String unbroadcast(String gradient, long[] from, long[] to) {
    if (Arrays.equals(from, to)) {
      return gradient;
    }
    int lead = from.length - to.length;
    long[] axes =
        IntStream.range(0, from.length)
            .filter(i -> i < lead || to[i - lead] != from[i])
            .asLongStream()
            .toArray();
    String sum = axes.length == 0 ? gradient : Reductions.sum(this, gradient, from, axes);
    return lead == 0 ? sum : emit().reshape(sum, to);
  }

  /** Applies {@link #unbroadcast} from the first output's dimensions to those of this input. */
  public String unbroadcast(String gradient) {
    return unbroadcast(gradient, yDims(), dims());
  }

  /** Emits an element-wise choice: {@code yes} where {@code condition} holds, else {@code no}. */
  public String where(String condition, String yes, String no) {
    return op("Where", condition, yes, no);
  }
}
