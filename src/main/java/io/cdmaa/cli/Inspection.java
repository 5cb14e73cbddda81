package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.autodiff.GradientRules;
import io.cdmaa.autodiff.InputRule;
import io.cdmaa.autodiff.OperatorRule;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ObjectiveGraph;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be found out about a model without protecting anything.
 *
 * @param manifest what the user says about it
 * @param file the graph as the file holds it, if it can be read
 * @param generator the generator that it makes, if it makes one
 * @param operators the operators of the folded graph, or of the file's if it does not fold
 * @param obstacles sentences on what would stop the gradient; none if nothing would
 */
record Inspection(
    Manifest manifest,
    Optional<Graph> file,
    Optional<Generator> generator,
    List<Operator> operators,
    List<String> obstacles) {

  /**
   * One operator of a graph.
   *
   * @param name with its domain, if that is not ONNX's own
   * @param count how often it occurs
   * @param gradient whether and how it is differentiated, in a few words
   */
  record Operator(String name, int count, String gradient) {}

  /** Looks at a model; never throws for what is wrong with it. */
  static Inspection of(Manifest manifest) {
    Graph file;
    try {
      file = ModelFile.read(manifest.onnx());
    } catch (CdmaaException e) {
      return new Inspection(
          manifest, Optional.empty(), Optional.empty(), List.of(), List.of(e.getMessage()));
    }
    Generator generator;
    try {
      generator = GeneratorLoader.load(manifest);
    } catch (CdmaaException e) {
      Set<String> sentences = new LinkedHashSet<>(List.of(e.getMessage()));
      sentences.addAll(withoutRule(file));
      return new Inspection(
          manifest, Optional.of(file), Optional.empty(), operators(file), List.copyOf(sentences));
    }
    return new Inspection(
        manifest,
        Optional.of(file),
        Optional.of(generator),
        operators(generator.graph()),
        obstacles(generator));
  }

  private static List<String> obstacles(Generator generator) {
    Set<String> sentences = new LinkedHashSet<>();
    List<Obstacle> found =
        generator.gradient().isPresent()
            ? List.of()
            : Differentiator.standard()
                .obstacles(
                    generator.graph(),
                    generator.graph().outputs().get(0).name(),
                    generator.image().name());
    for (Obstacle o : found) {
      sentences.add(o.node().label() + ": " + o.reason() + "; " + o.remedy());
    }
    if (sentences.isEmpty()) {
      // The whole objective, as protecting would build it.
      PhotoShape photo =
          new PhotoShape(3, generator.image().height() + 1, generator.image().width() + 1);
      try {
        ObjectiveGraph.withGradient(generator, photo);
      } catch (CdmaaException e) {
        sentences.add(e.getMessage());
      }
    }
    return List.copyOf(sentences);
  }

  /** Operators that no rule covers, in a graph that cannot be folded first. */
  private static List<String> withoutRule(Graph graph) {
    return operators(graph).stream()
        .filter(o -> o.gradient().equals(NO_RULE) && o.name().contains("."))
        .map(
            o ->
                o.name()
                    + ": operators outside ONNX's own set are not differentiated; re-export the"
                    + " model with standard operators only")
        .toList();
  }

  private static final String NO_RULE = "no gradient rule";

  private static List<Operator> operators(Graph graph) {
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, Node> examples = new TreeMap<>();
    for (Node node : graph.nodes()) {
      String name = node.domain().isEmpty() ? node.opType() : node.domain() + "." + node.opType();
      counts.merge(name, 1, Integer::sum);
      examples.putIfAbsent(name, node);
    }
    List<Operator> operators = new ArrayList<>();
    counts.forEach(
        (name, count) -> operators.add(new Operator(name, count, gradient(examples.get(name)))));
    return operators;
  }

  private static String gradient(Node node) {
    Optional<OperatorRule> rule = GradientRules.standard().find(node.domain(), node.opType());
    if (rule.isEmpty()) {
      return NO_RULE;
    }
    boolean formula =
        rule.get().inputs().stream().anyMatch(i -> i.rule() instanceof InputRule.Formula);
    return formula ? "differentiable" : "gradient is zero";
  }

  /** The number of weights in the file. */
  long parameters() {
    return file.map(
            graph ->
                graph.initializers().values().stream()
                    .map(TensorData::type)
                    .filter(type -> type.elementType().isFloatingPoint())
                    .mapToLong(type -> type.size())
                    .sum())
        .orElse(0L);
  }
}
