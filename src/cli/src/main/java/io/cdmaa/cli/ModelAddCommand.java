package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorLoader;
import io.cdmaa.generator.GeneratorSession;
import io.cdmaa.generator.GradientCheck;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ManifestDraft;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.generator.RangeCheck;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.WriteGuard;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the manifest of a new model. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Writes a manifest for an ONNX file: details are read from the file where possible; the rest"
          + " is asked on a terminal, or taken from the options.",
      "Writes FILE.yaml beside the file, or copies both into a folder of their own below --into."
    },
    footer = {
      "",
      "Example: cdmaa model add editor.onnx --into onnx --attributes Black_Hair,Male,Young"
    })
final class ModelAddCommand implements Callable<Integer> {
  private final Console console;
  private final Questions questions;

  @Parameters(paramLabel = "FILE", description = "The ONNX file.")
  private Path onnx;

  @Option(names = "--into", paramLabel = "DIR", description = "Copy it to DIR/NAME-OF-FILE/.")
  private Path into;

  @Mixin private ManifestOptions options;

  @Option(
      names = {"-f", "--force"},
      description = "Replace a manifest, or a model below --into.")
  private boolean force;

  @Mixin private OutputOptions print;

  ModelAddCommand(Console console, Questions questions) {
    this.console = console;
    this.questions = questions;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    ModelFile.Content content = ModelFile.open(onnx);
    ManifestDraft draft =
        new ManifestInterview(onnx, options, questions, said -> print.note(console, said))
            .draft(content);
    Manifest manifest = draft.manifest();
    Generator generator = GeneratorLoader.load(manifest);
    requireFittingRange(generator);
    Path target = write(draft, content);
    if (print.human()) {
      console.out().print(draft.yaml());
      console
          .out()
          .printf(
              Locale.ROOT,
              "Wrote %s: %d domain%s at %d x %d.%n",
              target,
              generator.domains().size(),
              generator.domains().size() == 1 ? "" : "s",
              generator.image().width(),
              generator.image().height());
    }
    return 0;
  }

  private static void requireFittingRange(Generator generator) {
    PhotoShape shape = new PhotoShape(3, generator.image().height(), generator.image().width());
    FloatTensor photo = GradientCheck.picture(shape, new SplittableRandom(0));
    SessionFactory sessions = new SessionFactory(RuntimeSettings.cpu());
    try (GeneratorSession session = GeneratorSession.forward(generator, shape, sessions)) {
      RangeCheck.contradiction(generator, photo, session.fakes(photo))
          .ifPresent(
              clause -> {
                throw new CdmaaException(
                    ErrorReason.COMMAND,
                    "The model "
                        + generator.source()
                        + " "
                        + clause
                        + "; give its values of black and white with --range");
              });
    }
  }

  /** The manifest is written last, so that a model is added completely or not at all. */
  private Path write(ManifestDraft draft, ModelFile.Content content) {
    byte[] yaml = draft.yaml().getBytes(StandardCharsets.UTF_8);
    WriteGuard guard = new WriteGuard(content.files().keySet(), force);
    if (into == null) {
      guard.claim(draft.file(), OutputKind.MANIFEST);
      AtomicFile.write(draft.file(), out -> out.write(yaml));
      return draft.file();
    }
    String manifest = draft.file().getFileName().toString();
    Path folder = into.resolve(manifest.substring(0, manifest.length() - ".yaml".length()));
    Path target = folder.resolve(manifest);
    guard.claim(target, OutputKind.MANIFEST);
    // Data files keep their place relative to the model, which refers to them.
    Path from = onnx.toAbsolutePath().getParent();
    Map<Path, Path> copies = new TreeMap<>();
    for (Path file : content.files().keySet()) {
      Path original = file.toAbsolutePath();
      Path copy = folder.toAbsolutePath().resolve(from.relativize(original)).normalize();
      if (!copy.equals(original.normalize())) {
        guard.claim(copy, OutputKind.MODEL);
        copies.put(original, copy);
      }
    }
    createFolder(folder);
    copies.forEach(
        (original, copy) -> {
          createFolder(copy.getParent());
          AtomicFile.write(copy, out -> Files.copy(original, out));
        });
    AtomicFile.write(target, out -> out.write(yaml));
    return target;
  }

  private static void createFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.COMMAND,
          "The folder " + folder + " cannot be created; choose another with --into",
          e);
    }
  }
}
