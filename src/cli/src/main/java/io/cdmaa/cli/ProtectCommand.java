package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.ModelStrategy;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.image.Encoding;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.Fingerprint;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.OutputPlan;
import io.cdmaa.protection.PhotoFinder;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Requirement;
import io.cdmaa.protection.WriteGuard;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Protects photos against a group of generators. */
@Command(
    name = "protect",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Protects photos against a group of generators.",
      "Writes each protected photo and, beside it, a record NAME.cdmaa.json; photos whose record"
          + " shows that the result would be the same are skipped."
    },
    footer = {
      "",
      "Example: cdmaa protect holiday/ --models onnx/ -o protected/ --report report.html"
    })
final class ProtectCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PHOTO",
      arity = "0..*",
      description = "Photos (JPEG, PNG, BMP, TIFF, WebP) or folders of them.")
  private List<Path> photos = new ArrayList<>();

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;

  @Mixin private DestinationOptions destination;

  @Option(
      names = {"-r", "--recursive"},
      description = "Search subfolders too.")
  private boolean recursive;

  @Option(
      names = {"-f", "--force"},
      description = "Protect finished photos again, and replace files that cdmaa did not write.")
  private boolean force;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write a page that shows the fakes before and after (HTML, one file).")
  private Path report;

  @Option(
      names = "--diagnostics",
      paramLabel = "FILE",
      description =
          "Write diagnostics of each iteration (JSON Lines), for photos that are not skipped; see"
              + " cdmaa plot.")
  private Path diagnostics;

  @Option(
      names = "--domain-cosines",
      description =
          "Add the cosines between the gradients of each generator's domains to --diagnostics.")
  private boolean domainCosines;

  @Mixin private ArithmeticOption arithmetic;
  @Mixin private ConcurrencyOptions abreast;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description =
          "Memory limit, for instance 3G or 900M: fewer domains at a time and plain algorithms are"
              + " used where necessary. Default: no limit.")
  private MemorySize memoryBudget;

  @Mixin private BadModelsOption badOnes;

  @Option(names = "--details", description = "List every domain even if there are many generators.")
  private boolean details;

  @Mixin private NoVerdictOption noVerdict;

  @Mixin private AttackOptions attack;
  @Mixin private RequireOption require;
  @Mixin private OutputOptions print;

  ProtectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    if (photos.isEmpty()) {
      throw usage("Name at least one photo or folder of photos, before --models");
    }
    Encoding written = destination.encoding(spec, photos);
    ProtectionPlan plan = plan(written);
    Requirement required = require.requirement(spec);
    if (domainCosines && diagnostics == null) {
      throw usage("--domain-cosines needs --diagnostics; give its file");
    }
    if (domainCosines && plan.method().models() instanceof ModelStrategy.Threshold) {
      throw usage(
          "--domain-cosines does not go with the threshold-aware method, which weights domains"
              + " itself; choose --method cdmaa");
    }
    Path target = destination.path();
    boolean intoFile = destination.isFile();
    PhotoFinder.Photos found = new PhotoFinder(recursive, intoFile ? null : target).find(photos);
    new LeftOutLines(console, print).tell(found.leftOut());
    requireSome(found);
    LabelOptions.Faces faces = labels.read(spec);
    List<CdmaaException> badModels = new ArrayList<>();
    MemoryPlanner fitting =
        models.fitting(
            spec, plan, attack.precision(), domainCosines, abreast, arithmetic, memoryBudget);
    boolean skips = badOnes.skip();
    ModelOptions.Found named = skips ? models.found(badModels::add) : models.found();
    ModelOptions.Found group = skips ? usable(named, plan, fitting, badModels) : named;
    MethodAlgorithms.requireFits(plan.method(), group.manifests().size());
    plan.requireStartFor(group.manifests());
    WriteGuard guard = guard(found, named);
    Optional<Path> reportFile = ReportFile.at(report, guard);
    if (diagnostics != null) {
      guard.claim(diagnostics, OutputKind.DIAGNOSTICS);
    }
    warnIfLossy(written);
    ProtectRun run =
        new ProtectRun(
            console,
            print,
            plan,
            Fingerprint.of(
                group.manifests(),
                plan.json(),
                Computation.of(fitting, arithmetic.choice(fitting.sessions()))),
            required,
            force,
            details,
            reportFile,
            Optional.ofNullable(diagnostics));
    badModels.forEach(run::leftOut);
    for (PhotoFinder.Problem problem : found.problems()) {
      boolean photo = problem.kind() == PhotoFinder.Problem.Kind.NAME;
      run.failed(photo ? problem.path() : null, sentence(problem));
    }
    OutputPlan outputs = new OutputPlan(target, intoFile, written, guard);
    try {
      return run.all(tasks(found, outputs, faces, run), models, group, faces, fitting);
    } finally {
      outputs.removeEmptyFolders();
    }
  }

  private ProtectionPlan plan(Encoding written) {
    ProtectionPlan plan = attack.plan(spec).writtenAs(written);
    if (!noVerdict.given()) {
      return plan;
    }
    if (require.given() || report != null || attack.evaluatesAfter()) {
      throw usage("--no-verdict excludes --require, --report and --after; leave one out");
    }
    return plan.withoutEvaluation();
  }

  private static List<PhotoTask> tasks(
      PhotoFinder.Photos found, OutputPlan outputs, LabelOptions.Faces faces, ProtectRun run) {
    List<PhotoTask> tasks = new ArrayList<>();
    for (PhotoFinder.Found photo : found.photos()) {
      try {
        tasks.add(outputs.task(photo).showing(faces.on(photo.file())));
      } catch (CdmaaException e) {
        run.failed(photo.file(), Failures.describe(e));
      }
    }
    return tasks;
  }

  /** Returns those of the generators that can be attacked. */
  private static ModelOptions.Found usable(
      ModelOptions.Found named,
      ProtectionPlan plan,
      MemoryPlanner fitting,
      List<CdmaaException> badModels) {
    UsableModels usable = UsableModels.of(named.manifests(), plan, fitting);
    badModels.addAll(usable.problems());
    if (usable.generators().isEmpty()) {
      throw new UsableModels(List.of(), List.of(), badModels).refusal();
    }
    return new ModelOptions.Found(named.before(), usable.manifests());
  }

  private void requireSome(PhotoFinder.Photos found) {
    if (found.photos().isEmpty()) {
      throw new CdmaaException(ErrorReason.COMMAND, String.join(Console.BETWEEN, problems(found)));
    }
  }

  private List<String> problems(PhotoFinder.Photos found) {
    return found.problems().stream().map(this::sentence).toList();
  }

  private String sentence(PhotoFinder.Problem problem) {
    boolean helps = problem.kind() == PhotoFinder.Problem.Kind.NO_PHOTO && !recursive;
    return problem.sentence() + (helps ? ", or add --recursive" : "");
  }

  /**
   * Returns a guard that knows everything that is read: photos, models and the files given by
   * options.
   */
  private WriteGuard guard(PhotoFinder.Photos found, ModelOptions.Found named) {
    List<Path> inputs = new ArrayList<>(photos);
    found.photos().forEach(photo -> inputs.add(photo.file()));
    inputs.addAll(models.paths());
    inputs.addAll(ModelInputs.of(named.manifests()));
    labels.file().ifPresent(inputs::add);
    inputs.addAll(attack.files());
    return new WriteGuard(inputs, force);
  }

  private void warnIfLossy(Encoding chosen) {
    if (chosen.format().lossy()) {
      print.note(
          console,
          chosen.format()
              + " is lossy: the search takes that into account and the verdict is on the compressed"
              + " file, but the photo may change by more than epsilon; PNG protects better.");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
