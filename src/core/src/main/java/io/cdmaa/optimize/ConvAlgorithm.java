package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;

/** The ways to compute one convolution; all are equivalent. */
public enum ConvAlgorithm {
  /** The operator itself. */
  PLAIN {
    @Override
    boolean fits(Layer layer) {
      return true;
    }

    @Override
    String emit(GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
      Attributes attributes = layer.attributes();
      if (layer.transposed()) {
        attributes = attributes.with("output_padding", outputPadding(layer));
      }
      String operator = layer.transposed() ? "ConvTranspose" : "Conv";
      return b.op(operator, attributes, x, b.constant(weights), bias.orElse(""));
    }
  },

  /** Minimal filtering of a 3 x 3 kernel with stride 1 (Lavin and Gray 2016). */
  WINOGRAD {
    @Override
    boolean fits(Layer layer) {
      return !layer.transposed() && layer.isDense() && layer.hasStride(1) && layer.hasKernel(3);
    }

    @Override
    String emit(GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
      return tiled(b, layer, x, weights, bias);
    }

    @Override
    boolean isTiled() {
      return true;
    }
  },

  /** Minimal filtering of the four phases of a 3 x 3 or 4 x 4 kernel with stride 2. */
  POLYPHASE {
    @Override
    boolean fits(Layer layer) {
      return layer.isDense()
          && layer.hasStride(2)
          && (layer.hasKernel(4) || layer.hasKernel(3))
          && (!layer.transposed() || (covers(layer, 2) && covers(layer, 3)));
    }

    /** Returns whether the phases cover the output; a large output padding exceeds them. */
    private boolean covers(Layer layer, int axis) {
      return layer.pads()[axis - 2] + layer.output()[axis] <= 2 * (layer.input()[axis] + 1);
    }

    @Override
    String emit(GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
      return tiled(b, layer, x, weights, bias);
    }

    @Override
    boolean isTiled() {
      return true;
    }
  },

  /**
   * Computes a block of neighbouring results of a wide kernel with few output channels as the
   * channels of one convolution with as long a stride and a kernel larger by that less one: fewer,
   * wider matrix products, at which processors are faster. The blocks are 4 x 4 where a kernel of 7
   * x 7 and more allows it: the channels of three colours then fill vectors of 16, whereas 2 x 2
   * blocks leave a quarter of them empty.
   */
  STRIDED {
    @Override
    boolean fits(Layer layer) {
      return !layer.transposed()
          && layer.isDense()
          && layer.hasStride(1)
          && layer.weights()[2] >= 5
          && layer.weights()[3] >= 5
          && layer.outputChannels() <= 16
          && layer.output()[2] % 2 == 0
          && layer.output()[3] % 2 == 0;
    }

    @Override
    String emit(GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
      int size = block(layer);
      TensorData wide = shifted(weights, size);
      Attributes attributes =
          Attributes.of(
              "kernel_shape", new long[] {wide.dims()[2], wide.dims()[3]},
              "strides", new long[] {size, size},
              "pads", layer.pads());
      String biases = bias.map(n -> b.constant(repeated(b.constantOf(n), size * size))).orElse("");
      String y = b.op("Conv", attributes, x, b.constant(wide), biases);
      return b.op("DepthToSpace", Attributes.of("blocksize", size, "mode", "CRD"), y);
    }

    private static int block(Layer layer) {
      boolean four =
          Math.min(layer.weights()[2], layer.weights()[3]) >= 7
              && layer.outputChannels() <= 4
              && layer.output()[2] % 4 == 0
              && layer.output()[3] % 4 == 0;
      return four ? 4 : 2;
    }
  },

