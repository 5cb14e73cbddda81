package io.cdmaa.optimize;

import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A two-dimensional convolution with constant float32 weights, described by everything that affects
 * its cost.
 *
 * @param transposed whether it is a ConvTranspose
 * @param input [N, C, H, W]
 * @param weights in the operator's form: [O, C/group, h, w], or [C, O/group, h, w] if transposed
 * @param output [N, O, H', W']
 * @param strides down and right
 * @param pads top, left, bottom, right
 * @param dilations down and right
 * @param group number of groups
 * @param bias whether there is one
 */
@SuppressWarnings("ArrayRecordComponent") // shapes, never modified
public record Layer(
    boolean transposed,
    long[] input,
    long[] weights,
    long[] output,
    long[] strides,
    long[] pads,
    long[] dilations,
    long group,
    boolean bias) {

  /** Returns the layer of a node, if it is one. */
  static Optional<Layer> of(Graph graph, Node node) {
    boolean transposed = node.opType().equals("ConvTranspose");
    boolean convolution = transposed || node.opType().equals("Conv");
    if (!convolution || !node.domain().isEmpty() || graph.constant(node.input(1)).isEmpty()) {
      return Optional.empty();
    }
    TensorType weights = graph.type(node.input(1));
    boolean plainBias = !node.hasInput(2) || graph.constant(node.input(2)).isPresent();
    if (weights.rank() != 4 || weights.elementType() != ElementType.FLOAT || !plainBias) {
      return Optional.empty();
    }
    long[] ones = {1, 1};
    long[] strides = node.attributes().integers("strides").orElse(ones);
    long[] dilations = node.attributes().integers("dilations").orElse(ones);
    long[] input = graph.type(node.input(0)).dims();
    long[] output = graph.type(node.output()).dims();
    long[] pads = node.attributes().integers("pads").orElse(new long[4]);
    String auto = node.attributes().string("auto_pad", "NOTSET");
    if (!auto.equals("NOTSET") || node.attributes().has("output_shape")) {
      if (transposed) {
        return Optional.empty();
      }
      pads = shared(input, output, weights.dims(), strides, dilations, auto);
    }
    return Optional.of(
        new Layer(
            transposed,
            input,
            weights.dims(),
            output,
            strides,
            pads,
            dilations,
            node.attributes().integer("group", 1),
            node.hasInput(2)));
  }

  /** Resolves {@code auto_pad}. */
  private static long[] shared(
      long[] input, long[] output, long[] weights, long[] strides, long[] dilations, String auto) {
    long[] pads = new long[4];
    for (int i = 0; i < 2 && auto.startsWith("SAME"); i++) {
      long extent = dilations[i] * (weights[i + 2] - 1) + 1;
      long total = Math.max(0, (output[i + 2] - 1) * strides[i] + extent - input[i + 2]);
      pads[i] = auto.equals("SAME_UPPER") ? total / 2 : total - total / 2;
      pads[i + 2] = total - pads[i];
    }
    return pads;
  }

  /** Returns whether it has one group, no dilation and no negative pads. */
  boolean isDense() {
    return group == 1
        && LongStream.of(dilations).allMatch(d -> d == 1)
        && LongStream.of(pads).allMatch(p -> p >= 0);
  }

  boolean hasStride(long stride) {
    return strides[0] == stride && strides[1] == stride;
  }

  boolean hasKernel(long size) {
    return weights[2] == size && weights[3] == size;
  }

  long rows() {
    return input[0];
  }

  long inputChannels() {
    return input[1];
  }

  long outputChannels() {
    return output[1];
  }

  /** Returns the smaller of both channel counts. */
  long channels() {
    return Math.min(input[1], output[1]);
  }

  /** Returns the larger of input and output extent, in the direction in which it is smaller. */
  long extent() {
    return Math.min(Math.max(input[2], output[2]), Math.max(input[3], output[3]));
  }

  /** Returns the pixels of all images, of the input or the output, whichever has fewer. */
  long positions() {
    return input[0] * Math.min(input[2] * input[3], output[2] * output[3]);
  }

  /** Returns the multiply-adds of the plain form, with padding counted as data. */
  long multiplyAdds() {
    long taps = weights[1] * weights[2] * weights[3];
    long[] over = transposed ? input : output;
    return over[0] * over[1] * over[2] * over[3] * taps;
  }

  /**
   * Returns whether it is a transposed convolution that equals a plain one with flipped weights:
   * with stride 1, and pads that do not crop more than the kernel adds.
   */
  boolean canFlip() {
    return transposed
        && isDense()
        && hasStride(1)
        && output[2] == input[2] + weights[2] - 1 - pads[0] - pads[2]
        && output[3] == input[3] + weights[3] - 1 - pads[1] - pads[3]
        && LongStream.range(0, 4).allMatch(i -> pads[(int) i] < weights[2 + (int) i % 2]);
  }

  /** Returns the equivalent plain convolution if {@link #canFlip} holds. */
  Layer flipped() {
    return turnedTo(false);
  }

  /**
   * Returns whether it is a plain convolution that equals a transposed one with flipped weights.
   */
  boolean canTurn() {
    return !transposed
        && isDense()
        && hasStride(1)
        && LongStream.range(0, 4).allMatch(i -> pads[(int) i] < weights[2 + (int) i % 2]);
  }

  /** Returns the equivalent transposed convolution if {@link #canTurn} holds. */
  Layer turned() {
    return turnedTo(true);
  }

  /** With stride 1, each direction equals the other with flipped weights and complementary pads. */
  private Layer turnedTo(boolean other) {
    long[] rest = new long[4];
    for (int i = 0; i < 4; i++) {
      rest[i] = weights[2 + i % 2] - 1 - pads[i];
    }
    long[] swapped = {weights[1], weights[0], weights[2], weights[3]};
    return new Layer(other, input, swapped, output, strides, rest, dilations, 1, bias);
  }

  /** Returns the attributes of a plain convolution; a transposed one may need more. */
  Attributes attributes() {
    return Attributes.of(
        "kernel_shape", new long[] {weights[2], weights[3]},
        "strides", strides,
        "pads", pads,
        "dilations", dilations,
        "group", group);
  }

  /** Returns a string that is equal for layers of equal cost. */
  public String key() {
    return (transposed ? "ConvTranspose" : "Conv")
        + " "
        + joined(input)
        + " -> "
        + joined(output)
        + ", kernel "
        + weights[2]
        + "x"
        + weights[3]
        + ", stride "
        + joined(strides)
        + ", pads "
        + joined(pads)
        + (LongStream.of(dilations).allMatch(d -> d == 1) ? "" : ", dilation " + joined(dilations))
        + (group == 1 ? "" : ", groups " + group)
        + (bias ? ", bias" : "");
  }

  private static String joined(long[] values) {
    return Arrays.stream(values).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
