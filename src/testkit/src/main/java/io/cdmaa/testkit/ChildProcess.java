package io.cdmaa.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that a test starts and waits for, with a time limit.
 *
 * @param command the program and its arguments
 * @param folder the working directory
 * @param environment variables that differ from this process's; a variable with an empty value is
 *     unset
 */
public record ChildProcess(
    List<String> command, Path folder, Map<String, Optional<String>> environment) {
  /**
   * The result of a process.
   *
   * @param code the exit status; -1 if the process could not be started or did not end in time
   * @param output standard output and standard error together
   */
  public record Finished(int code, String output) {
    public boolean succeeded() {
      return code == 0;
    }
  }

  public ChildProcess {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  public ChildProcess(List<String> command, Path folder) {
    this(command, folder, Map.of());
  }

  /** Returns a Java program on the class path under test, run by the JVM that runs the tests. */
  public static ChildProcess java(Class<?> program, Path folder, List<String> arguments) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new ChildProcess(
            Stream.concat(Stream.of(java.toString(), program.getName()), arguments.stream())
                .toList(),
            folder)
        .with("CLASSPATH", System.getProperty("java.class.path"));
  }

  /** Returns a copy with a variable set. */
  public ChildProcess with(String variable, String value) {
    return changed(variable, Optional.of(value));
  }

  /** Returns a copy with a variable unset. */
  public ChildProcess without(String variable) {
    return changed(variable, Optional.empty());
  }

  private ChildProcess changed(String variable, Optional<String> value) {
    Map<String, Optional<String>> all = new LinkedHashMap<>(environment);
    all.put(variable, value);
    return new ChildProcess(command, folder, all);
  }

  /** Runs the process and waits for its end; at the limit it is killed with its children. */
  public Finished run(Duration limit) throws InterruptedException {
    try {
      Path log = Files.createTempFile("child", ".log");
      try {
        return run(limit, log);
      } finally {
        Files.deleteIfExists(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finished run(Duration limit, Path log) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    environment.forEach(
        (variable, value) ->
            value.ifPresentOrElse(
                v -> builder.environment().put(variable, v),
                () -> builder.environment().remove(variable)));
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Finished(-1, String.valueOf(e.getMessage()));
    }
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
      return ended
          ? new Finished(process.exitValue(), output)
          : new Finished(-1, output + "not done after " + limit);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
