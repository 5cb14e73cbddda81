package io.cdmaa.generator;

import io.cdmaa.generator.PreparedGraph.ConditionPort;
import io.cdmaa.generator.PreparedGraph.Latent;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A generator ready to be differentiated; its accessors are those of its parts.
 *
 * @param description what it is
 * @param prepared its graph for a number of rows
 */
public record Generator(GeneratorDescription description, PreparedGraph prepared) {
  Generator withGradient(Graph graphOfGradient) {
    return new Generator(description, prepared.withGradient(graphOfGradient));
  }

  /** What reports call it. */
  public String name() {
    return description.name();
  }

  /** The ONNX file. */
  public Path source() {
    return description.source();
  }

  /** What was read of it, as it was then. */
  public Map<Path, FileVersion> files() {
    return description.files();
  }

  /** SHA-256 over everything that its graphs depend on. */
  public String digest() {
    return prepared.digest();
  }

  /** Where the photo goes in. */
  public ImagePort image() {
    return description.image();
  }

  /** The part of the photo that goes in there; all of it if empty. */
  public Optional<SquareCrop> crop() {
    return description.crop();
  }

  /** Where the fake comes out. */
  public ImagePort output() {
    return prepared.output();
  }

  /** The condition input, if there is one. */
  public Optional<ConditionPort> condition() {
    return prepared.condition();
  }

  /** The conditions that it is protected against, at least one, for the neutral source. */
  public List<Domain> domains() {
    return description.domains();
  }

  /**
   * The domains for a photo: the same names in the same order, with its own conditions.
   *
   * @param photo what is known of the face on it
   */
  public List<Domain> domains(SourceAttributes photo) {
    return labels().map(l -> l.domains(photo)).orElse(domains());
  }

  /** The domains' names. */
  public List<String> domainNames() {
    return domains().stream().map(Domain::name).toList();
  }

  /** How the conditions follow from the photo's attributes, if they do. */
  public Optional<Labels> labels() {
    return description.labels();
  }

  /** The operator set that the file is written in. */
  public int opset() {
    return description.opset();
  }

  /** The forward pass for {@link #rows} rows. */
  public Graph graph() {
    return prepared.graph();
  }

  /** How many domains of a photo one pass takes. */
  public int batch() {
    return prepared.batch();
  }

  /** How many photos one pass takes. */
  public int photos() {
    return prepared.photos();
  }

  /** The rows of one pass: photo by photo, the domains of each. */
  public int rows() {
    return prepared.rows();
  }

  /** The gradient graph that it brings along, if it does. */
  public Optional<Graph> gradient() {
    return prepared.gradient();
  }

  /** The inner tensor that a latent loss compares, if one was asked for. */
  public Optional<Latent> latent() {
    return prepared.latent();
  }

  /** What an attack may ask of it. */
  public Manifest.Access access() {
    return description.access();
  }

  /** Whether only its fakes may be asked for, and its gradient has to be estimated. */
  public boolean queryOnly() {
    return access() == Manifest.Access.QUERY;
  }

  /** Sentences on what was guessed for want of a manifest. */
  public List<String> assumptions() {
    return description.assumptions();
  }
}
