package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A generator ready to be differentiated.
 *
 * @param name what reports call it
 * @param source the ONNX file
 * @param image where the photo goes in
 * @param output where the fake comes out
 * @param condition the condition input with {@code batch} rows, if there is one
 * @param domains the conditions that it is protected against, at least one
 * @param opset the operator set that the file is written in, which messages name
 * @param graph the forward pass for {@code batch} rows, canonical, folded and with all types known
 * @param batch how many domains one pass takes: all of them, or 1 where the export is fixed to 1
 * @param gradient a gradient graph that keeps the contract of {@link ObjectiveGraph#standalone} for
 *     {@code batch} rows, to use instead of a derived one
 * @param assumptions sentences on what was guessed for want of a manifest
 */
public record Generator(
    String name,
    Path source,
    ImagePort image,
    ImagePort output,
    Optional<ConditionPort> condition,
    List<Domain> domains,
    int opset,
    Graph graph,
    int batch,
    Optional<Graph> gradient,
    List<String> assumptions) {

  /**
   * The condition input.
   *
   * @param name the graph input
   * @param type its type for {@code batch} rows
   */
  public record ConditionPort(String name, TensorType type) {}

  /** Copies the lists. */
  public Generator {
    domains = List.copyOf(domains);
    assumptions = List.copyOf(assumptions);
  }

  Generator withGradient(Graph graphOfGradient) {
    return new Generator(
        name,
        source,
        image,
        output,
        condition,
        domains,
        opset,
        graph,
        batch,
        Optional.of(graphOfGradient),
        assumptions);
  }

  /** The domains' names. */
  public List<String> domainNames() {
    return domains.stream().map(Domain::name).toList();
  }
}
