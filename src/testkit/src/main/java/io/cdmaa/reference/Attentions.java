package io.cdmaa.reference;

import io.cdmaa.onnx.ElementType;
import java.util.List;

/** Scaled dot-product attention (opset 23), computed from its definition, element by element. */
final class Attentions {
  static final Table TABLE = new Table().several("Attention", Attentions::attention);

  private Attentions() {}

  private static List<Tensor64> attention(Call call) {
    if (call.node().hasOutput(3)) {
      throw call.unsupported("scores as an output");
    }
    boolean flat = call.in(0).rank() == 3;
    Tensor64 q = apart(call.in(0), call.integer("q_num_heads", 0));
    Tensor64 k = behind(call, 4, apart(call.in(1), call.integer("kv_num_heads", 0)));
    Tensor64 v = behind(call, 5, apart(call.in(2), call.integer("kv_num_heads", 0)));
    int shared = q.dim(1) / k.dim(1);
    double given = call.real("scale", 0);
    double scale = given == 0 ? 1 / Math.sqrt(q.dim(3)) : given;
    double cap = call.real("softcap", 0);
    int[] shape = {q.dim(0), q.dim(1), q.dim(2), v.dim(3)};
    double[] result = new double[Tensor64.size(shape)];
    double[] weights = new double[k.dim(2)];
    for (int n = 0; n < q.dim(0); n++) {
      for (int head = 0; head < q.dim(1); head++) {
        for (int i = 0; i < q.dim(2); i++) {
          for (int j = 0; j < weights.length; j++) {
            double score = 0;
            for (int d = 0; d < q.dim(3); d++) {
              score += q.at(n, head, i, d) * k.at(n, head / shared, j, d);
            }
            score *= scale;
            score = cap > 0 ? cap * Math.tanh(score / cap) : score;
            weights[j] = score + bias(call, n, head, i, j);
          }
          double norm = Reductions.logSumExp(weights);
          for (int d = 0; d < v.dim(3); d++) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
              sum += Math.exp(weights[j] - norm) * v.at(n, head / shared, j, d);
            }
            result[((n * q.dim(1) + head) * q.dim(2) + i) * v.dim(3) + d] = sum;
          }
        }
      }
    }
    Tensor64 y = Tensor64.of(call.in(0).type(), shape, result);
    return List.of(flat ? joined(y) : y, k, v);
  }

  private static double bias(Call call, int n, int head, int i, int j) {
    double bias = call.flag("is_causal") && j > i ? Double.NEGATIVE_INFINITY : 0;
    if (!call.has(3)) {
      return bias;
    }
    Tensor64 mask = call.in(3);
    int[] place = {n, head, i, j};
    double value = mask.broadcastAt(place);
    if (mask.type() == ElementType.BOOL) {
      return value != 0 ? bias : Double.NEGATIVE_INFINITY;
    }
    return bias + value;
  }

  /** Rearranges [N, length, heads * size] to [N, heads, length, size]. */
  private static Tensor64 apart(Tensor64 x, int heads) {
    if (x.rank() == 4) {
      return x;
    }
    int size = x.dim(2) / heads;
    return Tensor64.generate(
        x.type(),
        new int[] {x.dim(0), heads, x.dim(1), size},
        at -> x.at(at[0], at[2], at[1] * size + at[3]));
  }

  private static Tensor64 joined(Tensor64 y) {
    int size = y.dim(3);
    return Tensor64.generate(
        y.type(),
        new int[] {y.dim(0), y.dim(2), y.dim(1) * size},
        at -> y.at(at[0], at[2] / size, at[1], at[2] % size));
  }

  private static Tensor64 behind(Call call, int past, Tensor64 now) {
    if (!call.has(past)) {
      return now;
    }
    Tensor64 before = call.in(past);
    int length = before.dim(2);
    return Tensor64.generate(
        now.type(),
        new int[] {now.dim(0), now.dim(1), length + now.dim(2), now.dim(3)},
        at -> at[2] < length ? before.at(at) : now.at(at[0], at[1], at[2] - length, at[3]));
  }
}
