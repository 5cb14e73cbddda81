package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.MethodOption;
import io.cdmaa.cli.DoneRecord.Recipe;
import io.cdmaa.image.OutputFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
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
          + " says that nothing would change are skipped."
    },
    footer = {
      "",
      "Example: cdmaa protect holiday/ --models onnx/ -o protected/ --report report.html"
    })
final class ProtectCommand implements Callable<Integer> {
  private static final Set<String> UNWRITABLE =
      Set.of("webp", "gif", "heic", "heif", "avif", "jp2", "jxl");

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PHOTO",
      arity = "0..*",
      description = "Photos (JPEG, PNG, BMP, TIFF, WebP) or folders of them.")
  private List<Path> photos = new ArrayList<>();

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "OUT",
      description =
          "Output folder, or for one photo a file name ending in png, jpg, tif or bmp. Default: a"
              + " folder 'protected' beside the photos.")
  private Path output;

  @Option(
      names = "--format",
      paramLabel = "F",
      description = "png (default), jpeg, tiff or bmp, for output folders.")
  private OutputFormat format;

  @Option(
      names = {"-r", "--recursive"},
      description = "Search folders in folders too.")
  private boolean recursive;

  @Option(
      names = {"-f", "--force"},
      description = "Protect again what is done, and replace files that cdmaa did not write.")
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
          "Write what happens in each iteration (JSON Lines), for photos that are not skipped; see"
              + " cdmaa plot.")
  private Path diagnostics;

  @Option(
      names = "--domain-cosines",
      description =
          "Add the cosines between the gradients of each generator's domains to --diagnostics.")
  private boolean domainCosines;

  @Mixin private ArithmeticOption arithmetic;
  @Mixin private AbreastOptions abreast;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description =
          "Most memory to use, for instance 3G or 900M: takes fewer domains at a time and plain"
              + " formulations where that is needed. Default: no limit.")
  private MemorySize memoryBudget;

  @Option(names = "--details", description = "List every domain even of many generators.")
  private boolean details;

  @Mixin private AttackOptions attack;
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
    AttackPlan plan = attack.plan(spec);
    if (domainCosines && diagnostics == null) {
      throw usage("--domain-cosines belongs to --diagnostics; name its file");
    }
    if (domainCosines && plan.method().get(MethodOption.MODELS_BY).startsWith("threshold")) {
      throw usage(
          "--domain-cosines does not go with the threshold-aware method, which weighs domains"
              + " itself; choose --method cdmaa");
    }
    boolean intoFile = intoFile();
    if (intoFile && (photos.size() > 1 || Files.isDirectory(photos.get(0)))) {
      throw usage("-o " + output + " names one file; name a folder for several photos");
    }
    if (intoFile && format != null && format != OutputFormat.of(output)) {
      throw usage("-o " + output + " and --format " + format + " contradict each other");
    }
    OutputFormat written = format == null ? OutputFormat.PNG : format;
    PhotoFinder.Photos found = new PhotoFinder(recursive, intoFile ? null : output).find(photos);
    PhotoFinder.requireSome(found);
    LabelOptions.Faces faces = labels.read(spec);
    ModelOptions.Found group = models.found();
    plan.method().requireFits(group.manifests().size());
    warnIfLossy(intoFile ? OutputFormat.of(output) : written);
    ProtectRun run =
        new ProtectRun(
            console,
            print,
            Recipe.of(group.manifests(), plan),
            force,
            details,
            ReportFile.at(report),
            Optional.ofNullable(diagnostics)
                .map(file -> new DiagnosticsLog(file, plan.method().text())));
    found.problems().forEach(problem -> run.failed(null, problem));
    OutputPlan outputs = new OutputPlan(output, intoFile, written, force, found.photos());
    List<PhotoTask> tasks = new ArrayList<>();
    for (PhotoFinder.Found photo : found.photos()) {
      try {
        tasks.add(outputs.task(photo).showing(faces.on(photo.file())));
      } catch (CdmaaException e) {
        run.failed(photo.file(), e.getMessage());
      }
    }
    return run.all(
        tasks,
        models,
        group,
        faces,
        () -> models.fitting(spec, plan, domainCosines, abreast, arithmetic, memoryBudget));
  }

  private boolean intoFile() {
    if (output == null || Files.isDirectory(output) || output.getFileName() == null) {
      return false;
    }
    String extension = PhotoFinder.extension(output.getFileName().toString());
    if (UNWRITABLE.contains(extension)) {
      throw usage(
          "-o " + output + " asks for a format that is not written; use png, jpg, tif or bmp");
    }
    return Set.of("png", "jpg", "jpeg", "tif", "tiff", "bmp")
        .contains(extension.toLowerCase(Locale.ROOT));
  }

  private void warnIfLossy(OutputFormat chosen) {
    if (chosen.lossy()) {
      print.note(
          console,
          chosen
              + " is lossy: it changes the protected photo again, weakens the protection and may"
              + " leave the budget; the verdict is on the compressed file. PNG keeps all of it.");
    }
  }

  private ParameterException usage(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
