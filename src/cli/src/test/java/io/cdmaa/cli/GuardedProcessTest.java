package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GuardedProcessTest {
  private static final long PATIENCE = 60_000;

  @TempDir private Path folder;

  /** Starts a script and waits until it has written the file {@code ready}. */
  private GuardedProcess start(String script) throws IOException, InterruptedException {
    Path ready = folder.resolve("ready");
    GuardedProcess process =
        GuardedProcess.start(
            List.of("/bin/sh", "-c", script, "sh", ready.toString()),
            Map.of(),
            folder.resolve("log"),
            folder.resolve("pid"));
    Poll.untilExists(ready);
    return process;
  }

  private static ProcessHandle process(Path file) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).orElseThrow();
  }

  private static void interrupt(long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-INT", "" + pid).start().waitFor()).isZero();
  }

  @Test
  void isAskedToEndAndCleansUp() throws Exception {
    String script = "trap 'echo done; exit 3' TERM; : >\"$1\"; while :; do sleep 0.02; done";
    try (GuardedProcess process = start(script)) {
      assertThat(process.terminate(PATIENCE)).isTrue();
      assertThat(process.exitCode()).isEqualTo(3);
    }
    assertThat(folder.resolve("log")).hasContent("done");
  }

  @Test
  void endsWithTheProcessesThatItHasStarted() throws Exception {
    String script = "sleep 600 & echo $! >\"$1.new\"; mv \"$1.new\" \"$1\"; wait";
    GuardedProcess process = start(script);
    ProcessHandle child = process(folder.resolve("pid"));
    ProcessHandle grandchild = process(folder.resolve("ready"));
    assertThat(grandchild.isAlive()).isTrue();
    process.close();
    assertThat(process.isAlive()).isFalse();
    Poll.until(() -> !child.isAlive() && !grandchild.isAlive(), "its processes end");
  }

  @Test
  void leavesTheCtrlCOfATerminalToThisProcess() throws Exception {
    try (GuardedProcess process = start(": >\"$1\"; exec sleep 600")) {
      ProcessHandle child = process(folder.resolve("pid"));
      interrupt(child.parent().orElseThrow().pid());
      interrupt(child.pid());
      assertThat(process.waitFor(200)).isFalse();
      assertThat(child.isAlive()).isTrue();
    }
  }
}
