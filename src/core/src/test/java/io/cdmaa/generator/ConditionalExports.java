package io.cdmaa.generator;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Small conditional generators in the forms that exporters write real ones in: a convolution, a
 * layer in which the label comes in, a convolution back. Smooth everywhere.
 */
final class ConditionalExports {
  static final int SIZE = 8;
  static final int LABELS = 3;
  private static final int CHANNELS = 4;

  /** Stands for the number of rows in a shape. */
  private static final long ROWS = -7;

  private final GraphBuilder b = new GraphBuilder("t/");
  private final boolean open;

  private ConditionalExports(boolean open) {
    this.open = open;
  }

  /** The layer in the middle: from features [N,4,8,8] and the label's vector to features. */
  @FunctionalInterface
  private interface Middle {
    String apply(ConditionalExports e, String features, String label);
  }

  /**
   * One export.
   *
   * @param name what it stands for
   * @param graph with inputs image and label
   * @param rows how many labels may be run as rows of a batch
   */
  record Export(String name, Graph graph, int rows) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Export> all() {
    List<Export> all = new ArrayList<>();
    viewed(all, "AdaIN", (e, h, l) -> e.styled(e.instanceNorm(h), e.style(l, 8)));
    viewed(all, "FiLM", (e, h, l) -> e.styled(h, e.style(l, 8)));
    viewed(all, "attention", (e, h, l) -> e.attention(e.shifted(h, l)));
    both(all, "squeeze and excitation", LABELS, (e, h, l) -> e.excited(e.shifted(h, l)));
    both(all, "modulated activations", LABELS, ConditionalExports::modulatedActivations);
    both(all, "instance norm by hand", LABELS, (e, h, l) -> e.byHand(e.shifted(h, l), 2, 3));
    both(all, "layer norm by hand", LABELS, (e, h, l) -> e.byHand(e.shifted(h, l), 1, 2, 3));
    viewed(all, "group norm over a view", ConditionalExports::groupView);
    both(all, "label as a plane", LABELS, (e, h, l) -> e.concatenated(h, l));
    both(all, "training BatchNorm behind the label", 1, (e, h, l) -> e.batchNorm(e.shifted(h, l)));
    both(all, "training BatchNorm of the image", 1, (e, h, l) -> e.shifted(e.batchNorm(h), l));
    both(all, "training BatchNorm of the label", 1, (e, h, l) -> e.styled(h, e.normedStyle(l)));
    both(
        all, "statistics of the batch by hand", 1, (e, h, l) -> e.byHand(e.shifted(h, l), 0, 2, 3));
    both(all, "deviation within the batch", 1, ConditionalExports::batchDeviation);
    both(all, "softmax over the batch", 1, ConditionalExports::softmaxOverBatch);
    both(all, "scaled by the largest value", 1, ConditionalExports::scaledByLargest);
    fixed(all, "AdaIN of a label seen as [1,-1]", (e, h, l) -> e.styled(h, e.style(e.flat(l), 8)));
    fixed(all, "modulated convolution", (e, h, l) -> e.modulated(h, l, false));
    fixed(all, "demodulated convolution", (e, h, l) -> e.modulated(h, l, true));
    fixed(all, "instance norm over [1,C,-1]", ConditionalExports::instanceView);
    fixed(all, "instance norm as BatchNorm of a view", ConditionalExports::batchNormOfView);
    fixed(all, "tokens without a batch axis", ConditionalExports::tokensWithoutBatch);
    fixed(all, "squeezed excitation", ConditionalExports::squeezedExcitation);
    all.add(open("scaled by the number of rows", ConditionalExports::scaledByRows));
    all.add(embedded(false));
    all.add(embedded(true));
    return all;
  }

  private static void both(List<Export> all, String name, int rows, Middle middle) {
    all.add(new Export(name + ", batch 1", graph(false, middle), rows));
    all.add(new Export(name + ", open batch", graph(true, middle), rows));
  }

  /** Exported with batch 1, a view holds that number, so that rows cannot be stacked. */
  private static void viewed(List<Export> all, String name, Middle middle) {
    all.add(new Export(name + ", batch 1", graph(false, middle), 1));
    all.add(new Export(name + ", open batch", graph(true, middle), LABELS));
  }

  private static void fixed(List<Export> all, String name, Middle middle) {
    all.add(new Export(name, graph(false, middle), 1));
  }

  private static Export open(String name, Middle middle) {
    return new Export(name, graph(true, middle), 1);
  }

  private static Export embedded(boolean open) {
    ConditionalExports e = new ConditionalExports(open);
    e.b.input("image", TensorType.floats(e.rows(), 3, SIZE, SIZE));
    e.b.input("label", new TensorType(ElementType.INT64, e.rows()));
    String embedding = e.b.op("Gather", e.weights(30, 1, LABELS, 8), "label");
    Graph graph = e.finished(e.styled(e.instanceNorm(e.features()), embedding));
    return open
        ? new Export("class embedding, open batch", graph, LABELS)
        : new Export("class embedding, batch 1", graph, 1);
  }

