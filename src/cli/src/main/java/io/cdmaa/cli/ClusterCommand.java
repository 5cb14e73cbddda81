package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the Spark job on a cluster that it starts on this machine and ends afterwards. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Tries the Spark job on this machine: starts a cluster, protects photos on it and ends it.",
      "All other options are the job's: where photos, output and verdicts are, and those of"
          + " protect. --job-help lists them."
    },
    footer = {
      "",
      "Example: cdmaa cluster --workers 2 --photos holiday --models bundled -o protected --verdicts"
          + " verdicts"
    })
final class ClusterCommand implements Callable<Integer> {
  private static final String MAIN = "io.cdmaa.spark.ProtectJob";
  private static final Pattern ADDRESS = Pattern.compile("(^|=)[a-z][a-z0-9+.-]+:/");
  private static final long LOOK_MILLISECONDS = 200;
  private static final Duration STOPPING = Duration.ofMinutes(3);

  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "2",
      description = "Number of workers, each a process. Default: ${DEFAULT-VALUE}.")
  private int workers;

  @Option(
      names = "--cores",
      paramLabel = "N",
      description =
          "Photos at a time of each worker. Default: the cores of this machine, shared by the"
              + " workers.")
  private Integer cores;

  @Option(
      names = "--heap",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      defaultValue = "1G",
      description =
          "Java's memory in each worker; the generators need theirs beside it. Default:"
              + " ${DEFAULT-VALUE}.")
  private MemorySize heap;

  @Option(names = "--job-help", description = "Print the options of the job.")
  private boolean jobHelp;

  @Unmatched private List<String> job = new ArrayList<>();

  ClusterCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    AttackOptions.require(
        spec, workers >= 1 && workers <= 64, "--workers", workers, "from 1 to 64");
    int processors = Runtime.getRuntime().availableProcessors();
    int each = cores == null ? Math.max(1, processors / workers) : cores;
    AttackOptions.require(spec, each >= 1 && each <= 64, "--cores", each, "from 1 to 64");
    if (job.isEmpty() && !jobHelp) {
      throw new ParameterException(
          spec.commandLine(), "Say what to protect, for instance --photos holiday; see --job-help");
    }
    JobOptions options = new JobOptions();
    CommandLine line = options.commandLine();
    if (jobHelp) {
      line.usage(console.out());
      return CommandLine.ExitCode.OK;
    }
    List<String> arguments = arguments();
    check(options, line, arguments);
    Path jar = file("cdmaa.spark.jar", "the jar of the job");
    Path spark = file("cdmaa.spark.home", "the folder of Spark's jars");
    Interruption interruption = console.interruption();
    interruption.allow(STOPPING);
    if (!options.quiet()) {
      console.err().printf("cdmaa: Starting a cluster (%s) ...%n", Counts.of(workers, "worker"));
    }
    int mebibytes = (int) Math.max(1, heap.bytes() >> 20);
    try (WorkFolder work = WorkFolder.create(Path.of(System.getProperty("java.io.tmpdir")));
        LocalCluster cluster =
            LocalCluster.start(
                new LocalCluster.Size(spark, workers, each, mebibytes),
                work.path(),
                interruption::requested);
        LocalCluster.Driver driver = cluster.submit(jar, Map.of(), MAIN, arguments, null)) {
      while (!driver.waitFor(LOOK_MILLISECONDS)) {
        if (interruption.requested()) {
          driver.stop();
          console.error("Stopped; photos that are finished stay, and the next run skips them.");
          return interruption.exitCode();
        }
      }
      return driver.exitCode();
    } catch (CancellationException e) {
      console.error("Stopped before the first photo.");
      return interruption.exitCode();
    }
  }

  /**
   * Checks the options of the job here, as the cluster takes a while to start. Those that name
   * files elsewhere are checked where the files are read.
   */
  private void check(JobOptions options, CommandLine line, List<String> arguments) {
    try {
      line.parseArgs(arguments.toArray(String[]::new));
      if (arguments.stream().noneMatch(word -> ADDRESS.matcher(word).find())) {
        options.check(line);
      }
    } catch (ParameterException e) {
      String sentence = UsageErrors.describe(e);
      throw new ParameterException(
          spec.commandLine(), sentence + (sentence.endsWith("?") ? "" : "; see --job-help"));
    }
  }

  private static Path file(String property, String what) {
    return Optional.ofNullable(System.getProperty(property))
        .map(Path::of)
        .filter(Files::exists)
        .orElseThrow(
            () ->
                new CdmaaException(
                    ErrorReason.COMMAND,
                    "Here is no Spark: "
                        + what
                        + " is missing. A checkout builds it; start tools/cdmaa of one"));
  }

  /** Returns the arguments of the job, which does not know the place of the bundled generators. */
  private List<String> arguments() {
    Optional<Path> bundled =
        console.home().map(home -> home.resolve("onnx")).filter(Files::isDirectory);
    return job.stream()
        .map(
            word ->
                word.equals(ModelPathConsumer.BUNDLED) && bundled.isPresent()
                    ? bundled.get().toString()
                    : word)
        .toList();
  }
}
