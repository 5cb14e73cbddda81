package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.Verdict;
import io.cdmaa.evaluation.Evaluator;
import io.cdmaa.evaluation.Evaluator.Evaluation;
import io.cdmaa.evaluation.FakeMetrics;
import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.evaluation.MetricKind;
import io.cdmaa.evaluation.RegionEvaluator;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
  /** The JSON output on one photo. */
  record Evaluated(
      String photo,
      String output,
      String status,
      String outcome,
      String crop,
      JsonNode verdict,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MeasuredFakes.Measured> metrics) {
    /** Copies the list. */
    Evaluated {
      metrics = List.copyOf(metrics);
    }
  }

  /** The JSON output on all photos of a folder. */
  record Summary(
      int photos,
      double averageLoss,
      double attackRate,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<MeasuredFakes.Measured> metrics) {
    /** Copies the list. */
    Summary {
      metrics = List.copyOf(metrics);
    }
  }

  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "ORIGINAL",
      description = "The unprotected photo, or a folder.")
  private Path original;

  @Parameters(
      index = "1",
      paramLabel = "PROTECTED",
      description = "The protected photo, or a folder of photos with the names of the originals.")
  private Path protectedFile;

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;

  @Option(
      names = "--crop",
      paramLabel = "CROP",
      defaultValue = CropChoice.DEFAULT_TEXT,
      converter = CropConverter.class,
      description =
          "As with protect: auto, face, faces, centre, whole or x,y,w,h in pixels (several joined by"
              + " +). Default: ${DEFAULT-VALUE}.")
  private CropChoice crop;

  @Mixin private DetectorOption detector;

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

  @Mixin private MetricOption metric;
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
    List<PhotoPair> pairs = PhotoPair.of(original, protectedFile);
    List<Metric> metrics = metric.metrics(spec);
    requireFolders(metrics, pairs);
    Optional<Path> reportFile = ReportFile.at(report, force.guard(inputs(manifests, pairs)));
    LabelOptions.Faces faces = labels.read(spec);
    List<Transform> transforms = after.transforms(spec).orElse(List.of());
    SessionFactory sessions = models.sessions(spec);
    List<Generator> generators = ModelOptions.load(manifests, sessions.cache(), console, print);
    faces.requireFit(generators);
    boolean met = true;
    try (GeneratorGroup group = GeneratorGroup.forward(generators, sessions);
        FakeMetrics opened = new FakeMetrics(metrics, sessions)) {
      Evaluator evaluator = new Evaluator(group, threshold);
      MeasuredFakes measured = new MeasuredFakes(metrics, opened);
      HtmlReport page = ReportFile.begin("crop " + crop.text(), generators, threshold);
      List<Verdict> verdicts = new ArrayList<>();
      for (PhotoPair pair : pairs) {
        Photo before = reader.read(pair.original());
        Photo changed = reader.read(pair.protectedFile());
        SourceAttributes face = faces.on(pair.original());
        Evaluation evaluation = evaluate(evaluator, before, changed, face, transforms);
        Outcome outcome = required.outcome(evaluation.verdict());
        met &= required.isMet(evaluation.verdict().attackRate());
        tell(pair, evaluation, outcome, measured.add(evaluation));
        verdicts.add(evaluation.verdict());
        if (reportFile.isPresent()) {
          String name = pair.original().getFileName().toString();
          page.add(name, outcome.label(), "", before, changed, evaluation);
        }
      }
      reportFile.ifPresent(page::write);
      if (Files.isDirectory(original)) {
        tell(verdicts, measured.summary());
      }
    }
    if (print.human()) {
      reportFile.ifPresent(file -> console.out().printf("Report: %s%n", file));
    }
    return require.given() && !met ? ExitCodes.NOT_MET : ExitCodes.DONE;
  }

  private void requireFolders(List<Metric> metrics, List<PhotoPair> pairs) {
    boolean folder = Files.isDirectory(original);
    if (!folder && metrics.stream().anyMatch(m -> m.kind() == MetricKind.FID)) {
      throw new ParameterException(
          spec.commandLine(),
          "--metric fid compares the fakes of many photos; name two folders of photos");
    }
    if (folder && pairs.size() > 1 && crop.text().contains(",")) {
      throw new ParameterException(
          spec.commandLine(), "--crop x,y,w,h is for one photo; use centre or whole for a folder");
    }
  }

  private List<Path> inputs(List<Manifest> manifests, List<PhotoPair> pairs) {
    List<Path> inputs = new ArrayList<>(ModelInputs.of(manifests));
    for (PhotoPair pair : pairs) {
      Path changed = pair.protectedFile();
      inputs.addAll(List.of(pair.original(), changed, ProtectionRecord.beside(changed)));
    }
    labels.file().ifPresent(inputs::add);
    detector.file().ifPresent(inputs::add);
    metric.metrics(spec).forEach(m -> m.model().ifPresent(inputs::add));
    return inputs;
  }

  private Evaluation evaluate(
      Evaluator evaluator,
      Photo before,
      Photo changed,
      SourceAttributes face,
      List<Transform> transforms) {
    List<Crop> seen = detector.of(crop).in(before).crops();
    RegionEvaluator all = new RegionEvaluator(evaluator);
    return all.evaluate(before, all.fakes(before, seen, face), changed, seen, face, transforms);
  }

  private void tell(
      PhotoPair pair, Evaluation evaluation, Outcome outcome, List<MeasuredFakes.Measured> fakes) {
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Evaluated(
                      pair.original().toString(),
                      pair.protectedFile().toString(),
                      "evaluated",
                      outcome.label(),
                      crop.text(),
                      Json.reread(VerdictJson.of(evaluation.verdict())),
                      fakes)));
    } else if (print.human()) {
      console
          .out()
          .printf("%s against %s: %s%n", pair.original(), pair.protectedFile(), outcome.label());
      console.out().print(VerdictText.of(evaluation.verdict(), details));
      console.out().print(MeasuredFakes.text(fakes));
    }
  }

  /** Reports on all photos of a folder together. */
  private void tell(List<Verdict> verdicts, List<MeasuredFakes.Measured> fakes) {
    double loss = verdicts.stream().mapToDouble(Verdict::averageLoss).average().orElseThrow();
    double rate = verdicts.stream().mapToDouble(Verdict::attackRate).average().orElseThrow();
    if (print.json()) {
      console.out().println(Json.line(new Summary(verdicts.size(), loss, rate, fakes)));
    } else if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%s together: average L %.4f, attack rate %.0f %%%n",
              Counts.of(verdicts.size(), "photo"),
              loss,
              100 * rate);
      console.out().print(MeasuredFakes.text(fakes));
    }
  }
}
