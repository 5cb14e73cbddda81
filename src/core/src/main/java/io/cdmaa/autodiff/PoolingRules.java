package io.cdmaa.autodiff;

import static io.cdmaa.autodiff.ElementwiseRules.mul;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Pooling. */
final class PoolingRules {
  private PoolingRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("GlobalAveragePool").input("X", PoolingRules::globalAverage),
        OperatorRule.of("GlobalMaxPool")
            .input("X", PoolingRules::globalMax)
            .where("ties share equally"),
        OperatorRule.of("AveragePool").input("X", PoolingRules::average),
        OperatorRule.of("MaxPool")
            .input("X", PoolingRules::max)
            .where("the first of equal elements receives the whole gradient"));
  }

  private static long[] planeAxes(Backward b) {
    return LongStream.range(2, b.dims().length).toArray();
  }

  private static String globalAverage(Backward b) {
    long count = LongStream.of(b.dims()).skip(2).reduce(1, Math::multiplyExact);
    return b.emit().expand(b.emit().scale(b.g(), 1.0 / count), b.dims());
  }

  private static String globalMax(Backward b) {
    String attained = b.op("Cast", Attributes.of("to", 1), b.op("Equal", b.x(0), b.y()));
    String count = b.emit().reduce("ReduceSum", attained, true, planeAxes(b));
    return mul(b, attained, b.op("Div", b.g(), count));
  }

  /** Returns the window of a pooling node. */
  static Window window(Backward b) {
    long[] x = ConvolutionRules.spatial(b.dims());
    long[] y = ConvolutionRules.spatial(b.yDims());
    return Window.forward(
        b.attributes(), b.attributes().integers("kernel_shape").orElseThrow(), x, y);
  }

  /** Divides each output's gradient among the elements that its window averages. */
  private static String average(Backward b) {
    Window w = window(b);
    TensorData shares =
        shares(b, w, ConvolutionRules.spatial(b.dims()), ConvolutionRules.spatial(b.yDims()));
    return spread(b, mul(b, b.g(), b.emit().constant(shares)), w);
  }

  /**
   * Emits the adjoint of a window sum: the transposed convolution with ones, channel by channel.
   */
  static String spread(Backward b, String g, Window w) {
    if (tiles(b, w)) {
      return repeated(b, g, w);
    }
    long[] x = ConvolutionRules.spatial(b.dims());
    long[] y = ConvolutionRules.spatial(b.yDims());
    long planes = b.dims()[0] * b.dims()[1];
    float[] ones = new float[(int) LongStream.of(w.kernel()).reduce(1, (p, q) -> p * q)];
    Arrays.fill(ones, 1);
    TensorData weights = TensorData.ofFloats(ones, prepend(1, w.kernel()));
    // In ceil mode the last window may exceed the input: pad the end so that nothing is left over.
    long[] pads = w.pads().clone();
    for (int i = 0; i < w.axes(); i++) {
      pads[i + w.axes()] -= Math.min(0, w.leftover(i, x[i], y[i]));
    }
    Window covering = new Window(w.kernel(), w.strides(), w.dilations(), pads);
    String flat = b.emit().reshape(g, prepend(planes, y));
    String name = b.emit().constant(weights);
    String spread = ConvolutionRules.transposed(b, flat, name, weights, covering, 1, x, y);
    return b.emit().reshape(spread, b.dims());
  }

  /** Returns whether the windows tile the input, without pads and without exceeding it. */
  private static boolean tiles(Backward b, Window w) {
    for (int i = 0; i < w.axes(); i++) {
      boolean beside = w.kernel()[i] == w.strides()[i] && w.dilations()[i] == 1;
      boolean inside = w.leftover(i, b.dims()[i + 2], b.yDims()[i + 2]) >= 0;
      if (!beside || !inside || w.pads()[i] != 0 || w.pads()[i + w.axes()] != 0) {
        return false;
      }
    }
    return true;
  }

  private static String repeated(Backward b, String g, Window w) {
    long[] y = b.yDims();
    int rank = y.length;
    long[] split = new long[2 + 2 * w.axes()];
    long[] pads = new long[2 * rank];
    long[] covered = y.clone();
    System.arraycopy(y, 0, split, 0, 2);
    for (int i = 0; i < w.axes(); i++) {
      split[2 + 2 * i] = y[i + 2];
      split[3 + 2 * i] = 1;
      covered[i + 2] = y[i + 2] * w.kernel()[i];
      pads[rank + i + 2] = b.dims()[i + 2] - covered[i + 2];
    }
    long[] blocks = split.clone();
    for (int i = 0; i < w.axes(); i++) {
      blocks[3 + 2 * i] = w.kernel()[i];
    }
    String tiled = b.emit().reshape(b.emit().expand(b.emit().reshape(g, split), blocks), covered);
    boolean whole = Arrays.equals(covered, b.dims());
    return whole ? tiled : b.op("Pad", tiled, b.emit().vector(pads));
  }

  private static long[] prepend(long count, long[] spatial) {
    long[] dims = new long[spatial.length + 2];
    dims[0] = count;
    dims[1] = 1;
    System.arraycopy(spatial, 0, dims, 2, spatial.length);
    return dims;
  }

  /**
   * Returns the reciprocal of the number of averaged elements per output position, shaped like one
   * plane.
   */
  private static TensorData shares(Backward b, Window w, long[] x, long[] y) {
    boolean padding = b.attributes().integer("count_include_pad", 0) == 1;
    float[] shares = {1};
    for (int axis = 0; axis < w.axes(); axis++) {
      float[] more = new float[shares.length * (int) y[axis]];
      for (int i = 0; i < y[axis]; i++) {
        float share = 1f / Math.max(1, count(w, axis, i, x[axis], padding));
        for (int j = 0; j < shares.length; j++) {
          more[j * (int) y[axis] + i] = shares[j] * share;
        }
      }
      shares = more;
    }
    return TensorData.ofFloats(shares, y);
  }

  private static long count(Window w, int axis, int position, long size, boolean padding) {
    long start = position * w.strides()[axis] - w.pads()[axis];
    long low = padding ? -w.pads()[axis] : 0;
    long high = padding ? size + w.pads()[axis + w.axes()] : size;
    return LongStream.range(0, w.kernel()[axis])
        .map(t -> start + t * w.dilations()[axis])
        .filter(i -> i >= low && i < high)
        .count();
  }

  /**
   * Repeats the pooling to obtain its indices, and adds each gradient at the position of its
   * maximum.
   */
  private static String max(Backward b) {
    Attributes attributes = b.attributes().without("storage_order");
    String indices = b.emit().ops("MaxPool", attributes, 2, b.x(0)).get(1);
    long size = LongStream.of(b.dims()).reduce(1, Math::multiplyExact);
    String flat =
        b.op(
            "ScatterElements",
            Attributes.of("axis", 0, "reduction", "add"),
            b.zeros(size),
            b.emit().reshape(indices, -1),
            b.emit().reshape(b.g(), -1));
    return b.emit().reshape(flat, b.dims());
  }
}
