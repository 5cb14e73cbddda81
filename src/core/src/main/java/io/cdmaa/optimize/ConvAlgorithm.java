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
   * Computes four neighbouring results of a wide kernel with few output channels as the channels of
   * one convolution with stride 2 and a kernel larger by one: fewer, wider matrix products, at
   * which processors are faster, for one seventh more multiplications with 7 x 7.
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
      Attributes attributes =
          Attributes.of(
              "kernel_shape", new long[] {layer.weights()[2] + 1, layer.weights()[3] + 1},
              "strides", new long[] {2, 2},
              "pads", layer.pads());
      String four = bias.map(name -> b.constant(repeated(b.constantOf(name)))).orElse("");
      String y = b.op("Conv", attributes, x, b.constant(shifted(weights)), four);
      return b.op("DepthToSpace", Attributes.of("blocksize", 2, "mode", "CRD"), y);
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
    String last = b.transpose(x, 0, 2, 3, 1);
    return b.transpose(WinogradConvolution.emit(b, layer, last, weights, none, bias), 0, 3, 1, 2);
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

  /** Repeats each element of [O] four times: [4 O]. */
  private static TensorData repeated(TensorData bias) {
    float[] values = bias.floats();
    float[] four = new float[4 * values.length];
    for (int i = 0; i < four.length; i++) {
      four[i] = values[i / 4];
    }
    return TensorData.ofFloats(four, four.length);
  }

  /** Shifts [O, C, h, w] to [4 O, C, h + 1, w + 1]: the kernel at each of four offsets. */
  private static TensorData shifted(TensorData weights) {
    long[] dims = weights.dims();
    int inputs = (int) dims[1];
    int height = (int) dims[2];
    int width = (int) dims[3];
    float[] from = weights.floats();
    float[] to = new float[4 * (int) dims[0] * inputs * (height + 1) * (width + 1)];
    for (int o = 0; o < dims[0]; o++) {
      for (int place = 0; place < 4; place++) {
        for (int c = 0; c < inputs; c++) {
          for (int y = 0; y < height; y++) {
            int source = ((o * inputs + c) * height + y) * width;
            int row = ((4 * o + place) * inputs + c) * (height + 1) + y + place / 2;
            System.arraycopy(from, source, to, row * (width + 1) + place % 2, width);
          }
        }
      }
    }
    return TensorData.ofFloats(to, 4 * dims[0], inputs, height + 1L, width + 1L);
  }
}
