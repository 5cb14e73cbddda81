package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.ObjectiveGraph;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.PreparedGraph.ConditionPort;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.optimize.ConvAlgorithm;
import io.cdmaa.optimize.ConvAlgorithms;
import io.cdmaa.optimize.Cost;
import io.cdmaa.optimize.Sharing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The estimated cost of one pass of a generator, for a photo of the generator's own size.
 *
 * @param rows number of domains of one pass
 * @param stages the forward graph as exported and as run, and the gradient graph if there is one
 * @param entry where the condition enters, if there is one
 * @param shared what is computed once for all domains of the pass, if there are several
 * @param algorithms number of convolutions of both passes by their algorithm on the CPU, as chosen
 *     by the fixed rules; empty if there is no gradient
 */
record Workload(
    int rows,
    List<Stage> stages,
    Optional<Entry> entry,
    Optional<Sharing> shared,
    Map<ConvAlgorithm, Integer> algorithms) {

  /**
   * One graph.
   *
   * @param name the graph's name
   * @param cost its estimated cost
   */
  record Stage(String name, Cost cost) {}

  /**
   * The node where the condition first meets the image.
   *
   * @param node the first such node
   * @param type the type of its output
   * @param others number of later nodes that read the condition as well
   */
  record Entry(String node, TensorType type, int others) {}

  /** Copies the list. */
  Workload {
    stages = List.copyOf(stages);
    algorithms = Collections.unmodifiableMap(new TreeMap<>(algorithms));
  }

  /**
   * Builds the graphs as protecting would, and estimates their cost.
   *
   * @param generator the generator
   * @param differentiable whether it can be differentiated, as far as known
   * @throws io.cdmaa.CdmaaException if one of the graphs cannot be built
   */
  static Workload of(Generator generator, boolean differentiable) {
    PhotoShape photo = new PhotoShape(3, generator.image().height(), generator.image().width());
    ObjectiveGraph.Stages graphs = ObjectiveGraph.stages(generator, photo);
    Graph hoisted = graphs.hoisted().withOutputs(List.of(ObjectiveGraph.FAKES));
    ConvAlgorithms rules = ConvAlgorithms.byRules();
    Map<ConvAlgorithm, Integer> algorithms = Map.of();
    List<Stage> stages = new ArrayList<>();
    stages.add(
        new Stage(
            "forward, as exported",
            Cost.of(graphs.naive().withOutputs(List.of(ObjectiveGraph.FAKES)))));
    stages.add(new Stage("forward, optimised", Cost.of(hoisted)));
    if (differentiable) {
      Graph gradient = OrtGraphOptimizer.withStaticTypes(ObjectiveGraph.withGradient(graphs));
      stages.add(new Stage("forward and gradient", Cost.of(gradient)));
      algorithms = rules.counts(gradient);
      stages.add(
          new Stage(
              "the same, as run",
              Cost.of(OrtGraphOptimizer.withStaticTypes(rules.apply(gradient)))));
    }
    Optional<Sharing> shared =
        generator.batch() > 1
            ? Optional.of(Sharing.of(hoisted, ObjectiveGraph.CONDITION))
            : Optional.empty();
    return new Workload(
        generator.batch(),
        stages,
        generator.condition().flatMap(c -> entry(generator, c)),
        shared,
        algorithms);
  }

  private static Optional<Entry> entry(Generator generator, ConditionPort condition) {
    Graph graph = generator.graph();
    List<Node> entries = Sharing.entries(graph, generator.image().name(), condition.name());
    return entries.stream()
        .findFirst()
        .map(n -> new Entry(n.label(), graph.type(n.output()), entries.size() - 1));
  }

  /** Returns the cost of the optimised forward pass. */
  Cost optimised() {
    return stages.get(1).cost();
  }
}
