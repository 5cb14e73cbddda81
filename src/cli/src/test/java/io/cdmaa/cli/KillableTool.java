package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The tool in a process of its own, to be killed; what it says goes to a file of a folder. */
record KillableTool(Path folder) {
  /** Far longer than any run of a test, even on a busy machine. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Starts the tool. */
  Process start(List<String> arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    return builder.redirectErrorStream(true).redirectOutput(told().toFile()).start();
  }

  private Path told() {
    return folder.resolve("told.txt");
  }

  /** Kills it ({@code kill -9}). */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    await(process);
  }

  private static void await(Process process) throws InterruptedException {
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** Runs the tool to a good end and returns what it said. */
  String finish(List<String> arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    await(process);
    String said = Files.readString(told(), StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
