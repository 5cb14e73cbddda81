package io.cdmaa.transform;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;

/**
 * A map from an axis to itself as matrices of blocks of outputs, so that its cost grows with the
 * axis and not with its square: an output reads pixels near its own place only, so each block reads
 * itself and a margin on either side.
 *
 * @param side the length of the axis
 * @param block outputs per block; the last block may be longer than what is left of the axis
 * @param margin pixels that a block reads on either side, at most as many as a block has
 * @param matrices [n, block, block + 2 margin] for n blocks, or [side, side] for one
 */
record AxisBlocks(int side, int block, int margin, TensorData matrices) {
  /** Up to this length one matrix is as fast. */
  private static final int ONE_BLOCK = 256;

  private static final int LEAST_BLOCK = 64;

  /** Margins are multiples of this, so that similar maps share a graph. */
  private static final int MARGIN_UNIT = 8;

  /**
   * Splits a map into blocks.
   *
   * @param map with as many outputs as inputs
   */
  static AxisBlocks of(AxisMap map) {
    int side = map.outputs();
    int margin = (map.reach() + MARGIN_UNIT - 1) / MARGIN_UNIT * MARGIN_UNIT;
    int block = Math.max(LEAST_BLOCK, margin);
    if (side <= ONE_BLOCK || side <= block + 2 * margin) {
      double[] whole = map.matrix(side, 0, 0, side);
      return new AxisBlocks(side, side, 0, TensorData.ofDoubles(whole, side, side));
    }
    int count = (side + block - 1) / block;
    int columns = block + 2 * margin;
    double[] matrices = new double[count * block * columns];
    for (int n = 0; n < count; n++) {
      double[] own = map.matrix(block, n * block, n * block - margin, columns);
      System.arraycopy(own, 0, matrices, n * own.length, own.length);
    }
    return new AxisBlocks(
        side, block, margin, TensorData.ofDoubles(matrices, count, block, columns));
  }

  private int count() {
    return (side + block - 1) / block;
  }

  /** Returns what the nodes depend on. */
  String structure() {
    return block + "x" + margin;
  }

  /**
   * Emits the map along the rows of planes.
   *
   * @param x [N,C,side,w]
   * @param matrices a value with the content of {@link #matrices()}
   * @return the name of a value of the same shape
   */
  String emit(GraphBuilder b, String x, String matrices, int channels, int width) {
    if (count() == 1) {
      return b.op("MatMul", matrices, x);
    }
    int filled = count() * block;
    String whole = side == filled ? x : padded(b, x, 2, 0, filled - side);
    String blocks = b.reshape(whole, -1, count(), block, width);
    String mapped = b.op("MatMul", matrices, margin == 0 ? blocks : windows(b, blocks));
    return b.slice(b.reshape(mapped, -1, channels, filled, width), 2, 0, side);
  }

  /** Blocks with the last rows of the one before and the first rows of the one behind. */
  private String windows(GraphBuilder b, String blocks) {
    String ends = b.slice(blocks, 2, block - margin, block);
    String before = padded(b, b.slice(ends, 1, 0, count() - 1), 1, 1, 0);
    String starts = b.slice(blocks, 2, 0, margin);
    String behind = padded(b, b.slice(starts, 1, 1, count()), 1, 0, 1);
    return b.op("Concat", Attributes.of("axis", 2), before, blocks, behind);
  }

  private static String padded(GraphBuilder b, String x, int axis, int before, int after) {
    long[] pads = new long[8];
    pads[axis] = before;
    pads[4 + axis] = after;
    return b.op("Pad", x, b.vector(pads));
  }
}
