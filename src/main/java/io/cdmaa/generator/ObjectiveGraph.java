package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.image.ResizeMatrix;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.ElementType;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphs;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.optimize.BatchNormFolding;
import io.cdmaa.optimize.ConditionHoisting;
import io.cdmaa.tensor.FloatTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The fused graph of one generator: from the photo's own pixels through crop resizing and the
 * generator's conventions to the fakes, their losses against the reference fakes, and back to the
 * gradient of the photo's pixels.
 *
 * <p>Inputs: {@value #PHOTO} [1,C,h,w] in [-1,1], {@value #CONDITION} [B,...], {@value #REFERENCE}
 * [B,3,H,W]. Outputs: {@value #FAKES} [B,3,H,W] RGB in [-1,1], {@value #LOSSES} [B], and {@value
 * #GRADIENT} [1,C,h,w], the gradient of sum_b losses_b / K, K being the number of domains, so that
 * the gradients of K/B passes add up to that of the mean over domains.
 *
 * <p>A generator that takes integers (uint8) gets the photo's values in its range unrounded, and
 * one that gives integers gives them unrounded ({@link SmoothOutput}), so that the gradient is that
 * of the smooth function that the rounding was laid over. Class labels (int64) are given as floats
 * too.
 */
public final class ObjectiveGraph {
  /** Input: the crop of the photo. */
  public static final String PHOTO = "photo";

  /** Input: the conditions, if the generator has any. */
  public static final String CONDITION = "condition";

  /** Input: the fakes of the unprotected photo. */
  public static final String REFERENCE = "reference";

  /** Output: the fakes. */
  public static final String FAKES = "fakes";

  /** Output: one loss per domain (MSE over all output elements, in [-1,1] units). */
  public static final String LOSSES = "losses";

  /** Output: the gradient with respect to the photo. */
  public static final String GRADIENT = "gradient";

  private static final String TOTAL = "total";
  private static final String MODEL = "m/";
  private static final String GIVEN = "u/";
  private static final String OWN_IMAGE = "own_image";
  private static final String OWN_REFERENCE = "own_reference";

  private ObjectiveGraph() {}

  /** The graph that only makes fakes; inputs without the reference, output {@value #FAKES}. */
  public static Graph forward(Generator generator, PhotoShape photo) {
    GraphBuilder b = fakes(generator, photo);
    return ConditionHoisting.apply(OrtGraphs.fold(b.build(Map.of(FAKES, FAKES))));
  }

  /**
   * The whole objective with its gradient.
   *
   * @throws CdmaaException listing what stops the generator from being differentiated
   */
  public static Graph withGradient(Generator generator, PhotoShape photo) {
    if (generator.gradient().isPresent()) {
      return around(generator.gradient().get(), generator, fakes(generator, photo));
    }
    return withGradient(stages(generator, photo));
  }

  /**
   * The objective on its way to being differentiated: {@value #FAKES} and {@value #LOSSES} without
   * a gradient, folded and with all types known.
   *
   * @param naive with every node run for all rows of a pass
   * @param hoisted with BatchNormalization in the weights, and what is shared run for one row
   * @param opset the operator set of the model's file, which messages name
   */
  public record Stages(Graph naive, Graph hoisted, int opset) {}

  /** The stages that {@link #withGradient} goes through. */
  public static Stages stages(Generator generator, PhotoShape photo) {
    GraphBuilder b = fakes(generator, photo);
    return stages(b, FAKES, fakesDims(generator), generator);
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
   * The objective in the generator's own terms, for use from any language: no photo prefix, no
   * conversion of range, colour or layout.
   *
   * <p>Inputs: the model's own image input with batch 1, its condition input with K rows, {@value
   * #REFERENCE} shaped like its output. Outputs: {@value #LOSSES} [K] and {@value #GRADIENT} of
   * their mean, shaped like the image.
   *
   * @throws CdmaaException if the generator takes one domain at a time only, or cannot be
   *     differentiated
   */
  public static Graph standalone(Generator generator) {
    if (generator.batch() < generator.domains().size()) {
      throw new CdmaaException(
          "The model "
              + generator.source()
              + " takes one condition at a time only; differentiate it with --domains 1 and average"
              + " over its conditions, or export it with a dynamic batch");
    }
    GraphBuilder b = new GraphBuilder("o/");
    ImagePort port = generator.image();
    b.input(port.name(), TensorType.floats(port.dims(1)));
    generator.condition().ifPresent(c -> b.input(c.name(), c.type()));
    String image = b.expand(port.name(), port.dims(generator.batch()));
    String condition = generator.condition().map(Generator.ConditionPort::name).orElse("");
    String fakes = inlined(b, generator, image, condition);
    long[] dims = generator.output().dims(generator.batch());
    Graph graph = differentiated(stages(b, fakes, dims, generator), port.name());
    return OrtGraphs.withStaticTypes(graph.withOutputs(List.of(LOSSES, GRADIENT)));
  }

  /** Adds losses against the reference, folds, and moves out what is shared. */
  private static Stages stages(
      GraphBuilder b, String fakes, long[] fakesDims, Generator generator) {
    b.input(REFERENCE, TensorType.floats(fakesDims));
    String difference = b.sub(fakes, REFERENCE);
    String square = b.mul(difference, difference);
    // Planes first, then channels: one pass over a large output would lose four digits.
    String planes = b.reduce("ReduceMean", square, false, 2, 3);
    String losses = b.reduce("ReduceMean", planes, false, 1);
    String sum = b.reduce("ReduceSum", losses, false, 0);
    Map<String, String> outputs = new LinkedHashMap<>();
    outputs.put(FAKES, fakes);
    outputs.put(LOSSES, losses);
    outputs.put(TOTAL, b.scale(sum, 1.0 / generator.domains().size()));
    Graph naive = OrtGraphs.fold(b.build(outputs));
    Graph hoisted = OrtGraphs.fold(ConditionHoisting.apply(BatchNormFolding.apply(naive)));
    return new Stages(naive, hoisted, generator.opset());
  }

  private static Graph differentiated(Stages stages, String wrt) {
    Graph objective = stages.hoisted();
    Differentiator differentiator = Differentiator.standard().forModelOf(stages.opset());
    GraphBuilder backward = GraphBuilder.of(objective, "g/");
    Map<String, String> results = new LinkedHashMap<>();
    results.put(FAKES, FAKES);
    results.put(LOSSES, LOSSES);
    results.put(GRADIENT, differentiator.gradient(objective, TOTAL, wrt, backward));
    return backward.build(results);
  }

  /**
   * The photo's way to a given gradient graph and back. That graph measures in the model's own
   * units, which are gain times ours, so its losses and their gradient are divided by the gain's
   * square; it averages over the rows of one pass only.
   */
  private static Graph around(Graph given, Generator generator, GraphBuilder b) {
    b.input(REFERENCE, TensorType.floats(fakesDims(generator)));
    Map<String, String> ends = new LinkedHashMap<>();
    ends.put(FAKES, FAKES);
    ends.put(OWN_IMAGE, OWN_IMAGE);
    ends.put(OWN_REFERENCE, toPort(b, REFERENCE, generator.output()));
    Graph forward =
        OrtGraphs.fold(
            ConditionHoisting.apply(BatchNormFolding.apply(OrtGraphs.fold(b.build(ends)))));
    GraphBuilder whole = GraphBuilder.of(forward, "g/");
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(generator.image().name(), OWN_IMAGE);
    generator.condition().ifPresent(c -> inputs.put(c.name(), ownCondition(whole, c)));
    inputs.put(REFERENCE, OWN_REFERENCE);
    UnaryOperator<String> rename = inline(whole, given, GIVEN, inputs);
    double unit = 1 / (generator.output().range().gain() * generator.output().range().gain());
    double share = (double) generator.batch() / generator.domains().size();
    String seed = whole.scale(rename.apply(GRADIENT), unit * share);
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
      generator.batch(), 3, generator.output().height(), generator.output().width()
    };
  }

  private static GraphBuilder fakes(Generator generator, PhotoShape photo) {
    GraphBuilder b = new GraphBuilder("o/");
    String x = b.input(PHOTO, TensorType.floats(photo.dims()));
    generator.condition().ifPresent(c -> b.input(CONDITION, TensorType.floats(c.type().dims())));
    x = resized(b, x, photo, generator.image());
    if (photo.channels() == 1) {
      x = b.expand(x, 1, 3, generator.image().height(), generator.image().width());
    }
    x = toPort(b, x, generator.image());
    b.add(new Node("Identity", "", OWN_IMAGE, List.of(x), List.of(OWN_IMAGE), Attributes.none()));
    x = b.expand(OWN_IMAGE, generator.image().dims(generator.batch()));
    String condition = generator.condition().map(c -> ownCondition(b, c)).orElse("");
    String fakes = inlined(b, generator, x, condition);
    String rgb = fromPort(b, fakes, generator.output());
    b.add(new Node("Identity", "", FAKES, List.of(rgb), List.of(FAKES), Attributes.none()));
    return b;
  }

  /** The condition as the generator takes it; class labels are whole numbers. */
  private static String ownCondition(GraphBuilder b, Generator.ConditionPort condition) {
    ElementType type = condition.type().elementType();
    return type == ElementType.FLOAT
        ? CONDITION
        : b.op("Cast", Attributes.of("to", type.code()), CONDITION);
  }

  /** The antialiased resize as two constant matrices around the crop. */
  private static String resized(GraphBuilder b, String x, PhotoShape photo, ImagePort port) {
    String y = x;
    if (photo.width() != port.width()) {
      y = b.op("MatMul", y, b.transpose(matrix(b, photo.width(), port.width()), 1, 0));
    }
    if (photo.height() != port.height()) {
      y = b.op("MatMul", matrix(b, photo.height(), port.height()), y);
    }
    return y;
  }

  private static String matrix(GraphBuilder b, int from, int to) {
    FloatTensor weights = ResizeMatrix.antialiasedBilinear(from, to);
    return b.constant(TensorData.ofFloats(weights.toArray(), to, from));
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

  /** The generator's own nodes; returns the name of its output. */
  private static String inlined(
      GraphBuilder b, Generator generator, String image, String condition) {
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(generator.image().name(), image);
    generator.condition().ifPresent(c -> inputs.put(c.name(), condition));
    return inline(b, generator.graph(), MODEL, inputs).apply(generator.output().name());
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
