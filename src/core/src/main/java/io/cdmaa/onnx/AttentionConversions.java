package io.cdmaa.onnx;

import io.cdmaa.onnx.OpsetConverter.ConvolutionRewriter;
import java.util.List;
import java.util.Map;

/**
 * Attention, new in opset 23, expressed by its matrix products and Softmax (Vaswani et al. 2017,
 * section 3.2.2): softmax(scale Q K' + mask) V for each head.
 */
final class AttentionConversions {
  /** Large enough for the exponential to be 0, but finite, so that no row becomes NaN. */
  private static final float MASKED = -Float.MAX_VALUE;

  private AttentionConversions() {}

  static void addTo(Map<String, ConvolutionRewriter> table) {
    table.put("Attention", AttentionConversions::attention);
  }

  /** A value of the shape [N, heads, length, size]. */
  private record Heads(String name, TensorType type) {
    long count() {
      return type.dim(1);
    }

    long length() {
      return type.dim(2);
    }

    long size() {
      return type.dim(3);
    }
  }

  private static void attention(ConversionContext site) {
    Node node = site.node();
    if (node.hasOutput(3)) {
      throw site.refused("gives its scores as an output", "export the model without them");
    }
    Attributes attributes = site.attributes();
    boolean flat = site.inputType(0).rank() == 3;
    Heads q = heads(site, 0, attributes.integer("q_num_heads", 0));
    Heads k = cached(site, heads(site, 1, attributes.integer("kv_num_heads", 0)), 4, 1);
    Heads v = cached(site, heads(site, 2, attributes.integer("kv_num_heads", 0)), 5, 2);
    k = repeated(site, k, q.count());
    v = repeated(site, v, q.count());
    TensorType scoreType = type(q, q.count(), q.length(), k.length());
    String turned =
        site.emit(
            "Transpose",
            Attributes.of("perm", new long[] {0, 1, 3, 2}),
            type(k, k.count(), k.size(), k.length()),
            k.name());
    String scores = site.emit("MatMul", Attributes.none(), scoreType, q.name(), turned);
    double scale = attributes.real("scale", 0);
    scores = scaled(site, scores, scoreType, scale == 0 ? 1 / Math.sqrt((double) q.size()) : scale);
    double cap = attributes.real("softcap", 0);
    if (cap > 0) {
      String inner = scaled(site, scores, scoreType, 1 / cap);
      scores = scaled(site, site.emit("Tanh", Attributes.none(), scoreType, inner), scoreType, cap);
    }
    scores = masked(site, scores, scoreType);
    String weights = site.emit("Softmax", Attributes.of("axis", -1), scoreType, scores);
    TensorType mixedType = type(q, q.count(), q.length(), v.size());
    List<String> result = List.of(node.output());
    if (!flat) {
      site.finish("MatMul", Attributes.none(), result, weights, v.name());
      return;
    }
    String mixed = site.emit("MatMul", Attributes.none(), mixedType, weights, v.name());
    long[] joined = {mixedType.dim(0), q.length(), q.count() * v.size()};
    String rows =
        site.emit(
            "Transpose",
            Attributes.of("perm", new long[] {0, 2, 1, 3}),
            type(q, q.length(), q.count(), v.size()),
            mixed);
    site.finish("Reshape", Attributes.none(), result, rows, site.vector(joined));
  }

  private static TensorType type(Heads like, long... dims) {
    long[] all = new long[4];
    all[0] = like.type().dim(0);
    System.arraycopy(dims, 0, all, 1, 3);
    return new TensorType(like.type().elementType(), all);
  }

