package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.image.Crop;
import io.cdmaa.image.ResizeMatrix;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.optimize.AffineFusion;
import io.cdmaa.optimize.BatchNormFolding;
import io.cdmaa.optimize.ConditionHoisting;
import io.cdmaa.optimize.ConstantPlaneConvolution;
import io.cdmaa.optimize.RedundantBiasElimination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The fused graph of one generator: from the photo's own pixels through crop resizing and the
 * generator's conventions to the fakes, their losses against the reference fakes, and back to the
 * gradient of the photo's pixels.
 *
 * <p>Inputs: {@value #PHOTO} [1,C,h,w] in [-1,1], {@value #CONDITION} [B,...], {@value #REFERENCE}
 * [B,3,H,W], {@value #WEIGHTS} [B]. Outputs: {@value #FAKES} [B,3,H,W] RGB in [-1,1], {@value
 * #LOSSES} [B], and {@value #GRADIENT} [1,C,h,w], the gradient of sum_b weights_b losses_b, so that
 * the gradients of K/B passes add up to that of a weighted sum over all K domains; with weights of
 * 1/K it is that of the mean.
 *
 * <p>For several photos {@value #PHOTO} and {@value #GRADIENT} have a row for each, B is the number
 * of photos times the domains of a pass, photo by photo, and the gradient of a photo is that of its
 * own rows.
 *
 * <p>Per domain: {@value #PHOTO} and {@value #GRADIENT} have B rows, and row b of the gradient is
 * weights_b times that of losses_b. Nothing can be shared between the rows then.
 *
 * <p>A generator that takes integers (uint8) gets the photo's values in its range unrounded, and
 * one that gives integers gives them unrounded ({@link RoundingRemoval}), so that the gradient is
 * that of the smooth function that the rounding was laid over. Class labels (int64) are given as
 * floats too.
 */
public final class ObjectiveGraph {
  /** Input: the crop of the photo. */
  public static final String PHOTO = "photo";

  /** Input: the conditions, if the generator has any. */
  public static final String CONDITION = "condition";

  /** Input: the fakes of the unprotected photo. */
  public static final String REFERENCE = "reference";

  /** Input: what each domain's loss counts in the gradient; absent where it cannot be chosen. */
  public static final String WEIGHTS = "weights";

  /** Input: what each pixel counts in a loss that has a map, [B,1,H,W], rows of sum 1. */
  public static final String MAP = "map";

  /** Output: the inner tensor that a latent loss compares, [B,...]. */
  public static final String FEATURES = "features";

  /** Output: the fakes. */
  public static final String FAKES = "fakes";

  /** Output: one loss per domain (MSE over all output elements, in [-1,1] units). */
  public static final String LOSSES = "losses";

  /** Output: the gradient with respect to the photo. */
  public static final String GRADIENT = "gradient";

  static final String TOTAL = "total";
  private static final String MODEL = "m/";
  private static final String GIVEN = "u/";
  private static final String OWN_IMAGE = "own_image";
  private static final String OWN_REFERENCE = "own_reference";

  private ObjectiveGraph() {}

  /** The graph that only makes fakes; inputs without the reference, output {@value #FAKES}. */
  public static Graph forward(Generator generator, PhotoShape photo) {
    return forward(generator, photo, Loss.mse());
  }

  /** The same with {@value #FEATURES} for a latent loss. */
  static Graph forward(Generator generator, PhotoShape photo, Loss loss) {
    GraphBuilder b = fakes(generator, photo, generator.photos(), loss);
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(FAKES, FAKES);
    if (loss instanceof Loss.Latent) {
      outputs.put(FEATURES, FEATURES);
    }
    return ConditionHoisting.apply(OrtGraphOptimizer.fold(b.build(outputs)));
  }

  /**
   * The whole objective with its gradient, for the default loss.
   *
   * @throws CdmaaException listing what stops the generator from being differentiated
   */
  public static Graph withGradient(Generator generator, PhotoShape photo) {
    return withGradient(generator, photo, Loss.mse());
  }

  /**
   * The whole objective with its gradient.
   *
   * @throws CdmaaException listing what stops the generator from being differentiated, or if its
   *     given gradient graph is of another loss
   */
  static Graph withGradient(Generator generator, PhotoShape photo, Loss loss) {
    if (generator.gradient().isPresent()) {
      if (loss.hasMap() || loss instanceof Loss.Latent) {
        throw new CdmaaException(
            "The gradient graph of "
                + generator.name()
                + " compares whole pictures only; leave 'gradient' out of its manifest, or choose"
                + " the loss mse or input");
      }
      return around(
          generator.gradient().get(), generator, fakes(generator, photo, generator.photos(), loss));
    }
    return withGradient(stages(generator, photo, generator.photos(), loss));
  }

  /**
   * The whole objective with one gradient per row, from a photo that is given once per row.
   *
   * @param generator one without a gradient graph of its own, as that tells the sum only
   * @throws CdmaaException listing what stops the generator from being differentiated
   */
  static Graph withGradientPerDomain(Generator generator, PhotoShape photo, Loss loss) {
    return withGradient(stages(generator, photo, generator.rows(), loss));
  }

  /**
   * The objective on its way to being differentiated: {@value #FAKES} and {@value #LOSSES} without
   * a gradient, folded and with all types known.
   *
   * @param naive with every node run for all rows of a pass
   * @param hoisted with BatchNormalization in the weights, what is shared run for one row, and
   *     chains of sums and products collapsed
   * @param opset the operator set of the model's file, which messages name
   */
  public record Stages(Graph naive, Graph hoisted, int opset) {}

  /** The stages that {@link #withGradient} goes through. */
  public static Stages stages(Generator generator, PhotoShape photo) {
    return stages(generator, photo, generator.photos(), Loss.mse());
  }

  private static Stages stages(Generator generator, PhotoShape photo, int photoRows, Loss loss) {
    GraphBuilder b = fakes(generator, photo, photoRows, loss);
    b.input(WEIGHTS, TensorType.floats(generator.rows()));
    long[] dims = fakesDims(generator);
    if (loss.hasMap()) {
      b.input(MAP, TensorType.floats(dims[0], 1, dims[2], dims[3]));
    }
    int opset = generator.opset();
    return loss instanceof Loss.Latent
        ? stages(b, FEATURES, generator.latent().orElseThrow().type().dims(), WEIGHTS, loss, opset)
        : stages(b, FAKES, dims, WEIGHTS, loss, opset);
  }

  /**
   * The last stage with its gradient; types are not known any more.
   *
   * @throws CdmaaException listing what stops the generator from being differentiated
   */
  public static Graph withGradient(Stages stages) {
    return differentiated(stages, PHOTO);
  }

  /**
   * The objective in the generator's own terms, for use from any language; see {@link
   * StandaloneGraph#of}.
   *
   * @throws CdmaaException if the generator cannot be differentiated
   */
  public static Graph standalone(Generator generator) {
    return standalone(generator, false);
  }

  /**
   * The objective in the generator's own terms.
   *
   * @param weighted whether there is a further input {@value #WEIGHTS} [K], and the gradient is
   *     that of the weighted sum of the losses instead of their mean
   * @throws CdmaaException as above
   */
  public static Graph standalone(Generator generator, boolean weighted) {
    return StandaloneGraph.of(generator, weighted);
  }

  /** Adds losses of the compared value against the reference, folds, moves out what is shared. */
  static Stages stages(
      GraphBuilder b, String compared, long[] dims, String weights, Loss loss, int opset) {
    b.input(REFERENCE, TensorType.floats(dims));
    String difference = b.sub(compared, REFERENCE);
    String square = b.mul(difference, difference);
    String losses = loss.hasMap() ? mapped(b, square) : mean(b, square, dims.length);
    String total = b.reduce("ReduceSum", b.mul(losses, weights), false, 0);
    String fakes = loss instanceof Loss.Latent ? FAKES : compared;
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(FAKES, fakes);
    if (loss instanceof Loss.Latent) {
      outputs.put(FEATURES, compared);
    }
    outputs.put(LOSSES, losses);
    outputs.put(TOTAL, total);
    Graph naive = OrtGraphOptimizer.fold(b.build(outputs));
    Graph plain = RedundantBiasElimination.apply(BatchNormFolding.apply(naive));
    Graph hoisted =
        ConstantPlaneConvolution.apply(OrtGraphOptimizer.fold(ConditionHoisting.apply(plain)));
    return new Stages(naive, AffineFusion.apply(hoisted), opset);
  }

  /** Planes first, then the rest: one pass over a large output would lose four digits. */
  private static String mean(GraphBuilder b, String square, int rank) {
    if (rank == 4) {
      return b.reduce("ReduceMean", b.reduce("ReduceMean", square, false, 2, 3), false, 1);
    }
    long[] axes = LongStream.range(1, rank).toArray();
    return axes.length == 0 ? square : b.reduce("ReduceMean", square, false, axes);
  }

  private static String mapped(GraphBuilder b, String square) {
    String planes = b.reduce("ReduceSum", b.mul(square, MAP), false, 2, 3);
    return b.reduce("ReduceMean", planes, false, 1);
  }

  static Graph differentiated(Stages stages, String wrt) {
    Graph objective = stages.hoisted();
    Differentiator differentiator = Differentiator.standard().forModelOf(stages.opset());
    GraphBuilder backward = GraphBuilder.of(objective, "g/");
    Map<String, String> results = new LinkedHashMap<>();
    results.put(FAKES, FAKES);
    if (objective.output(FEATURES).isPresent()) {
      results.put(FEATURES, FEATURES);
    }
    results.put(LOSSES, LOSSES);
    results.put(GRADIENT, differentiator.gradient(objective, TOTAL, wrt, backward));
    return backward.build(results);
  }

  /**
   * The photo's way to a given gradient graph and back. That graph measures in the model's own
   * units, which are gain times ours, so its losses and their gradient are divided by the gain's
   * square. One without weights of its own can be weighed from outside if it takes one row at a
   * time; otherwise the wrapped graph has no weights either and tells the gradient of the mean.
   */
  private static Graph around(Graph given, Generator generator, GraphBuilder b) {
    b.input(REFERENCE, TensorType.floats(fakesDims(generator)));
    Map<String, String> ends = new LinkedHashMap<>();
    ends.put(FAKES, FAKES);
    ends.put(OWN_IMAGE, OWN_IMAGE);
    ends.put(OWN_REFERENCE, toPort(b, REFERENCE, generator.output()));
    Graph forward =
        OrtGraphOptimizer.fold(
            ConditionHoisting.apply(BatchNormFolding.apply(OrtGraphOptimizer.fold(b.build(ends)))));
    GraphBuilder whole = GraphBuilder.of(forward, "g/");
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(StandaloneGraph.nameOf(generator.image().name()), OWN_IMAGE);
    generator
        .condition()
        .ifPresent(c -> inputs.put(StandaloneGraph.nameOf(c.name()), ownCondition(whole, c)));
    inputs.put(REFERENCE, OWN_REFERENCE);
    boolean weighsItself = given.input(WEIGHTS).isPresent();
    if (weighsItself || generator.batch() == 1) {
      whole.input(WEIGHTS, TensorType.floats(generator.batch()));
      inputs.put(WEIGHTS, WEIGHTS);
    }
    UnaryOperator<String> rename = inline(whole, given, GIVEN, inputs);
    double unit = 1 / (generator.output().range().gain() * generator.output().range().gain());
    String seed = whole.scale(rename.apply(GRADIENT), unit);
    if (!weighsItself && generator.batch() == 1) {
      seed = whole.mul(seed, WEIGHTS);
    }
    Map<String, String> results = new LinkedHashMap<>();
    results.put(FAKES, FAKES);
    results.put(LOSSES, whole.scale(rename.apply(LOSSES), unit));
    results.put(
        GRADIENT,
        Differentiator.standard().gradient(forward, Map.of(OWN_IMAGE, seed), PHOTO, whole));
    return whole.build(results);
  }

  /** The dimensions of the fakes of one pass. */
  static long[] fakesDims(Generator generator) {
    return new long[] {
      generator.rows(), 3, generator.output().height(), generator.output().width()
    };
  }

  /**
   * The way from the photo to the fakes.
   *
   * @param rows how often photos are given: each once, or once per row of the pass
   */
  private static GraphBuilder fakes(Generator generator, PhotoShape photo, int rows, Loss loss) {
    GraphBuilder b = new GraphBuilder("o/");
    String x =
        b.input(PHOTO, TensorType.floats(rows, photo.channels(), photo.height(), photo.width()));
    generator.condition().ifPresent(c -> b.input(CONDITION, TensorType.floats(c.type().dims())));
    x = resized(b, x, photo, generator);
    if (photo.channels() == 1) {
      x = b.expand(x, rows, 3, generator.image().height(), generator.image().width());
    }
    x = toPort(b, x, generator.image());
    named(b, x, OWN_IMAGE);
    x = ConditionHoisting.spread(b, OWN_IMAGE, rows, generator.image().dims(generator.rows()));
    String condition = generator.condition().map(c -> ownCondition(b, c)).orElse("");
    UnaryOperator<String> inner = inlined(b, generator, x, condition);
    named(b, fromPort(b, inner.apply(generator.output().name()), generator.output()), FAKES);
    if (loss instanceof Loss.Latent) {
      named(b, inner.apply(generator.latent().orElseThrow().name()), FEATURES);
    }
    return b;
  }

  private static void named(GraphBuilder b, String value, String name) {
    b.add(new Node("Identity", "", name, List.of(value), List.of(name), Attributes.none()));
  }

  /** The condition as the generator takes it; class labels are whole numbers. */
  private static String ownCondition(GraphBuilder b, Generator.ConditionPort condition) {
    ElementType type = condition.type().elementType();
    return type == ElementType.FLOAT
        ? CONDITION
        : b.op("Cast", Attributes.of("to", type.code()), CONDITION);
  }

  /** The generator's part of the photo and its antialiased resize, as two matrices around it. */
  private static String resized(GraphBuilder b, String x, PhotoShape photo, Generator generator) {
    ImagePort port = generator.image();
    Crop seen =
        generator
            .crop()
            .map(c -> c.in(photo.width(), photo.height()))
            .orElseGet(() -> Crop.whole(photo.width(), photo.height()));
    String y = x;
    if (photo.width() != port.width() || seen.width() != port.width()) {
      String columns = matrix(b, photo.width(), seen.x(), seen.width(), port.width());
      y = b.op("MatMul", y, b.transpose(columns, 1, 0));
    }
    if (photo.height() != port.height() || seen.height() != port.height()) {
      y = b.op("MatMul", matrix(b, photo.height(), seen.y(), seen.height(), port.height()), y);
    }
    return y;
  }

  /** Cuts {@code length} of {@code from} samples out and resizes these to {@code to}. */
  private static String matrix(GraphBuilder b, int from, int start, int length, int to) {
    float[] weights = ResizeMatrix.antialiasedBilinear(length, to).toArray();
    float[] padded = new float[to * from];
    for (int row = 0; row < to; row++) {
      System.arraycopy(weights, row * length, padded, row * from + start, length);
    }
    return b.constant(TensorData.ofFloats(padded, to, from));
  }

  private static String toPort(GraphBuilder b, String rgb, ImagePort port) {
    String x = port.color() == ColorOrder.BGR ? swapped(b, rgb) : rgb;
    x = affine(b, x, port.range().gain(), port.range().offset());
    return port.layout() == Layout.NHWC ? b.transpose(x, 0, 2, 3, 1) : x;
  }

  private static String fromPort(GraphBuilder b, String image, ImagePort port) {
    String x = port.layout() == Layout.NHWC ? b.transpose(image, 0, 3, 1, 2) : image;
    double gain = port.range().gain();
    x = affine(b, x, 1 / gain, -port.range().offset() / gain);
    return port.color() == ColorOrder.BGR ? swapped(b, x) : x;
  }

  private static String affine(GraphBuilder b, String x, double gain, double offset) {
    String scaled = b.scale(x, gain);
    return offset == 0 ? scaled : b.add(scaled, b.scalar(offset));
  }

  /** Reverses the channel axis of an NCHW image. */
  private static String swapped(GraphBuilder b, String x) {
    return b.op("Slice", x, b.vector(-1), b.vector(Long.MIN_VALUE), b.vector(1), b.vector(-1));
  }

  private static UnaryOperator<String> inlined(
      GraphBuilder b, Generator generator, String image, String condition) {
    return inlined(b, generator, image, condition, 0);
  }

  /**
   * The generator's own nodes; returns what its values are called now.
   *
   * @param copy counts how often the graph was added before
   */
  static UnaryOperator<String> inlined(
      GraphBuilder b, Generator generator, String image, String condition, int copy) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(generator.image().name(), image);
    generator.condition().ifPresent(c -> inputs.put(c.name(), condition));
    Graph graph = generator.graph();
    if (copy == 0) {
      return inline(b, graph, MODEL, inputs);
    }
    // The constants are those of the first copy.
    graph.initializers().keySet().forEach(name -> inputs.put(name, MODEL + name));
    Graph nodesOnly =
        new Graph(
            graph.opset(), graph.inputs(), graph.outputs(), graph.nodes(), Map.of(), graph.types());
    return inline(b, nodesOnly, "m" + copy + "/", inputs);
  }

  /**
   * Adds a graph's nodes, renamed so that no name of theirs meets one of ours. The generator's keep
   * their own labels, which messages show; labels have to be unique too.
   */
  private static UnaryOperator<String> inline(
      GraphBuilder b, Graph graph, String prefix, Map<String, String> inputs) {
    UnaryOperator<String> rename =
        name -> name.isEmpty() ? name : inputs.getOrDefault(name, prefix + name);
    graph.initializers().forEach((name, data) -> b.initializer(rename.apply(name), data));
    graph
        .nodes()
        .forEach(
            n ->
                b.add(
                    new Node(
                        n.opType(),
                        n.domain(),
                        n.name().isEmpty() || prefix.equals(MODEL) ? n.name() : prefix + n.name(),
                        n.inputs().stream().map(rename).toList(),
                        n.outputs().stream().map(rename).toList(),
                        n.attributes())));
    return rename;
  }
}