  private static Graph graph(boolean open, Middle middle) {
    ConditionalExports e = new ConditionalExports(open);
    e.b.input("image", TensorType.floats(e.rows(), 3, SIZE, SIZE));
    e.b.input("label", TensorType.floats(e.rows(), LABELS));
    return e.finished(middle.apply(e, e.features(), "label"));
  }

  private long rows() {
    return open ? TensorType.UNKNOWN : 1;
  }

  private String features() {
    return conv("image", weights(1, 0.5, CHANNELS, 3, 3, 3));
  }

  private Graph finished(String features) {
    String active = b.op("Sigmoid", features);
    String back = conv(active, weights(2, 0.7, 3, CHANNELS, 3, 3));
    return b.build(Map.of("fake", b.op("Tanh", back)));
  }

  private String weights(long seed, double size, long... dims) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[(int) TensorType.floats(dims).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-size, size);
    }
    return b.constant(TensorData.ofFloats(values, dims));
  }

  private String same(double value, int count) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, (float) value);
    return b.constant(TensorData.ofFloats(values, count));
  }

  private String conv(String x, String w) {
    return b.op("Conv", Attributes.of("pads", new long[] {1, 1, 1, 1}), x, w);
  }

  /** A Reshape whose rows an open export takes from the shape of a value at run time. */
  private String view(String x, long... dims) {
    long[] known = LongStream.of(dims).map(d -> d == ROWS ? 1 : d).toArray();
    if (!open || dims[0] != ROWS) {
      return b.reshape(x, known);
    }
    String rows = b.slice(b.op("Shape", x), 0, 0, 1);
    String rest = b.vector(LongStream.of(dims).skip(1).toArray());
    return b.op("Reshape", x, b.op("Concat", Attributes.of("axis", 0), rows, rest));
  }

  private String style(String label, int values) {
    return b.op("Gemm", label, weights(3, 1, LABELS, values), weights(4, 0.5, values));
  }

  private String normedStyle(String label) {
    return b.op(
        "BatchNormalization",
        Attributes.of("training_mode", 1),
        style(label, 8),
        weights(5, 1, 8),
        weights(6, 1, 8),
        same(0, 8),
        same(1, 8));
  }

  private String flat(String label) {
    return b.reshape(label, 1, -1);
  }

  /** Scaled and shifted by the two halves of a style. */
  private String styled(String x, String style) {
    String scale = view(b.slice(style, 1, 0, CHANNELS), ROWS, CHANNELS, 1, 1);
    String shift = view(b.slice(style, 1, CHANNELS, 2 * CHANNELS), ROWS, CHANNELS, 1, 1);
    return b.add(b.mul(x, b.add(scale, b.scalar(1))), shift);
  }

  private String shifted(String x, String label) {
    return b.add(x, b.op("Unsqueeze", style(label, CHANNELS), b.vector(2, 3)));
  }

  private String instanceNorm(String x) {
    return b.op("InstanceNormalization", x, same(1, CHANNELS), same(0, CHANNELS));
  }

  private String byHand(String x, long... axes) {
    String centred = b.sub(x, b.reduce("ReduceMean", x, true, axes));
    String variance = b.reduce("ReduceMean", b.mul(centred, centred), true, axes);
    return b.div(centred, b.op("Sqrt", b.add(variance, b.scalar(1e-5))));
  }

  private String batchNorm(String x) {
    return b.op(
        "BatchNormalization",
        Attributes.of("training_mode", 1),
        x,
        same(1, CHANNELS),
        same(0, CHANNELS),
        same(0, CHANNELS),
        same(1, CHANNELS));
  }

  private String attention(String x) {
    String tokens = b.transpose(view(x, ROWS, CHANNELS, SIZE * SIZE), 0, 2, 1);
    String q = b.op("MatMul", tokens, weights(7, 1, CHANNELS, CHANNELS));
    String k = b.op("MatMul", tokens, weights(8, 1, CHANNELS, CHANNELS));
    String v = b.op("MatMul", tokens, weights(9, 1, CHANNELS, CHANNELS));
    String scores = b.op("MatMul", q, b.transpose(k, 0, 2, 1));
    String mixed = b.op("MatMul", b.op("Softmax", Attributes.of("axis", -1), scores), v);
    return b.add(x, view(b.transpose(mixed, 0, 2, 1), ROWS, CHANNELS, SIZE, SIZE));
  }

  private String excited(String x) {
    String pooled = b.op("Flatten", b.op("GlobalAveragePool", x));
    String gate = b.op("Sigmoid", b.op("Gemm", pooled, weights(10, 2, CHANNELS, CHANNELS)));
    return b.mul(x, b.op("Unsqueeze", gate, b.vector(2, 3)));
  }

  private static String modulatedActivations(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String scale = b.op("Unsqueeze", e.style(label, CHANNELS), b.vector(2, 3));
    String w = e.weights(11, 0.5, CHANNELS, CHANNELS, 3, 3);
    String mixed = e.conv(b.mul(x, scale), w);
    String squares = b.reduce("ReduceSum", b.mul(w, w), false, 2, 3);
    String power = b.op("MatMul", e.style(label, CHANNELS), b.transpose(squares, 1, 0));
    String norm = b.op("Sqrt", b.add(b.mul(power, power), b.scalar(1e-2)));
    return b.div(mixed, b.op("Unsqueeze", norm, b.vector(2, 3)));
  }

  private String modulated(String x, String label, boolean demodulate) {
    String scale = b.reshape(style(label, CHANNELS), 1, 1, CHANNELS, 1, 1);
    String w = b.mul(weights(12, 0.5, 1, CHANNELS, CHANNELS, 3, 3), scale);
    if (demodulate) {
      String power = b.reduce("ReduceSum", b.mul(w, w), true, 2, 3, 4);
      w = b.div(w, b.op("Sqrt", b.add(power, b.scalar(1e-8))));
    }
    return conv(x, b.reshape(w, CHANNELS, CHANNELS, 3, 3));
  }

  private static String groupView(ConditionalExports e, String x, String label) {
    String groups = e.view(e.shifted(x, label), ROWS, 2, -1);
    return e.view(e.byHand(groups, 2), ROWS, CHANNELS, SIZE, SIZE);
  }

  private static String instanceView(ConditionalExports e, String x, String label) {
    String planes = e.b.reshape(x, 1, CHANNELS, -1);
    return e.shifted(e.b.reshape(e.byHand(planes, 2), 1, CHANNELS, SIZE, SIZE), label);
  }

  private static String batchNormOfView(ConditionalExports e, String x, String label) {
    String view = e.b.reshape(x, 1, -1, SIZE, SIZE);
    return e.styled(e.b.reshape(e.batchNorm(view), -1, CHANNELS, SIZE, SIZE), e.style(label, 8));
  }

  /** With more rows the tokens of all would be mixed, and every shape would still fit. */
  private static String tokensWithoutBatch(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String tokens = b.reshape(e.shifted(x, label), CHANNELS, -1);
    String mixed = b.op("Softmax", Attributes.of("axis", 1), b.scale(tokens, 3));
    return b.reshape(b.scale(mixed, SIZE * SIZE), -1, CHANNELS, SIZE, SIZE);
  }

  private static String squeezedExcitation(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String moved = e.shifted(x, label);
    String pooled = b.reshape(b.op("GlobalAveragePool", moved), CHANNELS);
    String gate = b.op("Sigmoid", b.op("MatMul", pooled, e.weights(13, 2, CHANNELS, CHANNELS)));
    return b.mul(moved, b.reshape(gate, 1, CHANNELS, 1, 1));
  }

  private String concatenated(String x, String label) {
    String plane = b.op("Unsqueeze", label, b.vector(2, 3));
    plane = b.op("Tile", plane, b.vector(1, 1, SIZE, SIZE));
    String joined = b.op("Concat", Attributes.of("axis", 1), x, plane);
    return conv(joined, weights(14, 0.5, CHANNELS, CHANNELS + LABELS, 3, 3));
  }

  private static String batchDeviation(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String moved = e.shifted(x, label);
    String centred = b.sub(moved, b.reduce("ReduceMean", moved, true, 0));
    String variance = b.reduce("ReduceMean", b.mul(centred, centred), true, 0);
    return b.add(moved, b.op("Sqrt", b.add(variance, b.scalar(1e-2))));
  }

  private static String softmaxOverBatch(ConditionalExports e, String x, String label) {
    String moved = e.shifted(x, label);
    return e.b.mul(moved, e.b.op("Softmax", Attributes.of("axis", 0), moved));
  }

  private static String scaledByLargest(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String moved = e.shifted(x, label);
    String power = b.reduce("ReduceSum", b.mul(moved, moved), true, 0, 1, 2, 3);
    return b.scale(b.div(moved, b.op("Sqrt", power)), 10);
  }

  /** Every row is computed alone, yet not as it would be with another number of them. */
  private static String scaledByRows(ConditionalExports e, String x, String label) {
    GraphBuilder b = e.b;
    String rows = b.slice(b.op("Shape", x), 0, 0, 1);
    String real = b.op("Cast", Attributes.of("to", ElementType.FLOAT.code()), rows);
    return b.mul(e.shifted(x, label), real);
  }
}
