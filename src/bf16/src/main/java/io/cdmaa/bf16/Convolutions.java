package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.cdmaa.bf16.Bands.Band;
import io.cdmaa.bf16.Bands.Lines;
import io.cdmaa.bf16.Elementwise.Function;
import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Lowering.Unsupported;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Convolutions and transposed convolutions of images with constant weights. */
final class Convolutions {
  private Convolutions() {}

  /** The numbers that describe where the windows lie; extent is the lines that each covers. */
  private record Window(long[] strides, long[] dilates, long[] before, long[] after, long extent) {
    Lines lines() {
      return new Lines(strides[0], extent, before[0], after[0]);
    }
  }

  /**
   * Lowers a convolution.
   *
   * @param activation a function to apply to each element of the result
   */
  static void lower(Lowering at, Node node, Optional<Function> activation, Tensor target) {
    boolean transposed = node.opType().equals("ConvTranspose");
    TensorData data =
        at.graph()
            .constant(node.input(1))
            .orElseThrow(() -> new Unsupported(node, "its weights are not constant"));
    Tensor x = at.read(node, 0);
    if (x.rank() != 4 || !x.hasStrides(Tensor.channelsLast(x.dims()))) {
      throw new Unsupported(node, "not a dense image");
    }
    Window w = window(node, data, x, target, transposed);
    Engine engine = at.plan().engine();
    int group = (int) node.attributes().integer("group", 1);
    Tensor weights = weights(at, data, group, transposed);
    Element factors = at.factors(node);
    Tensor source = at.in(factors, x);
    Optional<Tensor> bias = node.hasInput(2) ? Optional.of(bias(at, node)) : Optional.empty();
    Pointer any = engine.anyLayout(factors, weights.dims());
    Pointer biasDesc = bias.map(Tensor::desc).orElse(null);
    PostOperations then = new PostOperations();
    activation.ifPresent(f -> then.function(f.kind(), f.alpha(), f.beta()));
    Pointer attributes = then.attributes(engine);
    String name = transposed ? "deconvolution" : "convolution";
    int algorithm = transposed ? Codes.DECONVOLUTION_DIRECT : Codes.CONVOLUTION_DIRECT;
    Describe describe =
        transposed
            ? Dnnl::deconvolutionForwardPrimitiveDescCreate
            : Dnnl::convolutionForwardPrimitiveDescCreate;
    Tensor packed = null;
    for (Share share : shares(at, target, w, transposed)) {
      Band band = Bands.of(at.plan(), source, target, share, w.lines(), transposed);
      Tensor from = band.source();
      Tensor to = band.target();
      Primitive primitive =
          at.primitive(
              node,
              name,
              r ->
                  describe.call(
                      r,
                      engine.pointer(),
                      Codes.FORWARD_INFERENCE,
                      algorithm,
                      from.desc(),
                      any,
                      biasDesc,
                      to.desc(),
                      w.strides(),
                      w.dilates(),
                      new long[] {band.above(), w.before()[1]},
                      new long[] {band.below(), w.after()[1]},
                      attributes));
      Pointer wanted = Dnnl.primitiveDescQueryMd(primitive.desc(), Codes.QUERY_WEIGHTS, 0);
      if (packed == null || Dnnl.memoryDescEqual(wanted, packed.desc()) == 0) {
        packed = at.plan().converted(weights, factors, wanted);
      }
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(Codes.ARG_SOURCE, from));
      arguments.add(new Argument(Codes.ARG_WEIGHTS, packed));
      bias.ifPresent(b -> arguments.add(new Argument(Codes.ARG_BIAS, b)));
      arguments.add(new Argument(Codes.ARG_TARGET, to));
      at.plan().add(name, primitive, arguments.toArray(Argument[]::new));
    }
  }

  /** Returns the parts; none of them may consist of lines that no line of the source adds to. */
  private static List<Share> shares(Lowering at, Tensor target, Window w, boolean transposed) {
    boolean gaps = transposed && w.extent() < w.strides()[0];
    boolean border = Math.max(w.before()[0], w.after()[0]) >= w.extent();
    return gaps || border ? List.of(Share.images(0, target.dims()[0])) : at.shares(target);
  }

  /** How oneDNN describes both kinds, which take the same arguments. */
  private interface Describe {
    int call(
        PointerByReference result,
        Pointer engine,
        int propagation,
        int algorithm,
        Pointer source,
        Pointer weights,
        Pointer bias,
        Pointer target,
        long[] strides,
        long[] dilates,
        long[] before,
        long[] after,
        Pointer attributes);
  }

  private static Tensor bias(Lowering at, Node node) {
    Tensor bias = at.read(node, 2);
    if (bias.type() != Element.F32 || bias.rank() != 1) {
      throw new Unsupported(node, "its bias is no vector");
    }
    return bias;
  }

  private static Window window(Node node, TensorData data, Tensor x, Tensor y, boolean transposed) {
    String auto = node.attributes().string("auto_pad", "NOTSET");
    boolean fixed = auto.equals("NOTSET") || auto.equals("VALID");
    if (!fixed || node.attributes().has("output_shape")) {
      throw new Unsupported(node, "its padding depends on the size");
    }
    long[] strides = node.attributes().integers("strides", 1, 1);
    long[] dilations = node.attributes().integers("dilations", 1, 1);
    long[] pads = node.attributes().integers("pads", 0, 0, 0, 0);
    long[] dilates = {dilations[0] - 1, dilations[1] - 1};
    long[] before = {pads[0], pads[1]};
    long[] after = new long[2];
    long[] extents = new long[2];
    for (int i = 0; i < 2; i++) {
      extents[i] = (data.type().dim(i + 2) - 1) * dilations[i] + 1;
      long small = transposed ? x.dims()[i + 2] : y.dims()[i + 2];
      long large = transposed ? y.dims()[i + 2] : x.dims()[i + 2];
      // What the windows cover beyond the end; less than nothing where they leave a rest.
      long covered = (small - 1) * strides[i] + extents[i] - large - before[i];
      after[i] = transposed ? covered : pads[i + 2];
    }
    return new Window(strides, dilates, before, after, extents[0]);
  }

  /** Returns the weights as oneDNN orders them: [groups,] outputs, inputs, kernel. */
  private static Tensor weights(Lowering at, TensorData data, int group, boolean transposed) {
    long[] d = data.dims();
    long taps = d[2] * d[3];
    Tensor flat = at.plan().constant(data.floats(), d);
    long outputs = transposed ? d[1] : d[0] / group;
    long inputs = transposed ? d[0] / group : d[1];
    long outputStep = transposed ? taps : inputs * taps;
    long inputStep = transposed ? outputs * taps : taps;
    if (group == 1) {
      return at.plan()
          .view(
              flat,
              0,
              new long[] {outputs, inputs, d[2], d[3]},
              new long[] {outputStep, inputStep, d[3], 1});
    }
    return at.plan()
        .view(
            flat,
            0,
            new long[] {group, outputs, inputs, d[2], d[3]},
            new long[] {outputs * inputs * taps, outputStep, inputStep, d[3], 1});
  }
}
