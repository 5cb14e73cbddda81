package io.cdmaa.generator;

import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.TensorType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The objective of a generator with a user-supplied gradient graph. */
final class CustomObjective {
  private static final String GIVEN = "u/";
  private static final String OWN_REFERENCE = "own_reference";

  private CustomObjective() {}

  /**
   * Wraps a given gradient graph in the conversion from and to the photo. That graph computes in
   * the model's own units, which are gain times ours, so its losses and their gradient are divided
   * by the squared gain. If it has no weights but processes one row at a time, weights are applied
   * outside it; otherwise the wrapped graph has no weights either and computes the gradient of the
   * mean.
   */
  static Graph around(Graph given, Generator generator, GraphBuilder b) {
    b.input(ObjectiveGraph.REFERENCE, TensorType.floats(ObjectiveGraph.fakesDims(generator)));
    Map<String, String> ends = new LinkedHashMap<>();
    ends.put(ObjectiveGraph.FAKES, ObjectiveGraph.FAKES);
    ends.put(ObjectiveGraph.OWN_IMAGE, ObjectiveGraph.OWN_IMAGE);
    ends.put(
        OWN_REFERENCE, ImageConventions.toPort(b, ObjectiveGraph.REFERENCE, generator.output()));
    Graph fused = GraphPasses.run(GraphPasses.fused(), b.build(ends));
    Graph forward = GraphPasses.run(GraphPasses.sharedBeforeGivenGradient(), fused);
    GraphBuilder whole = GraphBuilder.of(forward, "g/");
    Map<String, String> inputs = new LinkedHashMap<>();
    inputs.put(StandaloneGraph.nameOf(generator.image().name()), ObjectiveGraph.OWN_IMAGE);
    generator
        .condition()
        .ifPresent(
            c ->
                inputs.put(
                    StandaloneGraph.nameOf(c.name()), ObjectiveGraph.ownCondition(whole, c)));
    inputs.put(ObjectiveGraph.REFERENCE, OWN_REFERENCE);
    boolean weighsItself = given.input(ObjectiveGraph.WEIGHTS).isPresent();
    if (weighsItself || generator.batch() == 1) {
      whole.input(ObjectiveGraph.WEIGHTS, TensorType.floats(generator.batch()));
      inputs.put(ObjectiveGraph.WEIGHTS, ObjectiveGraph.WEIGHTS);
    }
    UnaryOperator<String> rename = GraphInlining.graph(whole, given, GIVEN, inputs);
    double unit = 1 / (generator.output().range().gain() * generator.output().range().gain());
    String seed = whole.scale(rename.apply(ObjectiveGraph.GRADIENT), unit);
    if (!weighsItself && generator.batch() == 1) {
      seed = whole.mul(seed, ObjectiveGraph.WEIGHTS);
    }
    Map<String, String> results = new LinkedHashMap<>();
    results.put(ObjectiveGraph.FAKES, ObjectiveGraph.FAKES);
    results.put(ObjectiveGraph.LOSSES, whole.scale(rename.apply(ObjectiveGraph.LOSSES), unit));
    results.put(
        ObjectiveGraph.GRADIENT,
        Differentiator.standard()
            .gradient(
                forward, Map.of(ObjectiveGraph.OWN_IMAGE, seed), ObjectiveGraph.PHOTO, whole));
    return whole.build(results);
  }
}
