package io.cdmaa.cli;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelLocator;
import io.cdmaa.generator.ObjectiveGraph;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.ModelException;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a generator's gradient graph as an ONNX file of standard operators. */
@Command(
    name = "differentiate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes the gradient graph of a model as an ONNX file, for use from any language.",
      "Inputs: the model's own image input with batch 1, its condition input with K rows, and"
          + " 'reference', shaped like its output for K conditions. Outputs: 'losses' [K], the mean"
          + " squared differences from the reference, and 'gradient', that of their mean, shaped"
          + " like the image. Values are in the model's own range, layout and colour order."
    })
final class DifferentiateCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "An ONNX file or a manifest (.yaml).")
  private Path model;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The ONNX file to write.")
  private Path output;

  @Option(
      names = "--domains",
      paramLabel = "K",
      description = "Rows of the condition. Default: as many as the model has domains.")
  private Integer domains;

  @Option(
      names = "--weights",
      description =
          "Add an input 'weights' [K]: the gradient is then that of the weighted sum of the losses"
              + " instead of their mean.")
  private boolean weighted;

  @Mixin private ForceOption force;
  @Mixin private OutputOptions print;

  DifferentiateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    if (domains != null && (domains < 1 || domains > 4096)) {
      throw new ParameterException(
          spec.commandLine(), "--domains is " + domains + "; it must be from 1 to 4096");
    }
    List<Manifest> found = ModelLocator.find(List.of(model));
    if (found.size() != 1) {
      throw new ParameterException(
          spec.commandLine(), model + " holds " + found.size() + " models; name one of them");
    }
    Manifest manifest = found.get(0).withoutGradient();
    force.guard(ModelInputs.of(List.of(manifest))).claim(output, OutputKind.GRADIENT_GRAPH);
    Generator generator = GeneratorLoader.load(manifest);
    print.noteAssumptions(console, List.of(generator));
    if (domains != null && domains != generator.domains().size()) {
      int size = generator.domains().get(0).condition().length;
      if (size == 0) {
        throw new ParameterException(
            spec.commandLine(), model + " has no condition input; leave out --domains");
      }
      generator = GeneratorLoader.load(manifest.withBlankDomains(domains, size));
    }
    Graph graph = standalone(generator);
    byte[] bytes = GraphCodec.encodeStandalone(graph);
    AtomicFile.write(output, out -> out.write(bytes));
    if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s: %s, %.1f MB, %s%n",
              output,
              Counts.of(graph.nodes().size(), "operator"),
              bytes.length / 1e6,
              Counts.of(generator.domains().size(), "condition"));
    }
    return 0;
  }

  private Graph standalone(Generator generator) {
    try {
      return ObjectiveGraph.standalone(generator, weighted);
    } catch (ModelException e) {
      throw ModelFile.about(generator.source(), e);
    }
  }
}
