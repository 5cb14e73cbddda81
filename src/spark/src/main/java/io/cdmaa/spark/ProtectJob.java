package io.cdmaa.spark;

import io.cdmaa.cli.JobOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * The Spark job: {@code spark-submit --class io.cdmaa.spark.ProtectJob cdmaa-spark.jar OPTIONS}.
 * Exit codes are those of the command line: 0 everything was done, 1 a photo failed or nothing
 * could be done, 2 the command line is wrong, 3 a photo does not meet the requirement.
 */
public final class ProtectJob {
  private static final int FAILED = 1;

  /**
   * As {@code tools/cdmaa} sets it: nearly all of the time is ONNX Runtime's, and a compiler that
   * is busy takes a core from it for minutes.
   */
  private static final String COMPILED_IN_FULL_WHERE_IT_PAYS =
      "-XX:Tier4InvocationThreshold=20000 -XX:Tier4MinInvocationThreshold=2400"
          + " -XX:Tier4CompileThreshold=60000 -XX:Tier4BackEdgeThreshold=160000";

  /**
   * Set unless the cluster's configuration says otherwise. A photo that ends its process takes the
   * other photos of that process with it, so tasks have to have many attempts; {@link DeadlyPhotos}
   * gives up on that photo. The threads of native libraries beside those of the lanes make both
   * slow. Temporary files, of which native libraries are some, lie in the executor's folder, which
   * Spark deletes also after the executor was killed.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "spark.task.maxFailures", "100",
          "spark.executorEnv.OMP_NUM_THREADS", "1",
          "spark.executorEnv.ORT_DISABLE_TELEMETRY", "1",
          "spark.executor.extraJavaOptions",
              "-XX:+UseSerialGC -Djava.awt.headless=true -Djava.io.tmpdir=. "
                  + COMPILED_IN_FULL_WHERE_IT_PAYS,
          "spark.ui.showConsoleProgress", "false");

  private ProtectJob() {}

  /**
   * Runs the job.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(out, err, args));
  }

  private static int run(PrintStream out, PrintStream err, String... args) throws IOException {
    Path scratch = Files.createTempDirectory("cdmaa-job");
    ShutdownHookManager.get()
        .addShutdownHook(() -> Scratch.delete(scratch), ProtectRun.AFTER_SPARK);
    RemoteInputs inputs = new RemoteInputs(scratch);
    Consumer<String> errors = sentence -> err.println("cdmaa: " + inputs.worded(sentence));
    try {
      return run(scratch, inputs, out, errors, args);
    } catch (ParameterException e) {
      errors.accept(Sentences.of(e));
      errors.accept("Try --help for the options of the job.");
      return CommandLine.ExitCode.USAGE;
    } catch (IOException | RuntimeException | Error e) {
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        errors.accept(Sentences.of(e));
      }
      return FAILED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      errors.accept("Stopped.");
      return FAILED;
    } finally {
      Scratch.delete(scratch);
    }
  }

  private static int run(
      Path scratch, RemoteInputs inputs, PrintStream out, Consumer<String> errors, String... args)
      throws IOException, InterruptedException {
    SparkConf conf = new SparkConf().set("spark.speculation", "false");
    DEFAULTS.forEach(conf::setIfMissing);
    JobOptions options = new JobOptions();
    CommandLine line = options.commandLine();
    Storage storage = new Storage(RemoteInputs.hadoop(conf), "inputs");
    line.parseArgs(inputs.fetched(storage, args));
    if (line.isUsageHelpRequested()) {
      line.usage(out);
      return CommandLine.ExitCode.OK;
    }
    options.check(line);
    PrintStream progress = options.quiet() ? new PrintStream(PrintStream.nullOutputStream()) : out;
    try (SparkSession session =
        SparkSession.builder().appName("cdmaa protect").config(conf).getOrCreate()) {
      return new ProtectRun(options, line, session).protect(scratch, progress, errors);
    }
  }
}
