package io.cdmaa.bf16;

import com.sun.jna.Pointer;
import io.cdmaa.bf16.Engine.Primitive;
import io.cdmaa.bf16.Plan.Argument;
import io.cdmaa.bf16.Shares.Share;
import io.cdmaa.bf16.Tensor.Element;
import io.cdmaa.onnx.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The normalisation of one image by bands of its lines, which threads can share and caches hold;
 * oneDNN's primitive for a whole image runs on a single thread. The statistics of an image follow
 * from those of its bands: its mean is the mean of their means m, its variance the mean of v + (m -
 * mean)^2 with their variances v. Its gradient is scale / deviation * (g - mean(g) - n * mean(g *
 * n)), where n is what is normalised: each band computes the first term and its part of both means.
 */
final class BandedNormalization implements ImageNormalization {
  private final Plan plan;
  private final List<Share> bands;
  private final Tensor x;
  private final Tensor scale;
  private final float epsilon;
  private final long channels;
  private final Tensor mean;
  private final Tensor variance;
  private final List<Tensor> masks = new ArrayList<>();

  /**
   * @param bands of one image, in order
   * @param x the batch of images that it belongs to
   */
  BandedNormalization(Plan plan, List<Share> bands, Tensor x, Tensor scale, float epsilon) {
    this.plan = plan;
    this.bands = bands;
    this.x = x;
    this.scale = scale;
    this.epsilon = epsilon;
    channels = x.dims()[1];
    mean = plan.allocate(Element.F32, 1, channels);
    variance = plan.allocate(Element.F32, 1, channels);
  }

  @Override
  public void forward(Lowering at, Node node, Tensor shift, Tensor target, boolean rectified) {
    statistics(at, node, target);
    for (Share band : bands) {
      Tensor from = band.of(plan, x);
      Tensor to = band.of(plan, target);
      Primitive primitive =
          BatchNormalization.forward(at, node, from, to, epsilon, flags(rectified));
      List<Argument> arguments = given(from);
      arguments.add(new Argument(Codes.ARG_SHIFT, shift));
      arguments.add(new Argument(Codes.ARG_TARGET, to));
      if (rectified) {
        Tensor mask = BatchNormalization.mask(plan, primitive);
        masks.add(mask);
        arguments.add(new Argument(Codes.ARG_WORKSPACE, mask));
      }
      plan.add("normalisation", primitive, arguments.toArray(Argument[]::new));
    }
  }

  /** Adds the mean and the variance of each channel. */
  private void statistics(Lowering at, Node node, Tensor target) {
    Tensor means = plan.allocate(Element.F32, bands.size(), channels);
    Tensor variances = plan.allocate(Element.F32, bands.size(), channels);
    for (int i = 0; i < bands.size(); i++) {
      Tensor from = bands.get(i).of(plan, x);
      // Normalised by its own statistics, a band is of no use, and overwritten.
      Tensor to = bands.get(i).of(plan, target);
      plan.add(
          "normalisation",
          BatchNormalization.forward(at, node, from, to, epsilon, 0),
          new Argument(Codes.ARG_SOURCE, from),
          new Argument(Codes.ARG_MEAN, vector(plan.rows(means, i, 1))),
          new Argument(Codes.ARG_VARIANCE, vector(plan.rows(variances, i, 1))),
          new Argument(Codes.ARG_TARGET, to));
    }
    float[] weights = weights();
    total(at, node, weights, means, mean, new PostOperations());
    Tensor spread = plan.allocate(Element.F32, bands.size(), channels);
    PostOperations withVariance =
        new PostOperations().function(Codes.SQUARE, 0, 0).combined(Codes.ADD, variances);
    pair(at, node, Codes.SUB, means, mean, spread, withVariance);
    total(at, node, weights, spread, variance, new PostOperations());
  }

