package io.cdmaa.autodiff;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Convolutions. The data gradient of a convolution is the transposed convolution with the same
 * weights, and vice versa. With stride 1 and constant weights it is a plain convolution with
 * flipped weights, which ONNX Runtime's CPU provider runs up to twelve times faster.
 */
final class ConvolutionRules {
  private ConvolutionRules() {}

  static List<OperatorRule> all() {
    return List.of(
        OperatorRule.of("Conv")
            .input("X", ConvolutionRules::convData)
            .input("W", ConvolutionRules::convWeights)
            .input("B", ConvolutionRules::bias),
        OperatorRule.of("ConvTranspose")
            .input("X", ConvolutionRules::transposedData)
            .input("W", ConvolutionRules::transposedWeights)
            .input("B", ConvolutionRules::bias),
        OperatorRule.of("Col2Im")
            .input(
                "input", new InputRule.Formula(ConvolutionRules::columns, ConvolutionRules::block))
            .zero("image_shape", "a shape")
            .zero("block_shape", "a shape"));
  }

  private static Optional<InputRule.NotSupported> block(NodeView node) {
    return node.constant(2).isPresent()
        ? Optional.empty()
        : Optional.of(
            new InputRule.NotSupported(
                "its block shape is computed at run time", "re-export with fixed input sizes"));
  }

  /**
   * Arranges image blocks as columns: a convolution in which each kernel picks one element of the
   * block.
   */
  private static String columns(Backward b) {
    long[] block = b.constant(2).orElseThrow().longs();
    int taps = Math.toIntExact(LongStream.of(block).reduce(1, Math::multiplyExact));
    float[] picks = new float[taps * taps];
    for (int tap = 0; tap < taps; tap++) {
      picks[tap * taps + tap] = 1;
    }
    long[] kernels = new long[block.length + 2];
    kernels[0] = taps;
    kernels[1] = 1;
    System.arraycopy(block, 0, kernels, 2, block.length);
    long[] planes = b.yDims();
    planes[0] *= planes[1];
    planes[1] = 1;
    String image = b.emit().reshape(b.g(), planes);
    return b.emit()
        .reshape(b.op("Conv", b.attributes(), image, b.floats(picks, kernels)), b.dims());
  }

  private static String bias(Backward b) {
    long[] y = b.yDims();
    long[] axes = LongStream.range(0, y.length).filter(i -> i != 1).toArray();
    return b.emit().reshape(Reductions.sum(b, b.g(), y, axes), y[1]);
  }

  static long[] spatial(long[] dims) {
    return Arrays.copyOfRange(dims, 2, dims.length);
  }

  private static Window window(Backward b) {
    long[] x = spatial(b.xDims(0));
    return Window.forward(b.attributes(), spatial(b.xDims(1)), x, spatial(b.yDims()));
  }

  private static Window transposedWindow(Backward b) {
    long[] x = spatial(b.xDims(0));
    return Window.transposed(b.attributes(), spatial(b.xDims(1)), x, spatial(b.yDims()));
  }

  private static String convWeights(Backward b) {
    return KernelGradients.of(b, b.x(0), b.xDims(0), b.g(), b.yDims(), window(b));
  }

  private static String transposedWeights(Backward b) {
    return KernelGradients.of(b, b.g(), b.yDims(), b.x(0), b.xDims(0), transposedWindow(b));
  }

  private static String convData(Backward b) {
    long[] x = spatial(b.dims());
    long[] y = spatial(b.yDims());
    Window w = window(b);
    long group = b.attributes().integer("group", 1);
    return transposed(b, b.g(), b.x(1), b.constant(1).orElse(null), w, group, x, y);
  }

