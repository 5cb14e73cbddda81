package io.cdmaa.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.SourceAttributes;
import io.cdmaa.image.Crop;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Json;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.ProtectionRecord;
import io.cdmaa.protection.Requirement;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Evaluates the effect of a protected photo on generators. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Compares the fakes that generators make from a photo and from its protected version.")
final class EvaluateCommand implements Callable<Integer> {
  /** The JSON output. */
  record Evaluated(
      String photo, String output, String status, String outcome, String crop, JsonNode verdict) {}

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ORIGINAL", description = "The unprotected photo.")
  private Path original;

  @Parameters(index = "1", paramLabel = "PROTECTED", description = "The protected photo.")
  private Path protectedFile;

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      defaultValue = "centre",
      converter = CropConverter.class,
      description =
          "As with protect: centre, whole or x,y,w,h in pixels. Default: ${DEFAULT-VALUE}.")
  private CropChoice crop;

  @Option(
      names = "--threshold",
      paramLabel = "L",
      defaultValue = "" + io.cdmaa.Defaults.THRESHOLD,
      description = "L from which a fake counts as broken. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page that shows the fakes before and after (HTML, one file).")
  private Path report;

  @Option(names = "--details", description = "List every domain even if there are many generators.")
  private boolean details;

  @Mixin private AfterOption after;
  @Mixin private RequireOption require;
  @Mixin private ForceOption force;
  @Mixin private OutputOptions print;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    AttackOptions.require(
        spec, threshold > 0 && threshold <= 4, "--threshold", threshold, "above 0 and at most 4");
    Requirement required = require.requirement(spec);
    List<Manifest> manifests = models.manifests();
    List<Path> inputs = new ArrayList<>(ModelInputs.of(manifests));
    inputs.addAll(List.of(original, protectedFile, ProtectionRecord.beside(protectedFile)));
    labels.file().ifPresent(inputs::add);
    Optional<Path> reportFile = ReportFile.at(report, force.guard(inputs));
    LabelOptions.Faces faces = labels.read(spec);
    PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
    Photo before = reader.read(original);
    Photo changed = reader.read(protectedFile);
    List<Transform> transforms = after.transforms(spec);
    SessionFactory sessions = models.sessions(spec);
    List<Generator> generators = ModelOptions.load(manifests, sessions.cache(), console, print);
    faces.requireFit(generators);
    double rate;
    try (GeneratorGroup group = GeneratorGroup.forward(generators, sessions)) {
      Evaluator evaluator = new Evaluator(group, threshold);
      Crop seen = crop.in(before);
      SourceAttributes face = faces.on(original);
      Evaluation evaluation =
          evaluator.withTransforms(
              evaluator.evaluate(before, changed, seen, face),
              before,
              changed,
              seen,
              face,
              transforms);
      rate = evaluation.verdict().attackRate();
      Outcome outcome = required.outcome(evaluation.verdict());
      tell(evaluation, outcome);
      if (reportFile.isPresent()) {
        HtmlReport page = ReportFile.begin("crop " + crop.text(), generators, threshold);
        page.add(
            original.getFileName().toString(), outcome.label(), "", before, changed, evaluation);
        page.write(reportFile.get());
      }
    }
    if (print.human()) {
      reportFile.ifPresent(file -> console.out().println("Report: " + file));
    }
    return require.given() && !required.isMet(rate) ? ExitCodes.NOT_MET : ExitCodes.DONE;
  }

  private void tell(Evaluation evaluation, Outcome outcome) {
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Evaluated(
                      original.toString(),
                      protectedFile.toString(),
                      "evaluated",
                      outcome.label(),
                      crop.text(),
                      Json.reread(VerdictJson.of(evaluation.verdict())))));
    } else if (print.human()) {
      console.out().println(original + " against " + protectedFile + ": " + outcome.label());
      console.out().print(VerdictText.of(evaluation.verdict(), details));
    }
  }
}
