package io.cdmaa.transform;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.transform.BlockTransform.Rounding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The colour path of JPEG (JFIF 1.02, ITU-T T.81): luminance and chrominance, the latter optionally
 * subsampled by 2, coded in blocks, and back to RGB. The sides are padded to whole blocks by
 * repeating the last pixels, and subsampled planes are enlarged bilinearly, both as in the
 * Independent JPEG Group's library.
 *
 * @param frame the part of the photo that it applies to
 * @param sampling of the chrominance
 * @param quality of the coding; if empty, planes are only subsampled
 */
record ColourStage(Frame frame, Jpeg.Sampling sampling, Optional<Integer> quality)
    implements Stage {
  private static final double LEVELS = 127.5;

  /** The rows are Y, Cb and Cr, the columns R, G and B. */
  private static final double[] TO_YCC = {
    0.299, 0.587, 0.114, -0.168736, -0.331264, 0.5, 0.5, -0.418688, -0.081312
  };

  /** The rows are R, G and B, the columns Y, Cb and Cr. */
  private static final double[] TO_RGB = {1, 0, 1.402, 1, -0.344136, -0.714136, 1, 1.772, 0};

  /** From this quality on few coefficients of a perturbation are rounded to 0. */
  private static final int FINE = 90;

  private boolean colour() {
    return frame.channels() == 3;
  }

  private boolean halved() {
    return colour() && sampling == Jpeg.Sampling.HALVED;
  }

  @Override
  public String structure() {
    return "colour-"
        + (halved() ? "halved" : "full")
        + (quality.isPresent() ? "-" + rounding().name().toLowerCase(Locale.ROOT) : "");
  }

  /**
   * Returns the rounding by which searches do best, as measured (benchmarks/README.md). With full
   * chrominance, which is how this tool writes its own files, the cubic one does at every quality.
   */
  private Rounding rounding() {
    if (sampling == Jpeg.Sampling.FULL) {
      return Rounding.CUBIC;
    }
    return quality.orElseThrow() >= FINE ? Rounding.STRAIGHT : Rounding.SURVIVING;
  }

  @Override
  public List<TensorData> parameters() {
    return quality
        .map(q -> List.of(QuantizationTables.luminance(q), QuantizationTables.chrominance(q)))
        .orElse(List.of())
        .subList(0, quality.isEmpty() ? 0 : colour() ? 2 : 1);
  }

  @Override
  public String emit(GraphBuilder b, String x, List<String> steps) {
    Extent rows = Extent.of(frame.top(), frame.height(), unit());
    Extent columns = Extent.of(frame.left(), frame.width(), unit());
    String centred = colour() ? mixed(b, x, TO_YCC, LEVELS, -0.5) : levels(b, x);
    String samples = BlockTransform.sample(b, centred);
    String luminance = colour() ? b.slice(samples, 1, 0, 1) : samples;
    String result = whole(b, luminance, 1, rows, columns, steps, 0);
    if (colour()) {
      String differences = b.slice(samples, 1, 1, 3);
      String decoded =
          halved()
              ? enlarged(b, halvedAndCoded(b, differences, rows, columns, steps), rows, columns)
              : whole(b, differences, 2, rows, columns, steps, 1);
      result = b.op("Concat", Attributes.of("axis", 1), result, decoded);
      result = mixed(b, result, TO_RGB, 1 / LEVELS, 0.5 / LEVELS);
    } else {
      result = b.scale(b.add(result, b.scalar(0.5)), 1 / LEVELS);
    }
    return b.op("Clip", result, b.scalar(-1), b.scalar(1));
  }

  /** Returns the side of a coding unit: one block, or two if planes are subsampled. */
  private int unit() {
    return halved() ? 2 * BlockTransform.SIDE : BlockTransform.SIDE;
  }

  /** Converts to levels around 0. */
  private static String levels(GraphBuilder b, String x) {
    return b.sub(b.scale(x, LEVELS), b.scalar(0.5));
  }

  /**
   * Applies a matrix to the channels; the offset is added to the first channel, or to all of RGB.
   */
  private static String mixed(
      GraphBuilder b, String x, double[] matrix, double gain, double offset) {
    double[] weights = new double[matrix.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = gain * matrix[i];
    }
    double[] offsets =
        matrix == TO_YCC ? new double[] {offset, 0, 0} : new double[] {offset, offset, offset};
    return b.op(
        "Conv",
        x,
        b.constant(TensorData.ofDoubles(weights, 3, 3, 1, 1)),
        b.constant(TensorData.ofDoubles(offsets, 3)));
  }

  private String coded(
      GraphBuilder b,
      String planes,
      int count,
      Extent rows,
      Extent columns,
      List<String> steps,
      int table) {
    if (quality.isEmpty()) {
      return planes;
    }
    String each = b.reshape(planes, -1, 1, rows.whole(), columns.whole());
    String decoded = BlockTransform.coded(b, each, steps.get(table), rounding());
    return b.reshape(decoded, -1, count, rows.whole(), columns.whole());
  }

  /** Pads planes of full size, codes them, and crops them to the frame again. */
  private String whole(
      GraphBuilder b,
      String planes,
      int count,
      Extent rows,
      Extent columns,
      List<String> steps,
      int table) {
    String filled =
        Planes.repeated(b, planes, rows.before(), rows.after(), columns.before(), columns.after());
    String decoded = coded(b, filled, count, rows, columns, steps, table);
    return Planes.cut(b, decoded, rows.before(), rows.length(), columns.before(), columns.length());
  }

  /** Pads rows after subsampling and columns before it, as the library does. */
  private String halvedAndCoded(
      GraphBuilder b, String planes, Extent rows, Extent columns, List<String> steps) {
    int odd = (rows.before() + rows.length()) % 2;
    String even = Planes.repeated(b, planes, rows.before(), odd, columns.before(), columns.after());
    long[] two = {2, 2};
    String half = b.op("AveragePool", Attributes.of("kernel_shape", two, "strides", two), even);
    String samples = BlockTransform.sample(b, half);
    String filled = Planes.repeated(b, samples, 0, (rows.after() - odd) / 2, 0, 0);
    return coded(b, filled, 2, rows.half(), columns.half(), steps, 1);
  }

  /**
   * Enlarges subsampled planes to full size; only samples that contain pixels of the frame count.
   */
  private static String enlarged(GraphBuilder b, String half, Extent rows, Extent columns) {
    int firstRow = rows.before() / 2;
    int firstColumn = columns.before() / 2;
    int height = (rows.before() + rows.length() + 1) / 2 - firstRow;
    int width = (columns.before() + columns.length() + 1) / 2 - firstColumn;
    String held = Planes.cut(b, half, firstRow, height, firstColumn, width);
    // The library repeats samples of planes that are too narrow for its interpolation.
    String full =
        width <= 2
            ? Planes.doubledByRepetition(b, held, height, width)
            : Planes.doubled(b, held, height, width);
    return Planes.cut(
        b, full, rows.before() % 2, rows.length(), columns.before() % 2, columns.length());
  }

  /**
   * The position of one side of the frame within whole blocks.
   *
   * @param before pixels between the start of its first block and the frame
   * @param length of the frame
   * @param after pixels between the end of the frame and that of its last block
   */
  private record Extent(int before, int length, int after) {
    static Extent of(int start, int length, int unit) {
      int before = start % unit;
      return new Extent(before, length, Math.floorMod(-(before + length), unit));
    }

    int whole() {
      return before + length + after;
    }

    Extent half() {
      return new Extent(0, whole() / 2, 0);
    }
  }
}
