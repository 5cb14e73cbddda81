package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The pixels that a convolution reads beyond the edge of its image: the source pixel for each row
 * and column of the padded image.
 *
 * @param down the source row of each row; {@link #ZERO} for zeros
 * @param right the source column of each column; {@link #ZERO} for zeros
 * @param height rows of the source
 * @param width columns of the source
 */
@SuppressWarnings("ArrayRecordComponent") // index tables, never modified
record Border(int[] down, int[] right, int height, int width) {
  /** The index of a zero. */
  static final int ZERO = -1;

  /** Returns the border of an image without a Pad before it. */
  static Border none(long height, long width) {
    return new Border(
        IntStream.range(0, (int) height).toArray(),
        IntStream.range(0, (int) width).toArray(),
        (int) height,
        (int) width);
  }

  /**
   * Returns the border that a Pad node adds; empty unless it pads only height and width, with
   * zeros, reflected or repeated pixels.
   */
  static Optional<Border> of(Graph graph, Node pad) {
    long[] dims = graph.type(pad.input(0)).dims();
    Optional<long[]> pads = graph.integers(pad, 1);
    if (dims.length != 4 || pads.isEmpty() || pads.get().length != 8 || pad.hasInput(3)) {
      return Optional.empty();
    }
    long[] p = pads.get();
    String mode = pad.attributes().string("mode", "constant");
    boolean zeros =
        !pad.hasInput(2)
            || graph.constant(pad.input(2)).filter(v -> v.doubles()[0] == 0).isPresent();
    boolean inward = LongStream.of(p).anyMatch(i -> i < 0);
    if (inward || p[0] != 0 || p[1] != 0 || p[4] != 0 || p[5] != 0) {
      return Optional.empty();
    }
    int height = (int) dims[2];
    int width = (int) dims[3];
    boolean known =
        switch (mode) {
          case "constant" -> zeros;
          case "edge" -> true;
          case "reflect" -> Math.max(p[2], p[6]) < height && Math.max(p[3], p[7]) < width;
          default -> false;
        };
    return known
        ? Optional.of(
            new Border(
                places(mode, (int) p[2], height, (int) p[6]),
                places(mode, (int) p[3], width, (int) p[7]),
                height,
                width))
        : Optional.empty();
  }

  private static int[] places(String mode, int before, int size, int after) {
    IntUnaryOperator place =
        switch (mode) {
          case "reflect" -> i -> size - 1 - Math.abs(size - 1 - Math.abs(i));
          case "edge" -> i -> Math.max(0, Math.min(size - 1, i));
          default -> i -> i >= 0 && i < size ? i : ZERO;
        };
    return IntStream.range(-before, size + after).map(place).toArray();
  }

  /** Returns the order row by row of the source. */
  PixelOrder source() {
    return PixelOrder.rows(height, width);
  }

  /** Returns the source row of a row of the padded image; rows outside it are zeros. */
  int row(int padded) {
    return padded >= 0 && padded < down.length ? down[padded] : ZERO;
  }

  /** Returns the source column of a column of the padded image; columns outside it are zeros. */
  int column(int padded) {
    return padded >= 0 && padded < right.length ? right[padded] : ZERO;
  }
}
