package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.Suggestions;
import io.cdmaa.generator.Folding.Folded;
import io.cdmaa.generator.Generator.ConditionPort;
import io.cdmaa.io.Digest;
import io.cdmaa.io.FileNames;
import io.cdmaa.onnx.FileVersion;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.onnx.OpsetConverter;
import io.cdmaa.onnx.TensorType;
import io.cdmaa.onnx.Value;
import io.cdmaa.runtime.GraphCache;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes generators out of manifests. */
public final class GeneratorLoader {
  private static final Logger LOG = LoggerFactory.getLogger(GeneratorLoader.class);

  /** Real generators take a few dozen values; a latent vector takes some hundreds. */
  private static final int MOST_CONDITIONS = 4096;

  private GeneratorLoader() {}

  /**
   * All generators behind the paths; see {@link ModelLocator#find}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static List<Generator> load(List<Path> paths) {
    List<Generator> generators =
        ModelLocator.find(paths).stream().map(GeneratorLoader::load).toList();
    for (Generator generator : generators) {
      generator
          .assumptions()
          .forEach(a -> LOG.info("{}: {}; say otherwise in a manifest.", generator.name(), a));
    }
    return generators;
  }

  /**
   * One generator, without a cache; see {@link #load(Manifest, GraphCache)}.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest) {
    return load(manifest, Loss.mse(), GraphCache.off());
  }

  /**
   * One generator with the inner tensor that a latent loss compares, without a cache.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss) {
    return load(manifest, loss, GraphCache.off());
  }

  /**
   * One generator for the default loss.
   *
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, GraphCache cache) {
    return load(manifest, Loss.mse(), cache);
  }

  /**
   * One generator, folded for as many domains at a time as its export allows.
   *
   * @param manifest what is said of it
   * @param loss what the attack raises; a latent one wants an inner tensor kept
   * @param cache where folded graphs are kept
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator load(Manifest manifest, Loss loss, GraphCache cache) {
    return load(manifest, loss, cache, Integer.MAX_VALUE, 1);
  }

  /**
   * The same for several photos in one pass. One that cannot be folded for so many rows, does not
   * keep them apart, or has a gradient graph of its own, takes one photo at a time.
   *
   * @param photos at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  public static Generator forPhotos(Manifest manifest, Loss loss, GraphCache cache, int photos) {
    try {
      Generator wide = load(manifest, loss, cache, Integer.MAX_VALUE, photos);
      if (wide.photos() == photos) {
        return wide;
      }
    } catch (CdmaaException e) {
      LOG.info("One photo at a time: {}", e.getMessage());
    }
    return load(manifest, loss, cache);
  }

  /**
   * The same with a bound on the domains of one pass.
   *
   * @param most domains of a photo, at least 1; they are shared out evenly over the passes that it
   *     takes
   * @param photos of one pass, at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  static Generator load(Manifest manifest, Loss loss, GraphCache cache, int most, int photos) {
    ModelFile.Content content =
        manifest
            .content()
            .map(bytes -> ModelFile.open(manifest.onnx(), bytes.toByteArray()))
            .orElseGet(() -> ModelFile.open(manifest.onnx()));
    requireKnown(manifest, content);
    Graph graph = content.graph();
    List<String> assumptions = new ArrayList<>();
    SignatureResolver ports = new SignatureResolver(manifest, graph, assumptions);
    ImagePort image = ports.image();
    Value output = ports.output();
    Optional<Value> condition = ports.condition(image.name());
    long[] conditionDims = condition.map(v -> conditionDims(manifest, v)).orElse(new long[0]);
    List<Domain> domains = domains(manifest, graph, condition, conditionDims, assumptions);
    try {
      OpsetConverter.requireReadable(graph);
      Optional<String> latent = latent(manifest, graph, loss);
      List<String> kept = new ArrayList<>(List.of(output.name()));
      latent.filter(name -> !name.equals(output.name())).ifPresent(kept::add);
      Optional<CustomGradientGraph> gradient = manifest.gradient().map(CustomGradientGraph::read);
      int wanted = gradient.map(g -> g.batch(domains.size(), most)).orElse(most);
      int batch = perPass(domains.size(), wanted);
      int rows = batch * (gradient.isPresent() ? 1 : photos);
      String digest =
          Digest.ofTexts(
              List.of(
                  content.sha256(),
                  gradient.map(CustomGradientGraph::digest).orElse(""),
                  image.toString(),
                  output.toString(),
                  manifest.output().toString(),
                  manifest.crop().toString(),
                  latent.toString(),
                  batch + " of " + rows,
                  condition.map(Value::toString).orElse(""),
                  domains.toString()));
      Supplier<Folded> fold =
          () -> new Folding(graph.withOutputs(kept), image, condition, domains).upTo(rows);
      Folded folded = cache.isOn() ? kept(cache, digest, fold) : fold.get();
      Graph batched = folded.graph();
      if (folded.rounded()) {
        assumptions.add("its output of whole numbers is taken before it is rounded");
      }
      boolean takesRows = batched.type(image.name()).dim(0) == rows;
      Map<Path, FileVersion> files = new HashMap<>(content.files());
      gradient.map(CustomGradientGraph::files).ifPresent(files::putAll);
      Generator generator =
          new Generator(
              manifest.name().orElseGet(() -> FileNames.stem(manifest.onnx())),
              manifest.onnx(),
              files,
              digest,
              image,
              manifest.crop(),
              ports.output(output.name(), batched.type(output.name()), folded.rounded(), image),
              condition.map(
                  v ->
                      new ConditionPort(
                          v.name(),
                          new TensorType(
                              batched.type(v.name()).elementType(),
                              Folding.withRows(conditionDims, takesRows ? rows : 1)))),
              domains,
              condition.flatMap(v -> manifest.labels()),
              graph.opset(),
              batched,
              takesRows ? batch : 1,
              takesRows ? rows / batch : 1,
              Optional.empty(),
              latent.map(name -> latent(manifest, name, batched.type(name), takesRows ? rows : 1)),
              manifest.access(),
              assumptions);
      return gradient.map(g -> generator.withGradient(g.fitted(generator))).orElse(generator);
    } catch (CdmaaException e) {
      throw ModelFile.about(manifest.onnx(), e);
    }
  }

  private static void requireKnown(Manifest manifest, ModelFile.Content content) {
    manifest
        .provenance()
        .sha256()
        .forEach(
            (file, expected) -> {
              String found = file.equals(manifest.onnx()) ? content.fileSha256() : Digest.of(file);
              if (!found.equals(expected)) {
                throw new CdmaaException(
                    ErrorReason.MODEL,
                    "The file "
                        + file
                        + " is not the one that "
                        + manifest.source()
                        + " means: its SHA-256 is "
                        + found
                        + " instead of "
                        + expected
                        + "; copy it again, or correct 'sha256' if it was replaced on purpose");
              }
            });
  }

  private static Folded kept(GraphCache cache, String digest, Supplier<Folded> fold) {
    return Folded.decoded(cache.get(List.of("folded", digest), () -> fold.get().encoded()));
  }

  /** The domains of one pass, with as few passes as the most allows and these as even as can be. */
  static int perPass(int domains, int most) {
    int passes = (domains - 1) / Math.min(domains, most) + 1;
    return (domains - 1) / passes + 1;
  }

