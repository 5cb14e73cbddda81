package io.cdmaa.optimize;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.List;

/** The weights of a convolution that read some of the parts of a concatenation over channels. */
final class ChannelPart {
  private ChannelPart() {}

  /** The weights of some of the concatenated parts: axis 1 of Conv's, axis 0 of ConvTranspose's. */
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
