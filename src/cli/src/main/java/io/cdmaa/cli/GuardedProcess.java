package io.cdmaa.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that does not outlive this one, however this one ends: a shell beside it kills it when
 * the pipe from here is closed, which the operating system does at the latest. Ctrl-C, which
 * reaches all processes of a terminal, is left to this one.
 */
final class GuardedProcess implements AutoCloseable {
  private static final String GUARD =
      "trap '' INT; exec 3<&0; \"$@\" </dev/null 3<&- & child=$!;"
          + " echo $child >\"$pid.new\"; mv -f \"$pid.new\" \"$pid\";"
          + " { cat <&3; kill -9 $child; } >/dev/null 2>&1 & guard=$!;"
          + " wait $child; code=$?; kill $guard 2>/dev/null; exit $code";

  private static final long PATIENCE_SECONDS = 20;
  private static final long POLL_MILLIS = 2;

  private final Process shell;
  private final Path pid;

  private GuardedProcess(Process shell, Path pid) {
    this.shell = shell;
    this.pid = pid;
  }

  /**
   * Starts a process.
   *
   * @param environment variables to set
   * @param log receives its output; null for the output of this process
   * @param pid receives its number before this returns
   */
  static GuardedProcess start(
      List<String> command, Map<String, String> environment, Path log, Path pid)
      throws IOException {
    Files.deleteIfExists(pid);
    String files =
        "pid=" + quoted(pid) + "; " + (log == null ? "" : "exec >" + quoted(log) + " 2>&1; ");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of("/bin/sh", "-c", files + GUARD, "sh"), command.stream())
                .toList());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().putAll(environment);
    if (log == null) {
      builder
          .redirectOutput(ProcessBuilder.Redirect.INHERIT)
          .redirectError(ProcessBuilder.Redirect.INHERIT);
    }
    Process shell = builder.start();
    awaitNumber(shell, pid);
    return new GuardedProcess(shell, pid);
  }

  private static void awaitNumber(Process shell, Path pid) {
    try {
      while (!Files.exists(pid) && !shell.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {}
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what waits for the process notices it
    }
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "'\\''") + "'";
  }

  /** Returns the file with the number of the process. */
  Path pid() {
    return pid;
  }

  boolean isAlive() {
    return shell.isAlive();
  }

  /** Waits for the end; returns whether it has come. */
  boolean waitFor(long milliseconds) throws InterruptedException {
    return shell.waitFor(milliseconds, TimeUnit.MILLISECONDS);
  }

  /** Returns the exit code of a process that has ended. */
  int exitCode() {
    return shell.exitValue();
  }

  /** Asks the process to end (SIGTERM), and waits for that; returns whether it has. */
  boolean terminate(long milliseconds) throws InterruptedException {
    try {
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .ifPresent(ProcessHandle::destroy);
    } catch (IOException | NumberFormatException e) {
      return !shell.isAlive(); // it never started, or this thread was interrupted before it did
    }
    return waitFor(milliseconds);
  }

  /** Kills the process and those that it has started, and waits for their end. */
  @Override
  public void close() {
    List<ProcessHandle> started = shell.descendants().toList();
    try {
      shell.getOutputStream().close();
      shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // The shell has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    started.forEach(ProcessHandle::destroyForcibly);
    shell.destroyForcibly();
    started.forEach(
        process -> process.onExit().completeOnTimeout(null, 1, TimeUnit.SECONDS).join());
  }
}
