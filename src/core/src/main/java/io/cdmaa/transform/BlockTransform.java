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
   */
  static String coded(GraphBuilder b, String planes, String steps) {
    String basis = b.constant(basis());
    String coefficients = b.op("Conv", BLOCKS, planes, basis);
    String quantised = b.mul(rounded(b, b.div(coefficients, steps)), steps);
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

  /**
   * Emits differentiable rounding: r + (x - r)^3 with r = round(x) (Shin and Song, JPEG-resistant
   * Adversarial Images, 2017). Its error is at most 1/8.
   */
  private static String rounded(GraphBuilder b, String x) {
    String whole = b.op("Round", x);
    String rest = b.sub(x, whole);
    return b.add(whole, b.mul(b.mul(rest, rest), rest));
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
