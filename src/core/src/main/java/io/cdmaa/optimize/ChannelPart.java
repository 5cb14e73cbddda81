package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/** Splits the weights of a convolution over the parts of a channel concatenation. */
final class ChannelPart {
  private ChannelPart() {}

  /**
   * Returns the weights for some of the concatenated parts: from axis 1 for Conv, axis 0 for
   * ConvTranspose.
   */
  static TensorData of(Graph graph, Node node, Node concat, List<Integer> which) {
    TensorData all = graph.constant(node.input(1)).orElseThrow();
    long[] dims = all.dims();
    int axis = node.opType().equals("Conv") ? 1 : 0;
    int outer = axis == 0 ? 1 : (int) dims[0];
    int inner = (int) (all.type().size() / ((long) outer * dims[axis]));
    int channels = which.stream().mapToInt(i -> (int) graph.type(concat.input(i)).dim(1)).sum();
    float[] from = all.floats();
    float[] to = new float[outer * channels * inner];
    for (int o = 0; o < outer; o++) {
      int target = o * channels * inner;
      for (int i : which) {
        int start = 0;
        for (int before = 0; before < i; before++) {
          start += (int) graph.type(concat.input(before)).dim(1);
        }
        int length = (int) graph.type(concat.input(i)).dim(1) * inner;
        System.arraycopy(from, (o * (int) dims[axis] + start) * inner, to, target, length);
        target += length;
      }
    }
    long[] cut = dims.clone();
    cut[axis] = channels;
    return TensorData.ofFloats(to, cut);
  }
}
