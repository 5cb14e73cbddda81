package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a convolution reads where its image ends: the pixel of the unpadded image that stands at
 * each row and column of the padded one.
 *
 * @param down the row of the source at each row; {@link #ZERO} where zeros stand
 * @param right the column of the source at each column; {@link #ZERO} where zeros stand
 * @param height rows of the source
 * @param width columns of the source
 */
@SuppressWarnings("ArrayRecordComponent") // index tables, never changed
record Border(int[] down, int[] right, int height, int width) {
  /** The place of a zero. */
  static final int ZERO = -1;

  /** An image of its own, without a Pad before it. */
  static Border none(long height, long width) {
    return new Border(
        IntStream.range(0, (int) height).toArray(),
        IntStream.range(0, (int) width).toArray(),
        (int) height,
        (int) width);
  }

  /**
   * The border that a Pad node gives its image; nothing if it does not pad height and width alone,
   * with zeros, reflected or repeated pixels.
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

  /** Row of the source at a row of the padded image, of which there may be none. */
  int row(int padded) {
    return padded >= 0 && padded < down.length ? down[padded] : ZERO;
  }

  /** Column of the source at a column of the padded image, of which there may be none. */
  int column(int padded) {
    return padded >= 0 && padded < right.length ? right[padded] : ZERO;
  }
}
