package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.Losses;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.MemoryBudget;
import io.cdmaa.generator.ModelDigest;
import io.cdmaa.io.AtomicFile;
import io.cdmaa.io.Json;
import io.cdmaa.protection.Computation;
import io.cdmaa.protection.Concurrency;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.OutputKind;
import io.cdmaa.protection.PhotoFinder;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.WriteGuard;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.universal.Learner;
import io.cdmaa.universal.LearningPhotos;
import io.cdmaa.universal.LearningPlan;
import io.cdmaa.universal.PerturbationFile;
import io.cdmaa.universal.PerturbationHeader.Model;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Learns a universal perturbation of a group of generators. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Learns one perturbation on many photos against a group of generators, from which protect"
          + " --warm-start begins.",
      "The state is written every few seconds beside the output (FILE.checkpoint): after Ctrl-C or"
          + " a kill, run the same command again, and it continues to the same file."
    },
    footer = {
      "",
      "Example: cdmaa learn --photos portraits/ --models onnx/ -o group.cdmaa",
      "The format of the file is described in benchmarks/README.md."
    })
final class LearnCommand implements Callable<Integer> {
  private static final Duration CHECKPOINTS = Duration.ofSeconds(5);

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--photos",
      paramLabel = "PATH",
      required = true,
      description = "Photos or folders of photos to learn on, 64 to 256 together; may be repeated.")
  private List<Path> photos = new ArrayList<>();

  @Option(
      names = {"-r", "--recursive"},
      description = "Search subfolders too.")
  private boolean recursive;

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;
  @Mixin private PrecisionOption precision;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      required = true,
      description = "The file to write, with the extension .cdmaa.")
  private Path output;

  @Mixin private LearnOptions learning;
  @Mixin private ArithmeticOption arithmetic;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description = "Memory limit for the generators, as with protect. Default: no limit.")
  private MemorySize memoryBudget;

  @Option(
      names = {"-f", "--force"},
      description =
          "Begin anew although there is a result or a state, and replace a file that cdmaa did not"
              + " write.")
  private boolean force;

  @Mixin private OutputOptions print;

  LearnCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    print.configureLogging();
    ProtectionPlan plan = learning.plan(spec);
    PhotoFinder.Photos found = new PhotoFinder(recursive, null).find(photos);
    new LeftOutLines(console, print).tell(found.leftOut());
    found.problems().forEach(problem -> console.error(problem.sentence()));
    if (found.photos().isEmpty()) {
      throw new CdmaaException(
          ErrorReason.COMMAND, "There is no photo to learn on; name others with --photos");
    }
    List<Manifest> manifests = models.manifests();
    claim(found, manifests);
    LabelOptions.Faces faces = labels.read(spec);
    SessionFactory sessions = models.sessions(spec, precision);
    MemoryPlanner planner =
        new MemoryPlanner(
            sessions,
            plan.with(arithmetic.supplier(sessions)),
            false,
            new Concurrency(1, false),
            Optional.ofNullable(memoryBudget).map(size -> new MemoryBudget(size.bytes())));
    List<Generator> generators =
        UsableModels.of(manifests, plan, planner).requireAll().generators();
    print.noteAssumptions(console, generators);
    faces.requireFit(generators);
    int size = learning.size(generators);
    LearningSet set = new LearningSet(console, plan.crop(), faces);
    LearningPhotos examples = set.read(learning.chosen(found.photos()), size);
    LearningPlan learnt = learning.plan(spec, plan, examples.count());
    Learner learner =
        new Learner(
            learnt,
            examples,
            CdmaaCommand.Version.tool(),
            Json.line(Computation.of(planner, arithmetic.choice(sessions))),
            models(manifests, generators),
            output,
            CHECKPOINTS,
            console.interruption().token());
    int code = learn(learner, planner.fit(manifests, generators), learnt, examples);
    return code == ExitCodes.DONE && !(set.failures() == 0 && found.problems().isEmpty())
        ? ExitCodes.FAILED
        : code;
  }

  /** Rejects outputs that must not be written, before any work. */
  private void claim(PhotoFinder.Photos found, List<Manifest> manifests) {
    List<Path> inputs = new ArrayList<>(photos);
    found.photos().forEach(photo -> inputs.add(photo.file()));
    inputs.addAll(models.paths());
    inputs.addAll(ModelInputs.of(manifests));
    labels.file().ifPresent(inputs::add);
    WriteGuard guard = new WriteGuard(inputs, force);
    guard.claim(output, OutputKind.PERTURBATION);
    guard.claim(Learner.checkpoint(output), PerturbationFile::isOne);
    AtomicFile.requireWritable(output);
  }

  private static List<Model> models(List<Manifest> manifests, List<Generator> generators) {
    List<Model> models = new ArrayList<>();
    for (int i = 0; i < manifests.size(); i++) {
      Manifest manifest = manifests.get(i);
      models.add(
          new Model(
              generators.get(i).name(),
              manifest.onnx().getFileName().toString(),
              ModelDigest.of(manifest)));
    }
    return models;
  }

  private int learn(
      Learner learner, MemoryPlan fitted, LearningPlan plan, LearningPhotos examples) {
    fitted.notes().forEach(note -> print.note(console, note));
    List<String> names = fitted.generators().stream().map(Generator::name).toList();
    boolean silent = !print.human();
    int used = examples.count() - plan.heldOut();
    if (print.human()) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "cdmaa: learning on %s of %d x %d pixels (%d held out), %s, %s of %d; %s%n",
              Counts.of(used, "photo"),
              examples.size(),
              examples.size(),
              plan.heldOut(),
              Counts.of(names.size(), "generator"),
              Counts.of(learner.steps(), "step"),
              plan.batch(),
              fitted.factory().description());
    }
    Followed followed = new Followed();
    try (GeneratorGroup group = fitted.forSearch()) {
      Learner.Learnt learnt;
      try (Progress progress = Progress.on(console, silent, "learning", learner.steps(), names)) {
        followed.progress = progress;
        learnt = learner.learn(group, fitted.plan().arithmetic().get(), force, followed);
      }
      new LearntLines(console, print, output).tell(learnt, followed.worked);
      return ExitCodes.DONE;
    } catch (CancellationException e) {
      console.error(
          "Stopped after "
              + followed.done
              + " of "
              + Counts.of(learner.steps(), "step")
              + "; run the same command to resume.");
      return console.interruption().exitCode();
    }
  }

  /** Passes the events of a run on to the progress, and remembers how far it is. */
  private final class Followed implements Learner.Listener {
    private Progress progress;
    private int done;
    private boolean worked;

    @Override
    public void started(int before, int steps) {
      worked = true;
      done = before;
      if (before > 0) {
        print.note(console, "Resuming after " + before + " of " + Counts.of(steps, "step") + ".");
      }
    }

    @Override
    public void stepped(int now, int steps, Losses losses) {
      done = now;
      progress.iteration(now, losses);
    }

    @Override
    public void estimating(int heldOut) {
      progress.evaluating();
    }
  }
}
