package io.cdmaa.generator;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Folding.Folded;
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

/**
 * A generator's file, read and analysed once, from which graphs for any number of rows are
 * prepared.
 */
final class GeneratorModel {
  private final Manifest manifest;
  private final GraphCache cache;
  private final ModelFile.Content content;
  private final List<String> assumptions = new ArrayList<>();
  private final ImagePort image;
  private final Value output;
  private final Optional<Value> condition;
  private final long[] conditionDims;
  private final List<Domain> domains;
  private final Optional<String> latent;
  private final Optional<CustomGradientGraph> gradient;

  private GeneratorModel(Manifest manifest, Loss loss, GraphCache cache) {
    this.manifest = manifest;
    this.cache = cache;
    content =
        manifest
            .content()
            .map(bytes -> ModelFile.open(manifest.onnx(), bytes.toByteArray()))
            .orElseGet(() -> ModelFile.open(manifest.onnx()));
    requireKnown(manifest, content);
    Graph graph = content.graph();
    SignatureResolver ports = new SignatureResolver(manifest, graph, assumptions);
    image = ports.image();
    output = ports.output();
    condition = ports.condition(image.name());
    conditionDims = condition.map(v -> ConditionDomains.dims(manifest, v)).orElse(new long[0]);
    domains = ConditionDomains.of(manifest, graph, condition, conditionDims, assumptions);
    try {
      OpsetConverter.requireReadable(graph);
      latent = LatentTensor.name(manifest, graph, loss);
      gradient = manifest.gradient().map(CustomGradientGraph::read);
    } catch (CdmaaException e) {
      throw ModelFile.about(manifest.onnx(), e);
    }
  }

  /**
   * Reads the file that a manifest names.
   *
   * @param loss the loss to maximise; a latent loss needs an inner tensor
   * @param cache stores folded graphs
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  static GeneratorModel read(Manifest manifest, Loss loss, GraphCache cache) {
    return new GeneratorModel(manifest, loss, cache);
  }

  /**
   * Prepares the generator for as many rows as its export allows.
   *
   * @param most the limit on the domains of a photo per pass, at least 1; domains are divided
   *     evenly among the passes
   * @param photos the number of photos per pass, at least 1
   * @throws CdmaaException naming the model, the cause and the remedy
   */
  Generator prepared(int most, int photos) {
    try {
      int wanted = gradient.map(g -> g.batch(domains.size(), most)).orElse(most);
      int batch = perPass(domains.size(), wanted);
      int rows = batch * (gradient.isPresent() ? 1 : photos);
      String digest = digest(batch, rows);
      Folded folded = folded(digest, rows);
      Graph graph = folded.graph();
      boolean takesRows = graph.type(image.name()).dim(0) == rows;
      PreparedGraph prepared =
          new PreparedGraph(
              digest,
              graph,
              port(folded),
              condition.map(v -> conditionPort(v, graph, takesRows ? rows : 1)),
              takesRows ? batch : 1,
              takesRows ? rows / batch : 1,
              latent.map(
                  name -> LatentTensor.in(manifest, name, graph.type(name), takesRows ? rows : 1)),
              Optional.empty());
      Generator generator = new Generator(description(folded.rounded()), prepared);
      return gradient.map(g -> generator.withGradient(g.fitted(generator))).orElse(generator);
    } catch (CdmaaException e) {
      throw ModelFile.about(manifest.onnx(), e);
    }
  }

  private GeneratorDescription description(boolean rounded) {
    Map<Path, FileVersion> files = new HashMap<>(content.files());
    gradient.map(CustomGradientGraph::files).ifPresent(files::putAll);
    List<String> guessed = new ArrayList<>(assumptions);
    if (rounded) {
      guessed.add("its integer output is used before rounding");
    }
    return new GeneratorDescription(
        manifest.name().orElseGet(() -> FileNames.stem(manifest.onnx())),
        manifest.onnx(),
        files,
        image,
        manifest.crop(),
        domains,
        condition.flatMap(v -> manifest.labels()),
        content.graph().opset(),
        manifest.access(),
        guessed);
  }

  private ImagePort port(Folded folded) {
    return new SignatureResolver(manifest, content.graph(), new ArrayList<>())
        .output(output.name(), folded.graph().type(output.name()), folded.rounded(), image);
  }

  private PreparedGraph.ConditionPort conditionPort(Value input, Graph graph, int rows) {
    return new PreparedGraph.ConditionPort(
        input.name(),
        new TensorType(
            graph.type(input.name()).elementType(), Folding.withRows(conditionDims, rows)));
  }

  private String digest(int batch, int rows) {
    return Digest.ofTexts(
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
  }

  private Folded folded(String digest, int rows) {
    List<String> kept = new ArrayList<>(List.of(output.name()));
    latent.filter(name -> !name.equals(output.name())).ifPresent(kept::add);
    Graph needed = content.graph().withOutputs(kept);
    Folding folding = new Folding(needed, image, condition, domains);
    return cache.get(
        List.of("folded", digest),
        () -> {
          OpsetConverter.requireWellFormed(needed);
          return folding.upTo(rows);
        },
        Folded::encoded,
        Folded::decoded);
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
                        + " describes: its SHA-256 is "
                        + found
                        + " instead of "
                        + expected
                        + "; copy it again, or correct 'sha256' if it was replaced on purpose");
              }
            });
  }

  /**
   * Returns the number of domains per pass that needs the fewest passes within the limit and makes
   * them as even as possible.
   */
  static int perPass(int domains, int most) {
    int passes = (domains - 1) / Math.min(domains, most) + 1;
    return (domains - 1) / passes + 1;
  }
}
