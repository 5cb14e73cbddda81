package io.cdmaa.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a user says about a generator. Everything but the file may be left out where the ONNX file
 * itself tells it.
 *
 * @param source the manifest, or the ONNX file if there is none
 * @param name what reports call the generator
 * @param onnx the ONNX file
 * @param image the image input
 * @param output the image output
 * @param conditionInput name of the condition input
 * @param domains named conditions, for the neutral source where they depend on the photo
 * @param labels how the conditions follow from the photo's attributes, if they do
 * @param gradient a gradient graph to use instead of one derived from the file
 * @param latent the inner tensor that a latent loss compares
 * @param access what an attack may ask of it
 */
public record Manifest(
    Path source,
    Optional<String> name,
    Path onnx,
    Port image,
    Port output,
    Optional<String> conditionInput,
    List<Domain> domains,
    Optional<Labels> labels,
    Optional<Path> gradient,
    Optional<String> latent,
    Access access) {

  /** What an attack may ask of a generator. */
  public enum Access {
    /** Its gradient, by way of its graph. */
    GRADIENT,
    /** Its fakes only: the gradient is estimated from queries. */
    QUERY
  }

  /** A manifest that says nothing of latents, and gives access to the gradient. */
  public Manifest(
      Path source,
      Optional<String> name,
      Path onnx,
      Port image,
      Port output,
      Optional<String> conditionInput,
      List<Domain> domains,
      Optional<Path> gradient) {
    this(
        source,
        name,
        onnx,
        image,
        output,
        conditionInput,
        domains,
        Optional.empty(),
        gradient,
        Optional.empty(),
        Access.GRADIENT);
  }

  /**
   * What is said of an image input or output.
   *
   * @param name the graph's name for it
   * @param layout order of the axes
   * @param color order of the channels
   * @param range values of black and white
   * @param size height and width, for exports with open sizes
   */
  public record Port(
      Optional<String> name,
      Optional<Layout> layout,
      Optional<ColorOrder> color,
      Optional<ValueRange> range,
      Optional<Size> size) {
    /** Nothing said. */
    static final Port UNSAID =
        new Port(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
  }

  /**
   * Image size in pixels.
   *
   * @param height rows
   * @param width columns
   */
  public record Size(int height, int width) {}

  /** Copies the list. */
  public Manifest {
    domains = List.copyOf(domains);
  }

  /**
   * This manifest with unnamed conditions of zeros instead of its domains, for graphs whose
   * conditions are an input.
   *
   * @param count how many
   * @param size values of one condition
   */
  public Manifest withBlankDomains(int count, int size) {
    List<Domain> blank =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new Domain("domain " + i, new float[size]))
            .toList();
    return new Manifest(
        source,
        name,
        onnx,
        image,
        output,
        conditionInput,
        blank,
        Optional.empty(),
        gradient,
        latent,
        access);
  }

  /** This manifest for a generator that may only be queried. */
  public Manifest queryOnly() {
    return new Manifest(
        source,
        name,
        onnx,
        image,
        output,
        conditionInput,
        domains,
        labels,
        gradient,
        latent,
        Access.QUERY);
  }

  /** This manifest without the gradient graph that it may name. */
  public Manifest withoutGradient() {
    return new Manifest(
        source,
        name,
        onnx,
        image,
        output,
        conditionInput,
        domains,
        labels,
        Optional.empty(),
        latent,
        access);
  }

  /** This manifest with other words on the image input and output. */
  Manifest withPorts(Port input, Port fake) {
    return new Manifest(
        source, name, onnx, input, fake, conditionInput, domains, labels, gradient, latent, access);
  }

  /** A bare ONNX file. */
  static Manifest bare(Path onnx) {
    return new Manifest(
        onnx,
        Optional.empty(),
        onnx,
        Port.UNSAID,
        Port.UNSAID,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
