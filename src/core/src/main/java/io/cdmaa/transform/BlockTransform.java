package io.cdmaa.transform;

import com.google.protobuf.ByteString;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;

/**
 * JPEG's coding of planes: the two-dimensional DCT of 8 x 8 blocks (ITU-T T.81, A.3.3) as a
 * convolution, quantisation, and the inverse.
 */
final class BlockTransform {
  static final int SIDE = 8;

  private static final byte MIDDLE = (byte) 128;

  private static final Attributes BLOCKS =
      Attributes.of("kernel_shape", new long[] {SIDE, SIDE}, "strides", new long[] {SIDE, SIDE});

  private BlockTransform() {}

  /**
   * Encodes and decodes planes.
   *
   * @param planes [M,1,H,W] in levels around 0, H and W multiples of 8
   * @param steps the name of the quantisation steps [1,64,1,1]
   * @param rounding how quantisation is differentiated
   */
  static String coded(GraphBuilder b, String planes, String steps, Rounding rounding) {
    String basis = b.constant(basis());
    String coefficients = b.op("Conv", BLOCKS, planes, basis);
    String quantised = b.mul(rounding.emit(b, b.div(coefficients, steps)), steps);
    // The basis is orthonormal, so its inverse is its transpose.
    return b.op("ConvTranspose", BLOCKS, quantised, basis);
  }

  /**
   * Rounds samples as a codec does: to integers from 0 to 255, here minus 128. In the gradient this
   * counts as the identity. The type is ONNX Runtime's default, since it drops any other when it
   * moves the two operators past others.
   */
  static String sample(GraphBuilder b, String x) {
    String one = b.scalar(1);
    String zero =
        b.constant(
            new TensorData(
                new TensorType(ElementType.UINT8), ByteString.copyFrom(new byte[] {MIDDLE})));
    return b.op("DequantizeLinear", b.op("QuantizeLinear", x, one, zero), one, zero);
  }

  /** A differentiable form of the rounding of coefficients, in units of their steps. */
  enum Rounding {
    /**
     * r + (x - r)^3 with r = round(x) (Shin and Song, JPEG-resistant Adversarial Images, 2017). Its
     * error is at most 1/8, and coefficients near the middle between two integers count most.
     */
    CUBIC {
      @Override
      String emit(GraphBuilder b, String x) {
        String whole = b.op("Round", x);
        return b.add(whole, cube(b, b.sub(x, whole)));
      }
    },
    /**
     * The same for coefficients that are rounded to 0, so that they hardly count. The others are
     * rounded exactly, with the gradient of the identity (straight-through estimate).
     */
    SURVIVING {
      @Override
      String emit(GraphBuilder b, String x) {
        String whole = b.op("Round", x);
        String rest = b.sub(x, whole);
        String vanishes = b.op("Equal", whole, b.scalar(0));
        return b.add(whole, b.op("Where", vanishes, cube(b, rest), b.sub(rest, fixed(b, rest))));
      }
    },
    /** Rounded exactly, with the gradient of the identity (straight-through estimate). */
    STRAIGHT {
      @Override
      String emit(GraphBuilder b, String x) {
        String whole = b.op("Round", x);
        String rest = b.sub(x, whole);
        return b.add(whole, b.sub(rest, fixed(b, rest)));
      }
    };

    private static final int FINE = 1 << 20;

    /** The same value as a constant: Floor has no gradient. */
    private static String fixed(GraphBuilder b, String x) {
      return b.scale(b.op("Floor", b.scale(x, FINE)), 1.0 / FINE);
    }

    private static String cube(GraphBuilder b, String x) {
      return b.mul(b.mul(x, x), x);
    }

    /** Emits the rounding of x. */
    abstract String emit(GraphBuilder b, String x);
  }

  /**
   * Returns [64,1,8,8]: 1/4 a(u) a(v) cos((2x+1) u pi/16) cos((2y+1) v pi/16) at 8 v + u, row y, x.
   */
  private static TensorData basis() {
    double[] weights = new double[SIDE * SIDE * SIDE * SIDE];
    int at = 0;
    for (int v = 0; v < SIDE; v++) {
      for (int u = 0; u < SIDE; u++) {
        for (int y = 0; y < SIDE; y++) {
          for (int x = 0; x < SIDE; x++) {
            weights[at++] = cosine(y, v) * cosine(x, u);
          }
        }
      }
    }
    return TensorData.ofDoubles(weights, SIDE * SIDE, 1, SIDE, SIDE);
  }

  private static double cosine(int place, int frequency) {
    double scale = frequency == 0 ? Math.sqrt(0.5) : 1;
    return 0.5 * scale * Math.cos((2 * place + 1) * frequency * Math.PI / (2 * SIDE));
  }
}
