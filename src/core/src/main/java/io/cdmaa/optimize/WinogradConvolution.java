package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * A correlation with few taps in standard operators, with fewer multiplications than taps (Lavin
 * and Gray 2016), on images with channels last. All tiles are collected by one Gather, which also
 * fetches the border's pixels; they are transformed by one MatMul, multiplied by the transformed
 * weights in one batched MatMul, and transformed back by one MatMul.
 *
 * <p>A strided convolution is a correlation over its phases (the pixels with equal remainders),
 * each with every stride-th tap; a transposed one produces the phases of its result, each with
 * every stride-th tap of the reversed kernel. With 4 x 4 taps and stride 2 that is F(m, 2).
 */
final class WinogradConvolution {
  private final GraphBuilder b;
  private final Layer layer;
  private final float[] weights;
  private final Border border;
  private final PixelOrder source;
  private final PixelOrder result;
  private final Optional<String> bias;
  private final int rows;
  private final int inputs;
  private final int outputs;

  private WinogradConvolution(
      GraphBuilder b,
      Layer layer,
      TensorData weights,
      Border border,
      PixelOrder.Pair orders,
      Optional<String> bias) {
    this.b = b;
    this.layer = layer;
    this.weights = weights.floats();
    this.border = border;
    this.source = orders.source();
    this.result = orders.result();
    this.bias = bias;
    rows = (int) layer.rows();
    inputs = (int) layer.inputChannels();
    outputs = (int) layer.outputChannels();
  }

  /**
   * Emits a convolution, plain or transposed, with square stride s that has one to five taps per
   * phase.
   *
   * @param x its source with channels last, without the border
   * @param weights [O, C, h, w], or [C, O, h, w] if transposed
   * @param border between {@code x} and the input of the layer
   * @param orders of the pixels in {@code x} and in the result
   * @param bias the name of its constant bias [O]
   * @return the name of the result with channels last
   */
  static String emit(
      GraphBuilder b,
      Layer layer,
      String x,
      TensorData weights,
      Border border,
      PixelOrder.Pair orders,
      Optional<String> bias) {
    WinogradConvolution tiled = new WinogradConvolution(b, layer, weights, border, orders, bias);
    return layer.transposed() ? tiled.transposed(x) : tiled.convolution(x);
  }

  private int kernel(int axis) {
    return (int) layer.weights()[2 + axis];
  }

  private int stride() {
    return (int) layer.strides()[0];
  }

  /** Returns the taps of one phase along an axis: every stride-th of the kernel. */
  private int taps(int axis) {
    return (kernel(axis) + stride() - 1) / stride();
  }

  private double weight(int first, int second, int down, int right) {
    if (down >= kernel(0) || right >= kernel(1)) {
      return 0;
    }
    int seconds = (int) layer.weights()[1];
    return weights[((first * seconds + second) * kernel(0) + down) * kernel(1) + right];
  }

  private String convolution(String x) {
    int s = stride();
    int height = (int) layer.output()[2];
    int width = (int) layer.output()[3];
    WinogradTransform down = WinogradTransform.cheapest(height, taps(0));
    WinogradTransform right = WinogradTransform.cheapest(width, taps(1));
    int tilesDown = tiles(height, down);
    int tilesRight = tiles(width, right);
    WinogradWeights.Taps perPhase =
        (in, out, j, k) -> {
          int phase = in / inputs;
          return weight(out, in % inputs, j * s + phase / s, k * s + phase % s);
        };
    int[] before = {(int) layer.pads()[0], (int) layer.pads()[1]};
    String y =
        products(
            x, before, s, down, right, tilesDown, tilesRight, perPhase, s * s * inputs, outputs);
    return pixels(y, 1, 0, 0, down, right, tilesDown, tilesRight);
  }

  /**
   * Position q of the result's phases reads the inputs q - r + 1 to q; the pads determine how many
   * of the first results are dropped.
   */
  private String transposed(String x) {
    int s = stride();
    int positionsDown = (int) layer.input()[2] + taps(0) - 1;
    int positionsRight = (int) layer.input()[3] + taps(1) - 1;
    WinogradTransform down = WinogradTransform.cheapest(positionsDown, taps(0));
    WinogradTransform right = WinogradTransform.cheapest(positionsRight, taps(1));
    int tilesDown = tiles(positionsDown, down);
    int tilesRight = tiles(positionsRight, right);
    WinogradWeights.Taps perPhase =
        (in, out, j, k) -> {
          int phase = out / outputs;
          int row = phase / s + s * (taps(0) - 1 - j);
          int column = phase % s + s * (taps(1) - 1 - k);
          return weight(in, out % outputs, row, column);
        };
    int[] before = {taps(0) - 1, taps(1) - 1};
    String y =
        products(
            x, before, 1, down, right, tilesDown, tilesRight, perPhase, inputs, s * s * outputs);
    return pixels(
        y, s, (int) layer.pads()[0], (int) layer.pads()[1], down, right, tilesDown, tilesRight);
  }

