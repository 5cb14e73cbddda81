package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphBuilder;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.Node;
import io.cdmaa.onnx.OpsetConverter;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.onnx.proto.GraphProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A user-supplied gradient graph that a manifest names, checked against the contract of {@link
 * ObjectiveGraph#standalone}. A graph of standard ONNX operators is folded and converted to the
 * canonical opset like any model. One with custom operators (such as training operators) is used
 * unchanged, since their shapes are unknown, and must already be at the canonical opset.
 */
final class CustomGradientGraph {
  private static final List<String> OUTPUTS =
      List.of(ObjectiveGraph.LOSSES, ObjectiveGraph.GRADIENT);

  private final Path path;
  private final Graph graph;
  private final String digest;
  private final Map<Path, FileVersion> files;

  private CustomGradientGraph(Path path) {
    this.path = path;
    ModelFile.Content content = ModelFile.open(path);
    this.graph = content.graph();
    this.digest = content.sha256();
    this.files = content.files();
  }

  /** Returns the SHA-256 digest of the file and its external data. */
  String digest() {
    return digest;
  }

  /** Returns the files that were read. */
  Map<Path, FileVersion> files() {
    return files;
  }

  /** Reads the file; {@link #fitted} checks it. */
  static CustomGradientGraph read(Path path) {
    return new CustomGradientGraph(path);
  }

  /**
   * Returns how many domains the graph processes per pass: its fixed number, or as many as
   * requested if its batch dimension is open. Without weights it computes the gradient of the mean
   * over a pass, so the result is one domain or all of them.
   *
   * @param domains the number of domains of the generator
   * @param most the largest number requested
   */
  int batch(int domains, int most) {
    TensorType type = find("input", ObjectiveGraph.REFERENCE, graph.inputs()).type();
    boolean open = type.rank() == 0 || type.dim(0) < 1;
    if (!open) {
      return type.dim(0) == 1 ? 1 : domains;
    }
    boolean weighted = graph.input(ObjectiveGraph.WEIGHTS).isPresent();
    return weighted || most >= domains ? Math.min(domains, most) : 1;
  }

  /**
   * Returns the graph for a generator, reduced to its two outputs.
   *
   * @param generator the generator that it belongs to
   * @throws CdmaaException if it violates the contract
   */
  Graph fitted(Generator generator) {
    int rows = generator.batch();
    Map<String, TensorType> expected = new LinkedHashMap<>();
    String image = StandaloneGraph.nameOf(generator.image().name());
    expected.put(image, TensorType.floats(generator.image().dims(1)));
    generator.condition().ifPresent(c -> expected.put(StandaloneGraph.nameOf(c.name()), c.type()));
    expected.put(ObjectiveGraph.REFERENCE, TensorType.floats(generator.output().dims(rows)));
    if (graph.input(ObjectiveGraph.WEIGHTS).isPresent()) {
      expected.put(ObjectiveGraph.WEIGHTS, TensorType.floats(rows));
    }
    expected.forEach((name, type) -> require("input", find("input", name, graph.inputs()), type));
    for (Value input : graph.inputs()) {
      if (!expected.containsKey(input.name())) {
        throw wrong(
            "its input '"
                + input.name()
                + "' is not one of the allowed inputs; replace it by a constant, or name the"
                + " inputs "
                + String.join(", ", expected.keySet()));
      }
    }
    OUTPUTS.forEach(name -> find("output", name, graph.outputs()));
    Map<String, long[]> dims = new LinkedHashMap<>();
    expected.forEach((name, type) -> dims.put(name, type.dims()));
    Graph fixed = OrtGraphOptimizer.fixInputs(graph.withOutputs(OUTPUTS), dims);
    Graph fitted = isForeign() ? asItIs(fixed) : canonical(fixed);
    TensorType losses = TensorType.floats(rows);
    for (Value output : isForeign() ? graph.outputs() : fitted.outputs()) {
      if (output.name().equals(ObjectiveGraph.LOSSES)) {
        require("output", output, losses);
      } else if (output.name().equals(ObjectiveGraph.GRADIENT)) {
        require("output", output, expected.get(image));
      }
    }
    return fitted;
  }

  private boolean isForeign() {
    return graph.nodes().stream().anyMatch(n -> !n.domain().isEmpty());
  }

  private Graph canonical(Graph fixed) {
    try {
      return OrtGraphOptimizer.withStaticTypes(
          OpsetConverter.toCanonical(OrtGraphOptimizer.fold(fixed)));
    } catch (CdmaaException e) {
      throw new CdmaaException(
          ErrorReason.MODEL, path, "The gradient graph " + path + ": " + e.getMessage(), e);
    }
  }

  private Graph asItIs(Graph fixed) {
    if (graph.opset() != GraphBuilder.OPSET) {
      throw wrong(
          "it has custom operators at opset "
              + graph.opset()
              + "; write it at opset "
              + GraphBuilder.OPSET);
    }
    for (Node node : graph.nodes()) {
      if (node.attributes().asMap().values().stream().anyMatch(GraphProto.class::isInstance)) {
        throw wrong("it holds control flow (" + node.label() + "); export it by tracing");
      }
    }
    return OrtGraphOptimizer.checked(fixed);
  }

  private Value find(String what, String name, List<Value> among) {
    return among.stream()
        .filter(v -> v.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "it has no "
                        + what
                        + " '"
                        + name
                        + "'; it has "
                        + among.stream().map(Value::name).collect(Collectors.joining(", "))));
  }

  /** Open dimensions match any size. */
  private void require(String what, Value value, TensorType wanted) {
    TensorType type = value.type();
    boolean fits = type.elementType() == wanted.elementType() && type.rank() == wanted.rank();
    for (int axis = 0; fits && axis < wanted.rank(); axis++) {
      fits = type.dim(axis) < 0 || type.dim(axis) == wanted.dim(axis);
    }
    if (!fits) {
      throw wrong(
          "its "
              + what
              + " '"
              + value.name()
              + "' is "
              + type
              + ", but the model needs "
              + wanted
              + (wanted.rank() > 0 && wanted.dim(0) == 1 && type.rank() > 0 && type.dim(0) > 1
                  ? ", as its conditions run one at a time"
                  : ""));
    }
  }

  private CdmaaException wrong(String what) {
    return new CdmaaException(
        ErrorReason.MODEL, path, "The gradient graph " + path + " violates the contract: " + what);
  }
}
