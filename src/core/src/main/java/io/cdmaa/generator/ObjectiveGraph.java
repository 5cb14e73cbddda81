package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.optimize.RowSpread;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * The fused graph of one generator: from the photo's own pixels through crop, resize and conversion
 * to the generator's format to the fakes and their losses against the reference fakes, and back to
 * the gradient with respect to the photo's pixels.
 *
 * <p>Inputs: {@value #PHOTO} [1,C,h,w] in [-1,1], {@value #CONDITION} [B,...], {@value #REFERENCE}
 * [B,3,H,W], {@value #WEIGHTS} [B]. Outputs: {@value #FAKES} [B,3,H,W] RGB in [-1,1], {@value
 * #LOSSES} [B], and {@value #GRADIENT} [1,C,h,w], the gradient of sum_b weights_b losses_b. The
 * gradients of K/B passes therefore add up to that of a weighted sum over all K domains; with
 * weights of 1/K it is the gradient of the mean.
 *
 * <p>For several photos {@value #PHOTO} and {@value #GRADIENT} have a row for each, B is the number
 * of photos times the domains per pass, ordered by photo, and the gradient of a photo is that of
 * its own rows.
 *
 * <p>Per domain: {@value #PHOTO} and {@value #GRADIENT} have B rows, and row b of the gradient is
 * weights_b times the gradient of losses_b. The rows then cannot share any computation.
 *
 * <p>A generator with an integer input (uint8) receives the photo's values in its range unrounded,
 * and an integer output is used unrounded ({@link RoundingRemoval}), so that the gradient is that
 * of the smooth function before rounding. Class labels (int64) are passed as floats, too.
 */
public final class ObjectiveGraph {
  /** Input: the crop of the photo. */
  public static final String PHOTO = "photo";

  /** Input: the conditions, if the generator has any. */
  public static final String CONDITION = "condition";

  /** Input: the fakes of the unprotected photo. */
  public static final String REFERENCE = "reference";

  /**
   * Input: the weight of each domain's loss in the gradient; absent if weights are not supported.
   */
  public static final String WEIGHTS = "weights";

  /** Input: the weight of each pixel in a loss with a map, [B,1,H,W], rows of sum 1. */
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
  static final String OWN_IMAGE = "own_image";

  private ObjectiveGraph() {}

  /**
   * Returns the graph that only computes fakes: its inputs without the reference, its output
   * {@value #FAKES}.
   */
  public static Graph forward(Generator generator, PhotoShape photo) {
    return forward(generator, photo, Loss.mse());
  }

  /** The same, with an output {@value #FEATURES} for a latent loss. */
  static Graph forward(Generator generator, PhotoShape photo, Loss loss) {
    GraphBuilder b = fakes(generator, photo, generator.photos(), loss);
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(FAKES, FAKES);
    if (loss instanceof Loss.Latent) {
      outputs.put(FEATURES, FEATURES);
    }
    return GraphPasses.run(
        GraphPasses.sharedForFakes(), GraphPasses.run(GraphPasses.fused(), b.build(outputs)));
  }

  /**
   * Returns the whole objective with its gradient, for the default loss.
   *
   * @throws CdmaaException listing what prevents the generator from being differentiated
   */
  public static Graph withGradient(Generator generator, PhotoShape photo) {
    return withGradient(generator, photo, Loss.mse());
  }

  /**
   * Returns the whole objective with its gradient.
   *
   * @throws CdmaaException listing what prevents the generator from being differentiated, or if its
   *     given gradient graph is for another loss
   */
  static Graph withGradient(Generator generator, PhotoShape photo, Loss loss) {
    if (generator.gradient().isPresent()) {
      if (loss.hasMap() || loss instanceof Loss.Latent) {
        throw new CdmaaException(
            ErrorReason.SETTING,
            "The gradient graph of "
                + generator.name()
                + " only supports losses over whole images; leave 'gradient' out of its"
                + " manifest, or choose"
                + " the loss mse or input");
      }
      return CustomObjective.around(
          generator.gradient().get(), generator, fakes(generator, photo, generator.photos(), loss));
    }
    return withGradient(stages(generator, photo, generator.photos(), loss));
  }

  /**
   * Returns the whole objective with one gradient per row, from a photo that is passed once per
   * row.
   *
   * @param generator without a gradient graph of its own, since that computes only the sum
   * @throws CdmaaException listing what prevents the generator from being differentiated
   */
  static Graph withGradientPerDomain(Generator generator, PhotoShape photo, Loss loss) {
    return withGradient(stages(generator, photo, generator.rows(), loss));
  }

  /**
   * The objective before differentiation: {@value #FAKES} and {@value #LOSSES} without a gradient,
   * folded and with all types known.
   *
   * @param naive with every node run for all rows of a pass
   * @param hoisted with BatchNormalization merged into the weights, shared parts run for one row,
   *     and chains of sums and products collapsed
   * @param opset the operator set of the model's file, for messages
   */
  public record Stages(Graph naive, Graph hoisted, int opset) {}

  /** Returns the stages that {@link #withGradient} goes through. */
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
   * Returns the last stage with its gradient; types are no longer known.
   *
   * @throws CdmaaException listing what prevents the generator from being differentiated
   */
  public static Graph withGradient(Stages stages) {
    return differentiated(stages, PHOTO);
  }

  /**
   * Returns the objective in the generator's own format, for use from any language; see {@link
   * StandaloneGraph#of}.
   *
   * @throws CdmaaException if the generator cannot be differentiated
   */
  public static Graph standalone(Generator generator) {
    return standalone(generator, false);
  }

  /**
   * Returns the objective in the generator's own format.
   *
   * @param weighted whether there is a further input {@value #WEIGHTS} [K], and the gradient is
   *     that of the weighted sum of the losses instead of their mean
   * @throws CdmaaException as above
   */
  public static Graph standalone(Generator generator, boolean weighted) {
    return StandaloneGraph.of(generator, weighted);
  }

  /**
   * Adds the losses of the compared value against the reference, folds, and hoists shared parts.
   */
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
    Graph naive = GraphPasses.run(GraphPasses.fused(), b.build(outputs));
    return new Stages(naive, GraphPasses.run(GraphPasses.shared(), naive), opset);
  }

  /**
   * Averages over planes first, then over the rest: one pass over a large output would lose four
   * digits.
   */
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

  /** Returns the dimensions of the fakes of one pass. */
  static long[] fakesDims(Generator generator) {
    return new long[] {
      generator.rows(), 3, generator.output().height(), generator.output().width()
    };
  }

  /**
   * Emits the graph from the photo to the fakes.
   *
   * @param rows the number of photo rows: one per photo, or one per row of the pass
   */
  private static GraphBuilder fakes(Generator generator, PhotoShape photo, int rows, Loss loss) {
    GraphBuilder b = new GraphBuilder("o/");
    String x =
        b.input(PHOTO, TensorType.floats(rows, photo.channels(), photo.height(), photo.width()));
    generator.condition().ifPresent(c -> b.input(CONDITION, TensorType.floats(c.type().dims())));
    x = PhotoPrefix.emit(b, x, photo, rows, generator);
    x = ImageConventions.toPort(b, x, generator.image());
    named(b, x, OWN_IMAGE);
    x = RowSpread.emit(b, OWN_IMAGE, rows, generator.image().dims(generator.rows()));
    String condition = generator.condition().map(c -> ownCondition(b, c)).orElse("");
    UnaryOperator<String> inner = GraphInlining.generator(b, generator, x, condition, 0);
    named(
        b,
        ImageConventions.fromPort(b, inner.apply(generator.output().name()), generator.output()),
        FAKES);
    if (loss instanceof Loss.Latent) {
      named(b, inner.apply(generator.latent().orElseThrow().name()), FEATURES);
    }
    return b;
  }

  private static void named(GraphBuilder b, String value, String name) {
    b.add(new Node("Identity", "", name, List.of(value), List.of(name), Attributes.none()));
  }

  /** Converts the condition to the generator's type; class labels are integers. */
  static String ownCondition(GraphBuilder b, PreparedGraph.ConditionPort condition) {
    ElementType type = condition.type().elementType();
    return type == ElementType.FLOAT
        ? CONDITION
        : b.op("Cast", Attributes.of("to", type.code()), CONDITION);
  }
}
