package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.generator.Domain;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.ImagePort;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.SquareCrop;
import io.cdmaa.io.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows how a model is interpreted. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows how generators are interpreted, with the condition of every domain.",
      "'cdmaa inspect' shows their operators and costs."
    })
final class ModelShowCommand implements Callable<Integer> {
  /** The JSON output on one model; values that are not given are left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Shown(
      String name,
      String onnx,
      String manifest,
      String image,
      String fake,
      Sees sees,
      String latent,
      String access,
      List<Conditioned> domains,
      String licence,
      String origin) {}

  /** A model's crop. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Sees(int size, int of, Integer left, Integer top) {}

  /** A domain with the condition of the face. */
  record Conditioned(String name, float[] condition) {}

  private final Console console;

  @Mixin private ModelPaths models;

  @Option(
      names = "--attributes",
      paramLabel = "LIST",
      description = "Show the conditions for this face, e.g. Black_Hair=1,Male=0.")
  private String attributes;

  @Mixin private OutputOptions print;

  ModelShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    SourceAttributes face =
        attributes == null ? SourceAttributes.UNKNOWN : SourceAttributes.parse(attributes);
    List<Manifest> manifests = models.manifests();
    List<Generator> generators = manifests.stream().map(GeneratorLoader::load).toList();
    face.requireKnown(generators);
    print.noteAssumptions(console, generators);
    for (int i = 0; i < manifests.size(); i++) {
      if (print.json()) {
        console.out().println(Json.line(json(manifests.get(i), generators.get(i), face)));
      } else if (print.human()) {
        text(manifests.get(i), generators.get(i), face);
      }
    }
    return 0;
  }

  private void text(Manifest manifest, Generator generator, SourceAttributes face) {
    console.out().println(generator.name());
    row("model", manifest.onnx().toString());
    row("manifest", manifest.bare() ? "none" : manifest.source() + "");
    row("image", port(generator.image()));
    generator.crop().ifPresent(c -> row("sees", seen(c)));
    row("fake", port(generator.output()));
    manifest.gradient().ifPresent(g -> row("gradient", g.toString()));
    generator
        .condition()
        .ifPresent(
            c ->
                row(
                    "condition",
                    c.name()
                        + generator
                            .labels()
                            .map(
                                l ->
                                    ", "
                                        + l.form().name().toLowerCase(Locale.ROOT)
                                        + " of "
                                        + String.join(" ", l.attributes()))
                            .orElse(", given values")));
    for (Domain domain : generator.domains(face)) {
      row("domain", domain.name() + " " + Arrays.toString(domain.condition()));
    }
    manifest.latent().ifPresent(tensor -> row("latent", tensor));
    if (generator.queryOnly()) {
      row("access", "query");
    }
    row("licence", manifest.provenance().licence().orElse("not stated"));
    row("origin", manifest.provenance().origin().orElse("not stated"));
    manifest
        .provenance()
        .sha256()
        .forEach((file, digest) -> row("sha256", digest + " " + file.getFileName()));
    console.out().println();
  }

  private static String seen(SquareCrop crop) {
    String place =
        crop.left().map(left -> left + " from the left").orElse("centred across")
            + ", "
            + crop.top().map(top -> top + " from the top").orElse("centred up and down")
            + " of the largest square in the middle";
    return crop.size()
        + " of "
        + crop.of()
        + ", "
        + (crop.left().isEmpty() && crop.top().isEmpty() ? "centred" : place);
  }

  private void row(String key, String value) {
    console.out().printf(Locale.ROOT, "  %-10s %s%n", key, value);
  }

  private static String port(ImagePort port) {
    return String.format(
        Locale.ROOT,
        "%s, %d x %d, %s, %s, %s to %s",
        port.name(),
        port.width(),
        port.height(),
        port.layout(),
        port.color(),
        port.range().black(),
        port.range().white());
  }

  private static Shown json(Manifest manifest, Generator generator, SourceAttributes face) {
    return new Shown(
        generator.name(),
        manifest.onnx().toString(),
        manifest.source().toString(),
        port(generator.image()),
        port(generator.output()),
        generator
            .crop()
            .map(c -> new Sees(c.size(), c.of(), c.left().orElse(null), c.top().orElse(null)))
            .orElse(null),
        manifest.latent().orElse(null),
        manifest.access().name().toLowerCase(Locale.ROOT),
        generator.domains(face).stream()
            .map(domain -> new Conditioned(domain.name(), domain.condition()))
            .toList(),
        manifest.provenance().licence().orElse(""),
        manifest.provenance().origin().orElse(""));
  }
}
