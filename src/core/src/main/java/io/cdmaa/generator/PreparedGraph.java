package io.cdmaa.generator;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import java.util.Optional;

/**
 * A generator's graph, ready to be run and differentiated for a fixed number of rows.
 *
 * @param digest SHA-256 over everything that the graphs depend on: the model's files, the ports,
 *     the domains and the number of rows
 * @param graph the forward pass for {@link #rows} rows, canonical, folded and with all types known
 * @param output the image output
 * @param condition the condition input with {@link #rows} rows, if there is one
 * @param batch the number of domains of a photo per pass: all of them, 1 if the export is fixed to
 *     1, or as many as memory allows
 * @param photos the number of photos per pass, each under {@code batch} domains; usually 1
 * @param latent the inner tensor that a latent loss compares, if one was requested
 * @param gradient a gradient graph that fulfils the contract of {@link ObjectiveGraph#standalone}
 *     for {@code batch} rows, to use instead of a derived one
 */
public record PreparedGraph(
    String digest,
    Graph graph,
    ImagePort output,
    Optional<ConditionPort> condition,
    int batch,
    int photos,
    Optional<Latent> latent,
    Optional<Graph> gradient) {

  /**
   * An inner tensor.
   *
   * @param name its name in the graph
   * @param type its type for {@link #rows} rows
   */
  public record Latent(String name, TensorType type) {}

  /**
   * The condition input.
   *
   * @param name the graph input
   * @param type its type for {@link #rows} rows
   */
  public record ConditionPort(String name, TensorType type) {}

  /** Returns the number of rows in one pass: for each photo in turn, one row per domain. */
  public int rows() {
    return photos * batch;
  }

  PreparedGraph withGradient(Graph other) {
    return new PreparedGraph(
        digest, graph, output, condition, batch, photos, latent, Optional.of(other));
  }
}
