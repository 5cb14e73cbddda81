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
 * The user's description of a generator. Everything but the file may be omitted if it follows from
 * the ONNX file itself.
 *
 * @param source the manifest, or the ONNX file if there is none
 * @param name the generator's name in reports
 * @param onnx the ONNX file
 * @param image the image input
 * @param output the image output
 * @param conditionInput name of the condition input
 * @param domains named conditions, for the neutral source if they depend on the photo
 * @param labels how the conditions depend on the photo's attributes, if they do
 * @param gradient a gradient graph to use instead of one derived from the file
 * @param latent the inner tensor that a latent loss compares
 * @param access what kind of access an attack has
 * @param crop the part of a photo that the generator was trained on; the whole photo if absent
 * @param provenance where the file comes from
 * @param content the content of the ONNX file if it is in memory and {@code onnx} is only its name
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

  /** The kind of access that an attack has to a generator. */
  public enum Access {
    /** Its gradient, computed from its graph. */
    GRADIENT,
    /** Its fakes only: the gradient is estimated from queries. */
    QUERY
  }

  /**
   * Where a model comes from.
   *
   * @param licence of the weights
   * @param origin of the weights
   * @param sha256 the expected SHA-256 digests in hexadecimal, by file
   */
  public record Provenance(
      Optional<String> licence, Optional<String> origin, Map<Path, String> sha256) {
    /** Without any entry. */
    static final Provenance UNSAID = new Provenance(Optional.empty(), Optional.empty(), Map.of());

    /** Copies the map. */
    public Provenance {
      sha256 = Map.copyOf(sha256);
    }
  }

  /**
   * The manifest's entries for an image input or output.
   *
   * @param name its name in the graph
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
    /** Without any entry. */
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
   * Returns a copy with unnamed all-zero conditions in place of its domains, for graphs that have
   * the conditions as an input.
   *
   * @param count the number of conditions
   * @param size the number of values in a condition
   */
  public Manifest withBlankDomains(int count, int size) {
    List<Domain> blank =
        IntStream.rangeClosed(1, count)
            .mapToObj(i -> new Domain("domain " + i, new float[size]))
            .toList();
    return withDomains(blank);
  }

  /** Returns a copy with fixed conditions, regardless of the face on the photo. */
  Manifest withDomains(List<Domain> given) {
    return changed(
        c -> {
          c.domains = given;
          c.labels = Optional.empty();
        });
  }

  /**
   * Returns whether a user means this generator: by its name, its file's name, or as one of all.
   */
  public boolean isNamed(String given) {
    String file = onnx.getFileName().toString();
    return given.equalsIgnoreCase("all")
        || name.filter(given::equalsIgnoreCase).isPresent()
        || file.equalsIgnoreCase(given)
        || file.equalsIgnoreCase(given + ".onnx");
  }

  /** Returns a copy for query-only access. */
  public Manifest queryOnly() {
    return changed(c -> c.access = Access.QUERY);
  }

  /** Returns a copy without a gradient graph. */
  public Manifest withoutGradient() {
    return changed(c -> c.gradient = Optional.empty());
  }

  /** Returns a copy with the given image input and output. */
  Manifest withPorts(Port input, Port fake) {
    return changed(
        c -> {
          c.image = input;
          c.output = fake;
        });
  }

  /** Returns whether it stands for a bare ONNX file without a manifest. */
  public boolean bare() {
    return source.equals(onnx);
  }

  /** Returns the manifest's own file and the files that it names, in a stable order. */
  public List<Path> files() {
    Set<Path> files = new TreeSet<>(provenance.sha256().keySet());
    files.add(onnx);
    files.add(source);
    gradient.ifPresent(files::add);
    return List.copyOf(files);
  }

  /** Returns the manifest of a bare ONNX file. */
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
   * Returns the manifest of an ONNX file in memory without a manifest of its own.
   *
   * @param name the name in messages and verdicts
   * @param onnx its content, copied
   */
  public static Manifest inMemory(String name, byte[] onnx) {
    return bare(Path.of(name)).holding(ByteString.copyFrom(onnx));
  }

  /**
   * Returns the manifest of an ONNX file in memory.
   *
   * @param name the name in messages
   * @param onnx its content, copied
   * @param text its manifest (YAML), which names no other file
   * @throws io.cdmaa.CdmaaException if the manifest is invalid
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

  /** A mutable copy of this manifest, in which only some components are changed. */
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