  private static int tiles(int length, WinogradTransform transform) {
    return (length + transform.results() - 1) / transform.results();
  }

  /**
   * Brings the results of all tiles into the order of the image, without those beyond its edge, and
   * adds the bias. One Gather of whole pixels does both on all threads; ONNX Runtime's CPU provider
   * transposes and slices on one.
   *
   * @param y [results down * results right, rows * tiles * s * s * outputs]
   * @param s the phases of the result per axis
   * @param top rows to drop before the first one
   * @param left columns to drop before the first one
   */
  private String pixels(
      String y,
      int s,
      int top,
      int left,
      WinogradTransform down,
      WinogradTransform right,
      int tilesDown,
      int tilesRight) {
    boolean inPlace =
        !result.isByRows()
            && s == 1
            && PixelOrder.ofTiles(layer).filter(result::equals).isPresent();
    String z =
        inPlace
            ? b.reshape(y, result.dims(rows, outputs))
            : gathered(y, s, top, left, down, right, tilesDown, tilesRight);
    return bias.isPresent() ? b.add(z, bias.get()) : z;
  }

  private String gathered(
      String y,
      int s,
      int top,
      int left,
      WinogradTransform down,
      WinogradTransform right,
      int tilesDown,
      int tilesRight) {
    long[] places = new long[rows * result.height() * result.width()];
    for (int n = 0; n < rows; n++) {
      for (int i = 0; i < result.height(); i++) {
        int q = (i + top) / s;
        for (int j = 0; j < result.width(); j++) {
          int p = (j + left) / s;
          int position = q % down.results() * right.results() + p % right.results();
          int tile = (n * tilesDown + q / down.results()) * tilesRight + p / right.results();
          int phase = (i + top) % s * s + (j + left) % s;
          places[result.index(rows, n, i, j)] =
              ((long) position * rows * tilesDown * tilesRight + tile) * s * s + phase;
        }
      }
    }
    long[] dims = result.dims(rows, outputs);
    TensorData order = TensorData.ofLongs(places, dims[0], dims[1], dims[2]);
    return b.op("Gather", Attributes.of("axis", 0), b.reshape(y, -1, outputs), b.constant(order));
  }

  /**
   * Returns [results down * results right, rows * tiles * outputs], with the results of a tile on
   * the first axis.
   */
  private String products(
      String x,
      int[] before,
      int s,
      WinogradTransform down,
      WinogradTransform right,
      int tilesDown,
      int tilesRight,
      WinogradWeights.Taps taps,
      int depth,
      int width) {
    long pixels = (long) rows * border.height() * border.width();
    long[] places = places(before, s, down, right, tilesDown, tilesRight);
    String y = b.reshape(x, pixels, inputs);
    if (LongStream.of(places).anyMatch(place -> place == pixels)) {
      String zeros = b.constant(TensorData.ofFloats(new float[inputs], 1, inputs));
      y = b.op("Concat", Attributes.of("axis", 0), y, zeros);
    }
    y = b.op("Gather", Attributes.of("axis", 0), y, b.constant(TensorData.vector(places)));
    int square = down.products() * right.products();
    long tiles = (long) rows * tilesDown * tilesRight;
    y = b.reshape(y, square, tiles * depth);
    y =
        b.op(
            "MatMul",
            matrix(square, square, WinogradTransform.kronecker(down.input(), right.input())),
            y);
    y = b.reshape(y, square, tiles, depth);
    y = b.op("MatMul", y, b.constant(WinogradWeights.transformed(down, right, taps, depth, width)));
    y = b.reshape(y, square, tiles * width);
    int results = down.results() * right.results();
    return b.op(
        "MatMul",
        matrix(results, square, WinogradTransform.kronecker(down.output(), right.output())),
        y);
  }

  private String matrix(int height, int width, float[] values) {
    return b.constant(TensorData.ofFloats(values, height, width));
  }

  /**
   * Returns the source pixel for every position in a tile, every tile and every phase; zeros have
   * the index after the last pixel.
   */
  private long[] places(
      int[] before,
      int s,
      WinogradTransform down,
      WinogradTransform right,
      int tilesDown,
      int tilesRight) {
    long[] places =
        new long[down.products() * right.products() * rows * tilesDown * tilesRight * s * s];
    int at = 0;
    for (int u = 0; u < down.products(); u++) {
      for (int v = 0; v < right.products(); v++) {
        for (int n = 0; n < rows; n++) {
          for (int i = 0; i < tilesDown; i++) {
            for (int j = 0; j < tilesRight; j++) {
              for (int phase = 0; phase < s * s; phase++) {
                int row = border.row((i * down.results() + u) * s + phase / s - before[0]);
                int column = border.column((j * right.results() + v) * s + phase % s - before[1]);
                places[at++] = pixel(n, row, column);
              }
            }
          }
        }
      }
    }
    return places;
  }

  private long pixel(int image, int row, int column) {
    return row == Border.ZERO || column == Border.ZERO
        ? (long) rows * border.height() * border.width()
        : source.index(rows, image, row, column);
  }
}
