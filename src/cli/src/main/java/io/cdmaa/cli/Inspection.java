package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.autodiff.Differentiator;
import io.cdmaa.autodiff.Differentiator.Obstacle;
import io.cdmaa.autodiff.Explanation;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.TensorData;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What can be determined about a model without protecting a photo.
 *
 * @param manifest the user's description of the model
 * @param file the graph in the file, if it can be read
 * @param generator the generator, if one can be built from it
 * @param operators the operators of the folded graph, or of the file's if it cannot be folded
 * @param workload its cost, if it can be built
 * @param findings what prevents a gradient; empty if nothing does
 */
record Inspection(
    Manifest manifest,
    Optional<Graph> file,
    Optional<Generator> generator,
    List<Operator> operators,
    Optional<Workload> workload,
    List<Finding> findings) {

  /**
   * Something that prevents a gradient.
   *
   * @param sentence human-readable
   * @param namesFile whether the sentence names the model
   */
  record Finding(String sentence, boolean namesFile) {
    private static Finding of(CdmaaException failure) {
      return new Finding(Failures.describe(failure), failure.file().isPresent());
    }

    private static List<Finding> of(Collection<String> sentences) {
      return sentences.stream().map(s -> new Finding(s, false)).toList();
    }
  }

  /** Maximum number of nodes that a sentence names. */
  private static final int MOST_NODES = 3;

  /**
   * One operator of a graph.
   *
   * @param name with its domain, if that is not ONNX's own
   * @param count number of occurrences
   * @param state the kind of its gradient
   * @param reason why it has none or needs none; otherwise empty
   */
  record Operator(String name, int count, State state, String reason) {}

  /** The kind of gradient that an operator has. */
  enum State {
    /** A formula. */
    FORMULA,
    /** Zero by definition. */
    ZERO,
    /** None, at one node at least. */
    REFUSED,
    /** None, but the image does not pass through the operator. */
    UNUSED
  }

  /** Inspects a model; never throws because of a faulty model. */
  static Inspection of(Manifest manifest) {
    Graph file;
    try {
      file = ModelFile.read(manifest.onnx());
    } catch (CdmaaException e) {
      return new Inspection(
          manifest,
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty(),
          List.of(Finding.of(e)));
    }
    Generator generator;
    try {
      generator = GeneratorLoader.load(manifest);
    } catch (CdmaaException e) {
      Set<Finding> findings = new LinkedHashSet<>(List.of(Finding.of(e)));
      findings.addAll(Finding.of(foreign(file)));
      return new Inspection(
          manifest,
          Optional.of(file),
          Optional.empty(),
          OperatorReference.of(file),
          Optional.empty(),
          List.copyOf(findings));
    }
    return of(manifest, file, generator);
  }

  private static Inspection of(Manifest manifest, Graph file, Generator generator) {
    Graph graph = generator.graph();
    boolean given = generator.gradient().isPresent();
    List<Obstacle> stops =
        given
            ? List.of()
            : Differentiator.standard()
                .obstacles(graph, graph.outputs().get(0).name(), generator.image().name());
    Set<Finding> findings =
        new LinkedHashSet<>(
            Finding.of(Explanation.sentences(generator.opset(), stops, MOST_NODES)));
    Optional<Workload> workload = Optional.empty();
    try {
      // The complete objective, as protecting would build it.
      workload = Optional.of(Workload.of(generator, stops.isEmpty() && !given));
    } catch (CdmaaException e) {
      findings.add(Finding.of(e));
    }
    return new Inspection(
        manifest,
        Optional.of(file),
        Optional.of(generator),
        OperatorReference.of(graph, stops),
        workload,
        List.copyOf(findings));
  }

  /** Returns the operators that no rule covers, in a graph that cannot be folded. */
  private static List<String> foreign(Graph graph) {
    return graph.nodes().stream()
        .filter(n -> !n.domain().isEmpty() && !n.domain().equals("ai.onnx"))
        .map(
            n ->
                n.domain()
                    + "."
                    + n.opType()
                    + ": operators outside ONNX's own set are not differentiated; re-export the"
                    + " model with standard operators only")
        .distinct()
        .toList();
  }

  /** Returns the sentences on what prevents a gradient. */
  List<String> obstacles() {
    return findings.stream().map(Finding::sentence).toList();
  }

  /** Returns the number of weights in the file. */
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