  private static Optional<String> latent(Manifest manifest, Graph graph, Loss loss) {
    if (!(loss instanceof Loss.Latent wanted)) {
      return Optional.empty();
    }
    String name =
        wanted
            .tensor()
            .or(manifest::latent)
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.LATENT_UNNAMED,
                        "no inner tensor is named for the latent loss; write 'latent: TENSOR' into"
                            + " its manifest, or name one with the loss"));
    List<String> known =
        graph.nodes().stream()
            .flatMap(node -> node.outputs().stream())
            .filter(output -> !output.isEmpty())
            .toList();
    if (!known.contains(name)) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "it has no tensor '"
              + name
              + "'; did you mean '"
              + Suggestions.nearest(name, known)
              + "'?");
    }
    return Optional.of(name);
  }

  private static Generator.Latent latent(
      Manifest manifest, String name, TensorType type, int rows) {
    if (type.rank() == 0 || type.dim(0) != rows || !type.elementType().isFloatingPoint()) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          "its tensor '"
              + name
              + "' is "
              + type
              + " in "
              + manifest.onnx().getFileName()
              + ", which is not one row of real numbers per photo; name another for the latent"
              + " loss");
    }
    return new Generator.Latent(name, type);
  }

  private static long[] conditionDims(Manifest manifest, Value condition) {
    long[] dims = condition.type().dims();
    boolean open = IntStream.range(1, dims.length).anyMatch(i -> dims[i] < 1);
    if (dims.length == 0 || open) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          manifest.onnx(),
          "The model "
              + manifest.onnx()
              + " cannot be used: its condition input '"
              + condition.name()
              + "' has the open shape "
              + condition.type()
              + "; export it with a fixed number of conditions");
    }
    return dims;
  }

  private static List<Domain> domains(
      Manifest manifest,
      Graph graph,
      Optional<Value> condition,
      long[] dims,
      List<String> assumptions) {
    if (condition.isEmpty()) {
      if (manifest.domains().size() > 1) {
        throw new CdmaaException(
            ErrorReason.MANIFEST,
            manifest.source(),
            "The manifest "
                + manifest.source()
                + " is wrong: it names domains, but the model has no condition input");
      }
      return List.of(new Domain("translated", new float[0]));
    }
    int size = conditionSize(manifest, condition.get(), dims);
    boolean whole = !condition.get().type().elementType().isFloatingPoint();
    if (manifest.domains().isEmpty() && whole && size == 1) {
      return ClassLabels.domains(manifest, graph, condition.get().name(), assumptions);
    }
    if (manifest.domains().isEmpty()) {
      assumptions.add(
          "its condition '"
              + condition.get().name()
              + "' is taken to be one-hot over "
              + size
              + " domains");
      return IntStream.range(0, size).mapToObj(i -> oneHot(i, size)).toList();
    }
    for (Domain domain : manifest.domains()) {
      if (domain.condition().length != size) {
        throw new CdmaaException(
            ErrorReason.MANIFEST,
            manifest.source(),
            "The manifest "
                + manifest.source()
                + " is wrong: the domain '"
                + domain.name()
                + "' has "
                + domain.condition().length
                + " values, but the condition input '"
                + condition.get().name()
                + "' takes "
                + size);
      }
      if (whole) {
        ClassLabels.requireWhole(manifest, domain, condition.get().name());
      }
    }
    return manifest.domains();
  }

  private static int conditionSize(Manifest manifest, Value condition, long[] dims) {
    long size = 1;
    for (int i = 1; i < dims.length && size <= MOST_CONDITIONS; i++) {
      size *= dims[i];
    }
    if (size > MOST_CONDITIONS) {
      throw new CdmaaException(
          ErrorReason.MODEL,
          manifest.onnx(),
          "The model "
              + manifest.onnx()
              + " cannot be used: its condition input '"
              + condition.name()
              + "' takes more than "
              + MOST_CONDITIONS
              + " values; name another in a manifest (condition: {input: NAME})");
    }
    return (int) size;
  }

  private static Domain oneHot(int index, int size) {
    float[] values = new float[size];
    values[index] = 1;
    return new Domain("domain " + (index + 1), values);
  }
}