  /**
   * The gradient of a convolution's input as ONNX Runtime's training builds compute it: one matrix
   * product per image, whose columns are accumulated where they overlap. Not a standard operator.
   */
  CONV_GRAD {
    @Override
    boolean fits(Layer layer) {
      boolean padded = LongStream.of(layer.pads()).allMatch(p -> p >= 0);
      return !layer.bias() && padded && (layer.transposed() || layer.canTurn());
    }

    @Override
    boolean isStandard() {
      return false;
    }

    @Override
    String emit(GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
      Layer back = layer.transposed() ? layer : layer.turned();
      TensorData kernel = layer.transposed() ? weights : ConvAlgorithms.flip(weights);
      return TrainingOperators.convGrad(b, back.attributes(), x, back.output(), b.constant(kernel));
    }
  };

  /** Returns whether this algorithm can compute the layer. */
  abstract boolean fits(Layer layer);

  /**
   * Emits the layer.
   *
   * @param weights in the form of {@link Layer#weights}
   * @param bias the name of a constant
   * @return the name of the result
   */
  abstract String emit(
      GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias);

  /** Returns whether it is a {@link WinogradConvolution}, which uses images with channels last. */
  boolean isTiled() {
    return false;
  }

  /** Returns whether it consists of standard ONNX operators, so that every runtime supports it. */
  boolean isStandard() {
    return true;
  }

  /**
   * Returns the algorithms that can compute a layer, the plain one first.
   *
   * @param training whether the runtime has training operators
   */
  static List<ConvAlgorithm> candidates(Layer layer, boolean training) {
    return Arrays.stream(values())
        .filter(f -> (training || f.isStandard()) && f.fits(layer))
        .toList();
  }

  /** Returns the name in lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Emits a tiled convolution between images with channels first. */
  private static String tiled(
      GraphBuilder b, Layer layer, String x, TensorData weights, Optional<String> bias) {
    Border none = Border.none(layer.input()[2], layer.input()[3]);
    PixelOrder.Pair orders =
        new PixelOrder.Pair(
            PixelOrder.rows(layer.input()[2], layer.input()[3]),
            PixelOrder.rows(layer.output()[2], layer.output()[3]));
    String last = b.transpose(x, 0, 2, 3, 1);
    String y = WinogradConvolution.emit(b, layer, last, weights, none, orders, bias);
    return b.transpose(y, 0, 3, 1, 2);
  }

  private static long[] outputPadding(Layer layer) {
    long[] padding = new long[2];
    for (int i = 0; i < 2; i++) {
      long extent = layer.dilations()[i] * (layer.weights()[i + 2] - 1) + 1;
      long full = (layer.input()[i + 2] - 1) * layer.strides()[i] + extent;
      padding[i] = layer.output()[i + 2] + layer.pads()[i] + layer.pads()[i + 2] - full;
    }
    return padding;
  }

  /** Repeats each element of [O]: [times O]. */
  private static TensorData repeated(TensorData bias, int times) {
    float[] values = bias.floats();
    float[] all = new float[times * values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i / times];
    }
    return TensorData.ofFloats(all, all.length);
  }

  /**
   * Shifts [O, C, h, w] to [s s O, C, h + s - 1, w + s - 1]: the kernel at each offset in a block
   * of s x s.
   */
  private static TensorData shifted(TensorData weights, int s) {
    long[] dims = weights.dims();
    int inputs = (int) dims[1];
    int height = (int) dims[2];
    int width = (int) dims[3];
    int high = height + s - 1;
    int wide = width + s - 1;
    float[] from = weights.floats();
    float[] to = new float[s * s * (int) dims[0] * inputs * high * wide];
    for (int o = 0; o < dims[0]; o++) {
      for (int place = 0; place < s * s; place++) {
        for (int c = 0; c < inputs; c++) {
          for (int y = 0; y < height; y++) {
            int source = ((o * inputs + c) * height + y) * width;
            int row = ((s * s * o + place) * inputs + c) * high + y + place / s;
            System.arraycopy(from, source, to, row * wide + place % s, width);
          }
        }
      }
    }
    return TensorData.ofFloats(to, dims[0] * s * s, inputs, high, wide);
  }
}