  @Override
  public void backward(Lowering at, Node node, boolean rectified, Tensor g, Tensor target) {
    Tensor products = plan.allocate(Element.F32, bands.size(), channels);
    Tensor sums = plan.allocate(Element.F32, bands.size(), channels);
    for (int i = 0; i < bands.size(); i++) {
      Share band = bands.get(i);
      Tensor from = band.of(plan, x);
      Tensor gBand = band.of(plan, g);
      Tensor to = band.of(plan, target);
      List<Argument> arguments = given(from);
      arguments.add(new Argument(Codes.ARG_TARGET_GRADIENT, gBand));
      arguments.add(new Argument(Codes.ARG_SOURCE_GRADIENT, to));
      arguments.add(new Argument(Codes.ARG_SCALE_GRADIENT, vector(plan.rows(products, i, 1))));
      arguments.add(new Argument(Codes.ARG_SHIFT_GRADIENT, vector(plan.rows(sums, i, 1))));
      if (rectified) {
        arguments.add(Argument.read(Codes.ARG_WORKSPACE, masks.get(i)));
      }
      plan.add(
          "normalisation gradient",
          BatchNormalization.backward(at, node, from, gBand, to, epsilon, flags(rectified)),
          arguments.toArray(Argument[]::new));
    }
    Tensor slope = throughStatistics(at, node, products, -1);
    Tensor offset = throughStatistics(at, node, sums, -0.5);
    // slope * (x - mean) + offset as slope * x + rest, which needs one operand less.
    Tensor rest = plan.allocate(Element.F32, 1, channels);
    PostOperations negative =
        new PostOperations().function(Codes.LINEAR, -1, 0).combined(Codes.ADD, offset);
    pair(at, node, Codes.MUL, slope, mean, rest, negative);
    for (Share band : bands) {
      // Its own target as an operand: oneDNN reads each element before it writes it.
      Tensor to = band.of(plan, target);
      PostOperations others =
          new PostOperations().combined(Codes.ADD, plane(rest)).combined(Codes.ADD, to);
      pair(at, node, Codes.MUL, band.of(plan, x), plane(slope), to, others);
    }
  }

  /** Returns -scale / pixels * (variance + epsilon)^power * the sum of what the bands give. */
  private Tensor throughStatistics(Lowering at, Node node, Tensor rows, double power) {
    Tensor factor = plan.allocate(Element.F32, 1, channels);
    double pixels = x.dims()[2] * x.dims()[3];
    PostOperations scaled =
        new PostOperations()
            .function(Codes.POW, -1 / pixels, power)
            .combined(Codes.MUL, row(scale));
    Tensor offset = plan.constant(new float[] {epsilon}, 1, 1);
    pair(at, node, Codes.ADD, variance, offset, factor, scaled);
    Tensor result = plan.allocate(Element.F32, 1, channels);
    float[] ones = new float[bands.size()];
    Arrays.fill(ones, 1);
    total(at, node, ones, rows, result, new PostOperations().combined(Codes.MUL, factor));
    return result;
  }

  private static int flags(boolean rectified) {
    return Codes.USE_STATISTICS
        | Codes.USE_SCALE
        | Codes.USE_SHIFT
        | (rectified ? Codes.FUSE_RELU : 0);
  }

  private List<Argument> given(Tensor source) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(Codes.ARG_SOURCE, source));
    arguments.add(Argument.read(Codes.ARG_MEAN, vector(mean)));
    arguments.add(Argument.read(Codes.ARG_VARIANCE, vector(variance)));
    arguments.add(new Argument(Codes.ARG_SCALE, scale));
    return arguments;
  }

  /** Returns the part of an image's lines that each band has. */
  private float[] weights() {
    float[] weights = new float[bands.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) ((double) bands.get(i).lines() / x.dims()[2]);
    }
    return weights;
  }

  /** Adds the weighted sum of rows, as a product of matrices. */
  private void total(
      Lowering at, Node node, float[] weights, Tensor rows, Tensor sum, PostOperations then) {
    Engine engine = plan.engine();
    Tensor factors = plan.constant(weights, 1, weights.length);
    Pointer attributes = then.attributes(engine);
    at.add(
        node,
        "sum of bands",
        r ->
            Dnnl.matmulPrimitiveDescCreate(
                r, engine.pointer(), factors.desc(), rows.desc(), null, sum.desc(), attributes),
        then.after(
            new Argument(Codes.ARG_SOURCE, factors),
            new Argument(Codes.ARG_WEIGHTS, rows),
            new Argument(Codes.ARG_TARGET, sum)));
  }

  /** Adds a difference or a sum, the second operand of which may be broadcast. */
  private void pair(
      Lowering at, Node node, int kind, Tensor a, Tensor b, Tensor result, PostOperations then) {
    Engine engine = plan.engine();
    Pointer attributes = then.attributes(engine);
    at.add(
        node,
        "binary",
        r ->
            Dnnl.binaryPrimitiveDescCreate(
                r, engine.pointer(), kind, a.desc(), b.desc(), result.desc(), attributes),
        then.after(
            new Argument(Codes.ARG_SOURCE, a),
            new Argument(Codes.ARG_SECOND, b),
            new Argument(Codes.ARG_TARGET, result)));
  }

  private Tensor vector(Tensor row) {
    return plan.view(row, 0, new long[] {channels}, new long[] {1});
  }

  private Tensor row(Tensor vector) {
    return plan.view(vector, 0, new long[] {1, channels}, new long[] {channels, 1});
  }

  private Tensor plane(Tensor row) {
    long[] dims = {1, channels, 1, 1};
    return plan.view(row, 0, dims, Tensor.channelsLast(dims));
  }
}
