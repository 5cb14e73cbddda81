package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.evaluation.Metric;
import io.cdmaa.experiment.Experiment;
import io.cdmaa.experiment.ExperimentInputs;
import io.cdmaa.experiment.ExperimentReader;
import io.cdmaa.experiment.ExperimentRun;
import io.cdmaa.experiment.Groups;
import io.cdmaa.experiment.ResultFolder;
import io.cdmaa.experiment.Results;
import io.cdmaa.experiment.Results.GeneratorResult;
import io.cdmaa.experiment.Results.SettingResult;
import io.cdmaa.generator.AttributeFile;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelCheck;
import io.cdmaa.io.FileNames;
import io.cdmaa.io.Json;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.RuntimeSettings;
import io.cdmaa.runtime.SessionFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the same photos under a grid of settings and writes tables. */
@Command(
    name = "experiment",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Protects the same photos under a grid of settings and writes results.csv, results.md,"
          + " comparisons.csv, plots and the fakes.",
      "Every finished trial (setting and photo) is written to disk immediately: after Ctrl-C, a"
          + " kill or a change of the file, run the same command again, and only what is missing is"
          + " done."
    },
    footer = {
      "",
      "Example: cdmaa experiment benchmarks/experiments/table4.yaml -o table4 --dry-run",
      "The format is described in benchmarks/README.md."
    })
final class ExperimentCommand implements Callable<Integer> {
  /** The JSON output of a dry run. */
  record Outlook(int trials, int open, double secondsPerStep, double seconds) {}

  /** The JSON output on one setting and generator. */
  record Achieved(
      String setting, String generator, double averageLoss, double attackRate, boolean weakest) {}

