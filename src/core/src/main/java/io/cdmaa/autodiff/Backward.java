package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a gradient formula works with: one node on the way back, and one of its inputs. */
public final class Backward extends NodeView {
  private final List<Optional<String>> outputGradients;
  private final int index;

  Backward(GraphBuilder builder, Node node, List<Optional<String>> outputGradients, int index) {
    super(builder, node);
    this.outputGradients = outputGradients;
    this.index = index;
  }

  /** The builder to emit into. */
  public GraphBuilder emit() {
    return builder();
  }

  /** The position of the input whose gradient is asked for. */
  public int index() {
    return index;
  }

  /** The dimensions of the input whose gradient is asked for. */
  public long[] dims() {
    return xDims(index);
  }

  /** The gradient of an output; absent if the loss does not depend on it. */
  public Optional<String> gradient(int output) {
    return outputGradients.get(output);
  }

  /** The gradient of an output, zeros if the loss does not depend on it. */
  public String gradientOrZeros(int output) {
    return gradient(output).orElseGet(() -> zeros(yDims(output)));
  }

  /** The gradient of the first output. */
  public String g() {
    return gradientOrZeros(0);
  }

  /** A value of zeros. */
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

  /** A float constant of rank 0. */
  public String scalar(double value) {
    return emit().scalar(value);
  }

  /** A float constant. */
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

  /** {@link #unbroadcast} from the first output's dimensions to those of this input. */
  public String unbroadcast(String gradient) {
    return unbroadcast(gradient, yDims(), dims());
  }

  /** Where {@code condition} holds {@code yes}, else {@code no}. */
  public String where(String condition, String yes, String no) {
    return op("Where", condition, yes, no);
  }
}
