package io.cdmaa.generator;

import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.TensorType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A generator ready to be differentiated.
 *
 * @param name what reports call it
 * @param source the ONNX file
 * @param files what was read of it, the gradient graph included, as it was then
 * @param digest SHA-256 over everything that the graphs depend on: the model's files, the ports and
 *     the domains
 * @param image where the photo goes in
 * @param crop the part of the photo that goes in there; all of it if empty
 * @param output where the fake comes out
 * @param condition the condition input with {@link #rows} rows, if there is one
 * @param domains the conditions that it is protected against, at least one; for the neutral source
 *     where they depend on the photo
 * @param labels how the conditions follow from the photo's attributes, if they do
 * @param opset the operator set that the file is written in, which messages name
 * @param graph the forward pass for {@link #rows} rows, canonical, folded and with all types known
 * @param batch how many domains of a photo one pass takes: all of them, or 1 where the export is
 *     fixed to 1, or what memory allows
 * @param photos how many photos one pass takes, each under {@code batch} domains; usually 1
 * @param gradient a gradient graph that keeps the contract of {@link ObjectiveGraph#standalone} for
 *     {@code batch} rows, to use instead of a derived one
 * @param latent the inner tensor that a latent loss compares, if one was asked for
 * @param access what an attack may ask of it
 * @param assumptions sentences on what was guessed for want of a manifest
 */
public record Generator(
    String name,
    Path source,
    Map<Path, FileVersion> files,
    String digest,
    ImagePort image,
    Optional<SquareCrop> crop,
    ImagePort output,
    Optional<ConditionPort> condition,
    List<Domain> domains,
    Optional<Labels> labels,
    int opset,
    Graph graph,
    int batch,
    int photos,
    Optional<Graph> gradient,
    Optional<Latent> latent,
    Manifest.Access access,
    List<String> assumptions) {

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

  /** Copies the collections. */
  public Generator {
    files = Map.copyOf(files);
    domains = List.copyOf(domains);
    assumptions = List.copyOf(assumptions);
  }

  Generator withGradient(Graph graphOfGradient) {
    return new Generator(
        name,
        source,
        files,
        digest,
        image,
        crop,
        output,
        condition,
        domains,
        labels,
        opset,
        graph,
        batch,
        photos,
        Optional.of(graphOfGradient),
        latent,
        access,
        assumptions);
  }

  /** The rows of one pass: photo by photo, the domains of each. */
  public int rows() {
    return photos * batch;
  }

  /**
   * The domains for a photo: the same names in the same order, with its own conditions.
   *
   * @param photo what is known of the face on it
   */
  public List<Domain> domains(SourceAttributes photo) {
    return labels.map(l -> l.domains(photo)).orElse(domains);
  }

  /** Whether only its fakes may be asked for, and its gradient has to be estimated. */
  public boolean queryOnly() {
    return access == Manifest.Access.QUERY;
  }

  /** The domains' names. */
  public List<String> domainNames() {
    return domains.stream().map(Domain::name).toList();
  }
}
