package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.PreparedGraph.ConditionPort;
import io.cdmaa.onnx.Attributes;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorData;
import io.cdmaa.onnx.TensorType;
import java.util.List;
import java.util.Set;

/**
 * The objective in the generator's own format, for use from any language: without the photo prefix
 * and without conversion of range, colour or layout.
 *
 * <p>Inputs: the model's own image input with batch 1, its condition input with K rows, {@value
 * ObjectiveGraph#REFERENCE} shaped like its output for K conditions, and optionally {@value
 * ObjectiveGraph#WEIGHTS} [K]. Outputs: {@value ObjectiveGraph#LOSSES} [K] and {@value
 * ObjectiveGraph#GRADIENT} of their mean or weighted sum, shaped like the image. A model input
 * whose name clashes with one of these is renamed, see {@link #nameOf}.
 *
 * <p>If the rows of a batch depend on each other, the graph contains the generator once per
 * condition, so that every loss is that of one photo under one condition.
 */
public final class StandaloneGraph {
  /** The maximum number of copies; the graph grows with every condition that runs separately. */
  private static final int MOST_COPIES = 64;

  private static final Set<String> TAKEN =
      Set.of(
          ObjectiveGraph.REFERENCE,
          ObjectiveGraph.WEIGHTS,
          ObjectiveGraph.LOSSES,
          ObjectiveGraph.GRADIENT,
          ObjectiveGraph.FAKES,
          ObjectiveGraph.TOTAL);

  private StandaloneGraph() {}

  /** Returns the name in the graph of an input of the model. */
  public static String nameOf(String input) {
    return TAKEN.contains(input) ? "model_" + input : input;
  }

  /**
   * Returns the graph of a generator.
   *
   * @param weighted whether the gradient is that of a weighted sum of the losses
   * @throws CdmaaException if the generator takes one condition at a time and has too many, or
   *     cannot be differentiated
   */
  static Graph of(Generator generator, boolean weighted) {
    int domains = generator.domains().size();
    int copies = (domains - 1) / generator.batch() + 1;
    if (copies > MOST_COPIES || copies * generator.batch() != domains) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          generator.source(),
          "The model "
              + generator.source()
              + " takes one condition at a time only, which makes the gradient graph of "
              + domains
              + " conditions too large; differentiate it for fewer and average over its"
              + " conditions, or export it with a dynamic batch");
    }
    GraphBuilder b = new GraphBuilder("o/");
    ImagePort port = generator.image();
    String photo = b.input(nameOf(port.name()), TensorType.floats(port.dims(1)));
    generator.condition().ifPresent(c -> b.input(nameOf(c.name()), conditions(c, domains)));
    String image = b.expand(photo, port.dims(generator.batch()));
    String[] fakes = new String[copies];
    for (int copy = 0; copy < copies; copy++) {
      int first = copy * generator.batch();
      String condition =
          generator
              .condition()
              .map(c -> rows(b, nameOf(c.name()), first, generator.batch(), domains))
              .orElse("");
      fakes[copy] =
          GraphInlining.generator(b, generator, image, condition, copy)
              .apply(generator.output().name());
    }
    String all = copies == 1 ? fakes[0] : b.op("Concat", Attributes.of("axis", 0), fakes);
    String weights =
        weighted
            ? b.input(ObjectiveGraph.WEIGHTS, TensorType.floats(domains))
            : b.constant(TensorData.scalar(1.0 / domains));
    ObjectiveGraph.Stages stages =
        ObjectiveGraph.stages(
            b, all, generator.output().dims(domains), weights, Loss.mse(), generator.opset());
    Graph graph = ObjectiveGraph.differentiated(stages, photo);
    return OrtGraphOptimizer.withStaticTypes(
        graph.withOutputs(List.of(ObjectiveGraph.LOSSES, ObjectiveGraph.GRADIENT)));
  }

  private static TensorType conditions(ConditionPort port, int rows) {
    return new TensorType(port.type().elementType(), Folding.withRows(port.type().dims(), rows));
  }

  private static String rows(GraphBuilder b, String conditions, int first, int rows, int all) {
    return rows == all ? conditions : b.slice(conditions, 0, first, first + rows);
  }
}