  /**
   * Emits the adjoint of a convolution: from gradients of size {@code small} to gradients of size
   * {@code large}.
   *
   * @param weights the convolution's weights [O, C/group, kernel...]
   * @param constant their value if it is known
   */
  static String transposed(
      Backward b,
      String g,
      String weights,
      TensorData constant,
      Window w,
      long group,
      long[] large,
      long[] small) {
    if (constant != null && canFlip(w)) {
      return flipped(b, g, constant, w, group);
    }
    long[] outputPadding = new long[w.axes()];
    for (int i = 0; i < w.axes(); i++) {
      outputPadding[i] = w.leftover(i, large[i], small[i]);
    }
    Attributes attributes =
        Attributes.of(
            "kernel_shape", w.kernel(),
            "strides", w.strides(),
            "dilations", w.dilations(),
            "pads", w.pads(),
            "output_padding", outputPadding,
            "group", group);
    return b.op("ConvTranspose", attributes, g, weights);
  }

  private static boolean canFlip(Window w) {
    for (int i = 0; i < w.axes(); i++) {
      long most = w.extent(i) - 1;
      if (w.strides()[i] != 1 || w.pads()[i] > most || w.pads()[i + w.axes()] > most) {
        return false;
      }
    }
    return true;
  }

  private static String flipped(Backward b, String g, TensorData weights, Window w, long group) {
    long[] pads = new long[2 * w.axes()];
    for (int i = 0; i < pads.length; i++) {
      pads[i] = w.extent(i % w.axes()) - 1 - w.pads()[i];
    }
    Attributes attributes =
        Attributes.of(
            "kernel_shape", w.kernel(), "dilations", w.dilations(), "pads", pads, "group", group);
    return b.op("Conv", attributes, g, b.emit().constant(flip(weights, (int) group)));
  }

  /**
   * Transposes [O, C/g, k...] to [C, O/g, k...] within each group and reverses every spatial axis.
   */
  static TensorData flip(TensorData weights, int group) {
    long[] dims = weights.dims();
    int outputs = (int) dims[0] / group;
    int inputs = (int) dims[1];
    int taps = (int) LongStream.of(spatial(dims)).reduce(1, (p, q) -> p * q);
    float[] from = weights.floats();
    float[] to = new float[from.length];
    for (int q = 0; q < group; q++) {
      for (int o = 0; o < outputs; o++) {
        for (int c = 0; c < inputs; c++) {
          int source = ((q * outputs + o) * inputs + c) * taps;
          int target = ((q * inputs + c) * outputs + o) * taps;
          for (int t = 0; t < taps; t++) {
            to[target + taps - 1 - t] = from[source + t];
          }
        }
      }
    }
    long[] flipped = dims.clone();
    flipped[0] = (long) inputs * group;
    flipped[1] = outputs;
    return TensorData.ofFloats(to, flipped);
  }

  private static String transposedData(Backward b) {
    long[] x = spatial(b.dims());
    long[] y = spatial(b.yDims());
    Window w = transposedWindow(b);
    // Output padding may exceed what the windows read: crop the gradient to what they cover, or pad
    // it so that exactly x windows fit.
    long[] pads = w.pads().clone();
    for (int i = 0; i < w.axes(); i++) {
      long covered = (x[i] - 1) * w.strides()[i] + w.extent(i);
      pads[i + w.axes()] = covered - y[i] - pads[i];
    }
    String g = cropped(b, pads, y);
    for (int i = 0; i < pads.length; i++) {
      pads[i] = Math.max(0, pads[i]);
    }
    Attributes attributes =
        Attributes.of(
            "kernel_shape", w.kernel(),
            "strides", w.strides(),
            "dilations", w.dilations(),
            "pads", pads,
            "group", b.attributes().integer("group", 1));
    return b.op("Conv", attributes, g, b.x(1));
  }

  /** Returns the output's gradient without the margins given by negative pads. */
  private static String cropped(Backward b, long[] pads, long[] y) {
    String g = b.g();
    int axes = y.length;
    for (int i = 0; i < axes; i++) {
      long from = Math.max(0, -pads[i]);
      long to = y[i] - Math.max(0, -pads[i + axes]);
      if (from > 0 || to < y[i]) {
        g = b.emit().slice(g, i + 2, from, to);
      }
    }
    return g;
  }
}
