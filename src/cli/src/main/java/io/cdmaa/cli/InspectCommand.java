package io.cdmaa.cli;

import io.cdmaa.generator.Manifest;
import io.cdmaa.io.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what a model is and whether photos can be protected against it. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Shows inputs, outputs, domains and operators of models, and what prevents them from being"
          + " differentiated. Exit code 1 if anything does."
    })
final class InspectCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelPaths models;
  @Mixin private OutputOptions print;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    boolean stopped = false;
    for (Manifest manifest : models.manifests()) {
      Inspection inspection = Inspection.of(manifest);
      stopped |= !inspection.obstacles().isEmpty();
      if (print.json()) {
        console.out().println(Json.line(InspectionJson.of(inspection)));
      } else if (!print.quiet()) {
        console.out().print(InspectionText.of(inspection));
      } else {
        inspection
            .findings()
            .forEach(
                f ->
                    console.error(
                        f.namesFile() ? f.sentence() : manifest.onnx() + ": " + f.sentence()));
      }
    }
    return stopped ? 1 : 0;
  }
}