  /**
   * Returns an input with its heads on an axis of their own; an input of rank 3 holds them side by
   * side.
   */
  private static Heads heads(ConversionContext site, int input, long count) {
    TensorType type = site.inputType(input);
    String name = site.node().input(input);
    if (type.rank() == 4) {
      return new Heads(name, type);
    }
    if (type.rank() != 3 || count < 1 || type.dim(2) % count != 0) {
      throw site.refused("does not say how its heads lie in " + type, "export the model again");
    }
    TensorType apart =
        new TensorType(type.elementType(), type.dim(0), type.dim(1), count, type.dim(2) / count);
    TensorType turned =
        new TensorType(type.elementType(), type.dim(0), count, type.dim(1), type.dim(2) / count);
    String split = site.emit("Reshape", Attributes.none(), apart, name, site.vector(apart.dims()));
    return new Heads(
        site.emit("Transpose", Attributes.of("perm", new long[] {0, 2, 1, 3}), turned, split),
        turned);
  }

  /** Appends to the cache of an earlier call, and exposes the result as an output. */
  private static Heads cached(ConversionContext site, Heads now, int past, int present) {
    Node node = site.node();
    Heads all = now;
    if (node.hasInput(past)) {
      long length = site.inputType(past).dim(2) + now.length();
      TensorType type = type(now, now.count(), length, now.size());
      Attributes axis = Attributes.of("axis", 2);
      all = new Heads(site.emit("Concat", axis, type, node.input(past), now.name()), type);
    }
    if (node.hasOutput(present)) {
      String shown = node.outputs().get(present);
      site.finish("Identity", Attributes.none(), List.of(shown), all.name());
    }
    return all;
  }

  /** Repeats each head for the query heads that share it. */
  private static Heads repeated(ConversionContext site, Heads few, long count) {
    if (few.count() == count) {
      return few;
    }
    if (few.count() < 1 || count % few.count() != 0) {
      throw site.refused(
          "has " + count + " heads of queries for " + few.count() + " of keys",
          "export the model again");
    }
    long[] dims = {few.type().dim(0), few.count(), 1, few.length(), few.size()};
    ElementType element = few.type().elementType();
    String single =
        site.emit(
            "Reshape",
            Attributes.none(),
            new TensorType(element, dims),
            few.name(),
            site.vector(dims));
    dims[2] = count / few.count();
    TensorType spread = new TensorType(element, dims);
    String copies = site.emit("Expand", Attributes.none(), spread, single, site.vector(dims));
    TensorType all = type(few, count, few.length(), few.size());
    return new Heads(
        site.emit("Reshape", Attributes.none(), all, copies, site.vector(all.dims())), all);
  }

  private static String scaled(ConversionContext site, String x, TensorType type, double factor) {
    String constant = site.constant(Float32.cast(TensorData.scalar(factor), type.elementType()));
    return site.emit("Mul", Attributes.none(), type, x, constant);
  }

  private static String masked(ConversionContext site, String scores, TensorType type) {
    String result = scores;
    if (site.node().hasInput(3)) {
      TensorType given = site.inputType(3);
      String mask = site.node().input(3);
      if (given.elementType() == ElementType.BOOL) {
        TensorType bias = new TensorType(type.elementType(), given.dims());
        mask =
            site.emit(
                "Where",
                Attributes.none(),
                bias,
                mask,
                number(site, type, 0),
                number(site, type, MASKED));
      }
      result = site.emit("Add", Attributes.none(), type, result, mask);
    }
    if (site.attributes().integer("is_causal", 0) == 1) {
      result = site.emit("Add", Attributes.none(), type, result, causal(site, type));
    }
    return result;
  }

  private static String number(ConversionContext site, TensorType like, float value) {
    return site.constant(Float32.cast(TensorData.scalar(value), like.elementType()));
  }

  /** Returns the mask by which a query sees only the keys up to its own position. */
  private static String causal(ConversionContext site, TensorType type) {
    int queries = (int) type.dim(2);
    int keys = (int) type.dim(3);
    float[] bias = new float[queries * keys];
    for (int i = 0; i < bias.length; i++) {
      bias[i] = i % keys > i / keys ? MASKED : 0;
    }
    return site.constant(
        Float32.cast(TensorData.ofFloats(bias, queries, keys), type.elementType()));
  }
}