  private final Console console;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The experiment (YAML).")
  private Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "Output folder. Default: the file's name with '-results' in this folder.")
  private Path output;

  @Option(
      names = "--dry-run",
      description =
          "Check files, labels, shapes and gradients, and estimate how long the experiment will"
              + " take.")
  private boolean dryRun;

  @Option(
      names = "--photos",
      paramLabel = "PATH",
      description = "Photos or a folder of them instead of the file's; may be repeated.")
  private List<Path> photos = new ArrayList<>();

  @Option(
      names = {"-m", "--models"},
      paramLabel = "PATH",
      arity = "1..*",
      parameterConsumer = ModelPathConsumer.class,
      description = "Generators instead of the file's.")
  private List<Path> models = new ArrayList<>();

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Attribute file (list_attr_celeba.txt) instead of the file's.")
  private Path labels;

  @Option(
      names = "--warm-start",
      paramLabel = "FILE",
      description = "Universal perturbation instead of the one that settings name (warm-start).")
  private Path warmStart;

  @Option(names = "--limit", paramLabel = "N", description = "Maximum number of photos.")
  private Integer limit;

  @Mixin private MetricOption metrics;
  @Mixin private DeviceOptions hardware;
  @Mixin private PrecisionOption precision;
  @Mixin private ArithmeticOption arithmetic;

  @Mixin private ForceOption force;
  @Mixin private CacheOption cache;
  @Mixin private OutputOptions print;

  ExperimentCommand(Console console) {
    this.console = console;
  }

  /** Rejects generators that cannot be attacked, before the first trial. */
  private static void requireUsable(
      Experiment experiment,
      List<Manifest> manifests,
      List<Generator> generators,
      SessionFactory sessions) {
    boolean gradients =
        experiment.settings().stream()
            .anyMatch(
                setting -> MethodAlgorithms.gradients(setting.plan().method()) != Gradients.NONE);
    for (int i = 0; i < manifests.size(); i++) {
      ModelCheck.requireReaction(manifests.get(i), generators.get(i), sessions);
      if (gradients && !generators.get(i).queryOnly()) {
        ModelCheck.requireGradient(generators.get(i), sessions);
      }
    }
  }

  @Override
  public Integer call() {
    print.configureLogging();
    RuntimeSettings settings = precision.of(hardware.settings(spec));
    AttackOptions.require(
        spec, limit == null || limit > 0, "--limit", limit == null ? 1 : limit, "1 or more");
    Experiment experiment = changed(ExperimentReader.read(file, Optional.ofNullable(warmStart)));
    Path folder = output == null ? Path.of(FileNames.stem(file) + "-results") : output;
    ExperimentInputs inputs = ExperimentInputs.of(experiment);
    if (!dryRun) {
      Fonts.require();
      ResultFolder.claim(
          folder, experiment, inputs, force.guard(ResultFolder.inputs(experiment, inputs)));
    }
    GraphCache graphs = cache.cache();
    List<Generator> generators = ModelOptions.load(inputs.manifests(), graphs, console, print);
    SessionFactory sessions = new SessionFactory(settings, graphs).whenOpened(Heap::giveBack);
    requireUsable(experiment, inputs.manifests(), generators, sessions);
    experiment
        .photos()
        .labels()
        .map(AttributeFile::read)
        .ifPresent(l -> l.requireColumnsOf(generators));
    if (print.human()) {
      console
          .err()
          .printf(
              Locale.ROOT,
              "cdmaa: %s; %s, %s with %s, %s; %s%n",
              experiment.title(),
              Counts.of(inputs.photos().size(), "photo"),
              Counts.of(generators.size(), "generator"),
              Counts.of(generators.stream().mapToInt(g -> g.domains().size()).sum(), "domain"),
              Counts.of(experiment.settings().size(), "setting"),
              sessions.description());
    }
    try (ExperimentProgress progress = new ExperimentProgress(console, !print.human());
        Groups groups = new Groups(inputs.manifests(), generators, sessions)) {
      ExperimentRun run =
          new ExperimentRun(
              experiment,
              inputs,
              folder,
              arithmetic.supplier(sessions),
              progress,
              console.interruption().token());
      return dryRun ? dryRun(run, groups) : run(run, groups, sessions, progress, folder);
    }
  }

  private Experiment changed(Experiment read) {
    Experiment changed = read;
    changed = photos.isEmpty() ? changed : changed.withPhotos(photos);
    changed = models.isEmpty() ? changed : changed.withGenerators(models);
    changed = labels == null ? changed : changed.withLabels(labels);
    List<Metric> chosen = metrics.metrics(spec);
    changed = chosen.isEmpty() ? changed : changed.withMetrics(chosen);
    return limit == null ? changed : changed.withLimit(limit);
  }

  private int dryRun(ExperimentRun run, Groups groups) {
    ExperimentRun.Forecast forecast = run.forecast(groups);
    if (print.json()) {
      console
          .out()
          .println(
              Json.line(
                  new Outlook(
                      forecast.total(),
                      forecast.open(),
                      forecast.secondsPerStep(),
                      forecast.seconds())));
    } else if (print.human()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "All inputs are valid. %d of %d trials are open; one step takes %.3f s here, all of"
                  + " it about %s.%n",
              forecast.open(),
              forecast.total(),
              forecast.secondsPerStep(),
              forecast.open() == 0 ? "no time" : ExperimentProgress.duration(forecast.seconds()));
    }
    return 0;
  }

  private int run(
      ExperimentRun run,
      Groups groups,
      SessionFactory sessions,
      ExperimentProgress progress,
      Path folder) {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("run on", sessions.description());
    provenance.put("gradients combined by", arithmetic.choice(sessions).label());
    provenance.put("cdmaa", CdmaaCommand.Version.number());
    ExperimentRun.Outcome outcome = run.run(groups, provenance);
    progress.close();
    if (console.interruption().requested()) {
      console.error(
          "Stopped; "
              + outcome.done()
              + " of "
              + outcome.total()
              + " trials are finished and kept. Run the same command to resume.");
      return Interruption.EXIT_CODE;
    }
    Results results =
        outcome
            .results()
            .orElseThrow(
                () ->
                    new CdmaaException(
                        ErrorReason.COMMAND,
                        "No photo was finished under every setting; see above"));
    if (print.json()) {
      results.settings().forEach(this::json);
    } else if (print.human()) {
      results.settings().forEach(this::tell);
      console.out().printf("Results: %s%n", folder.resolve("results.md"));
    }
    return outcome.failed() == 0 ? 0 : 1;
  }

  private void json(SettingResult setting) {
    for (GeneratorResult generator : setting.generators()) {
      console
          .out()
          .println(
              Json.line(
                  new Achieved(
                      setting.setting().name(),
                      generator.name(),
                      generator.loss().mean(),
                      generator.rate().mean(),
                      generator.weakest())));
    }
  }

  private void tell(SettingResult setting) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "%s: attack rate %.1f %%, weakest %s with L %.4f%n",
            setting.setting().name(),
            100 * setting.rate().mean(),
            setting.weakest().name(),
            setting.weakest().loss().mean());
  }
}
