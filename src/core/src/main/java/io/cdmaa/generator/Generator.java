package io.cdmaa.generator;

import io.cdmaa.generator.PreparedGraph.ConditionPort;
import io.cdmaa.generator.PreparedGraph.Latent;
import io.cdmaa.image.Crop;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.Graph;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A generator ready to be differentiated. Its accessors delegate to its two components.
 *
 * @param description the generator's properties
 * @param prepared its graph for a fixed number of rows
 */
public record Generator(GeneratorDescription description, PreparedGraph prepared) {
  Generator withGradient(Graph graphOfGradient) {
    return new Generator(description, prepared.withGradient(graphOfGradient));
  }

  /** Returns the name used in reports. */
  public String name() {
    return description.name();
  }

  /** Returns the path of the ONNX file. */
  public Path source() {
    return description.source();
  }

  /** Returns the versions of the files that were read. */
  public Map<Path, FileVersion> files() {
    return description.files();
  }

  /** Returns the SHA-256 digest of everything that the graphs depend on. */
  public String digest() {
    return prepared.digest();
  }

  /** Returns the image input. */
  public ImagePort image() {
    return description.image();
  }

  /** Returns the part of the photo that is fed to the generator; the whole photo if empty. */
  public Optional<SquareCrop> crop() {
    return description.crop();
  }

  /**
   * Returns the size at which a photo is seen: what is finer is averaged away.
   *
   * @param photo its shape
   * @return the same channels, and at most the same rows and columns
   */
  public PhotoShape seen(PhotoShape photo) {
    Crop part =
        crop()
            .map(c -> c.in(photo.width(), photo.height()))
            .orElseGet(() -> Crop.whole(photo.width(), photo.height()));
    return new PhotoShape(
        photo.channels(),
        seen(image().height(), photo.height(), part.height()),
        seen(image().width(), photo.width(), part.width()));
  }

  private static int seen(int input, int whole, int part) {
    return (int) Math.min(whole, Math.round((double) input * whole / part));
  }

  /** Returns the image output. */
  public ImagePort output() {
    return prepared.output();
  }

  /** Returns the condition input, if there is one. */
  public Optional<ConditionPort> condition() {
    return prepared.condition();
  }

  /** Returns the domains to protect against, at least one, for the neutral source. */
  public List<Domain> domains() {
    return description.domains();
  }

  /**
   * Returns the domains for a photo: the same names in the same order, with the photo's conditions.
   *
   * @param photo the known attributes of its face
   */
  public List<Domain> domains(SourceAttributes photo) {
    return labels().map(l -> l.domains(photo)).orElse(domains());
  }

  /** Returns the names of the domains. */
  public List<String> domainNames() {
    return domains().stream().map(Domain::name).toList();
  }

  /** Returns how the conditions depend on the photo's attributes, if they do. */
  public Optional<Labels> labels() {
    return description.labels();
  }

  /** Returns the operator set of the model file. */
  public int opset() {
    return description.opset();
  }

  /** Returns the forward graph for {@link #rows} rows. */
  public Graph graph() {
    return prepared.graph();
  }

  /** Returns the number of domains per photo in one pass. */
  public int batch() {
    return prepared.batch();
  }

  /** Returns the number of photos in one pass. */
  public int photos() {
    return prepared.photos();
  }

  /** Returns the number of rows in one pass: for each photo in turn, one row per domain. */
  public int rows() {
    return prepared.rows();
  }

  /** Returns the user-supplied gradient graph, if there is one. */
  public Optional<Graph> gradient() {
    return prepared.gradient();
  }

  /** Returns the inner tensor that a latent loss compares, if one was requested. */
  public Optional<Latent> latent() {
    return prepared.latent();
  }

  /** Returns what kind of access an attack has. */
  public Manifest.Access access() {
    return description.access();
  }

  /** Returns whether only fakes are available, so that the gradient has to be estimated. */
  public boolean queryOnly() {
    return access() == Manifest.Access.QUERY;
  }

  /** Returns one sentence per assumption made in the absence of a manifest entry. */
  public List<String> assumptions() {
    return description.assumptions();
  }
}
