package io.cdmaa.generator;

import com.google.protobuf.ByteString;
import io.cdmaa.image.SquareCrop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
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
 * @param crop the part of a photo that the generator was trained to see; all of it if not said
 * @param provenance where the file comes from
 * @param content what the ONNX file holds, if it is in memory and {@code onnx} is only its name
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
    Access access,
    Optional<SquareCrop> crop,
    Provenance provenance,
    Optional<ByteString> content) {

  /** What an attack may ask of a generator. */
  public enum Access {
    /** Its gradient, by way of its graph. */
    GRADIENT,
    /** Its fakes only: the gradient is estimated from queries. */
    QUERY
  }

  /**
   * Where a model comes from.
   *
   * @param licence of the weights
   * @param origin of the weights
   * @param sha256 what the files are known by: hexadecimal SHA-256 by file
   */
  public record Provenance(
      Optional<String> licence, Optional<String> origin, Map<Path, String> sha256) {
    /** Nothing said. */
    static final Provenance UNSAID = new Provenance(Optional.empty(), Optional.empty(), Map.of());

    /** Copies the map. */
    public Provenance {
      sha256 = Map.copyOf(sha256);
    }
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
    return withDomains(blank);
  }

  /** This manifest with given conditions, whatever face is on the photo. */
  Manifest withDomains(List<Domain> given) {
    return changed(
        c -> {
          c.domains = given;
          c.labels = Optional.empty();
        });
  }

  /** This manifest for a generator that may only be queried. */
  public Manifest queryOnly() {
    return changed(c -> c.access = Access.QUERY);
  }

  /** This manifest without the gradient graph that it may name. */
  public Manifest withoutGradient() {
    return changed(c -> c.gradient = Optional.empty());
  }

  /** This manifest with other words on the image input and output. */
  Manifest withPorts(Port input, Port fake) {
    return changed(
        c -> {
          c.image = input;
          c.output = fake;
        });
  }

  /** Whether it only stands for an ONNX file that none speaks of. */
  public boolean bare() {
    return source.equals(onnx);
  }

  /** The files that the manifest speaks of, itself included, in a stable order. */
  public List<Path> files() {
    Set<Path> files = new TreeSet<>(provenance.sha256().keySet());
    files.add(onnx);
    files.add(source);
    gradient.ifPresent(files::add);
    return List.copyOf(files);
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
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Access.GRADIENT,
        Optional.empty(),
        Provenance.UNSAID,
        Optional.empty());
  }

  /**
   * An ONNX file that is in memory and that no manifest speaks of.
   *
   * @param name what messages and verdicts call it
   * @param onnx its content, copied
   */
  public static Manifest inMemory(String name, byte[] onnx) {
    return bare(Path.of(name)).holding(ByteString.copyFrom(onnx));
  }

  /**
   * An ONNX file that is in memory.
   *
   * @param name what messages call it
   * @param onnx its content, copied
   * @param text its manifest (YAML), which names no other file
   * @throws io.cdmaa.CdmaaException if the manifest is wrong
   */
  public static Manifest inMemory(String name, byte[] onnx, String text) {
    return ManifestReader.inMemory(Path.of(name), text).holding(ByteString.copyFrom(onnx));
  }

  private Manifest holding(ByteString bytes) {
    return changed(c -> c.content = Optional.of(bytes));
  }

  private Manifest changed(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return copy.manifest();
  }

  /** This manifest while some of it changes; the rest is as in the original. */
  private static final class Copy {
    private final Manifest from;
    private Port image;
    private Port output;
    private List<Domain> domains;
    private Optional<Labels> labels;
    private Optional<Path> gradient;
    private Access access;
    private Optional<ByteString> content;

    Copy(Manifest from) {
      this.from = from;
      image = from.image();
      output = from.output();
      domains = from.domains();
      labels = from.labels();
      gradient = from.gradient();
      access = from.access();
      content = from.content();
    }

    Manifest manifest() {
      return new Manifest(
          from.source(),
          from.name(),
          from.onnx(),
          image,
          output,
          from.conditionInput(),
          domains,
          labels,
          gradient,
          from.latent(),
          access,
          from.crop(),
          from.provenance(),
          content);
    }
  }
}
