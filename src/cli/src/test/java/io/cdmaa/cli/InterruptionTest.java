package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cdmaa.protection.ProtectionRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that is stopped writes what was asked for, up to where it got. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class InterruptionTest {
  @TempDir private Path folder;
  private Path photos;
  private Path model;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < 40; i++) {
      photo(photos.resolve("p" + (10 + i) + ".png"), 16, 16, i);
    }
    model = TinyModels.plain(folder.resolve("m.onnx"));
    out = folder.resolve("out");
  }

  private List<String> protect(int iterations) {
    return List.of(
        "protect",
        photos.toString(),
        "-o",
        out.toString(),
        "--report",
        folder.resolve("report.html").toString(),
        "--diagnostics",
        folder.resolve("lines.jsonl").toString(),
        "--iterations=" + iterations,
        "--require=0",
        "--cache=off",
        "-m",
        model.toString());
  }

  private void requireWritten() throws IOException {
    assertThat(Files.readString(folder.resolve("report.html")))
        .contains("Stopped", "before all photos were done", "p10.png");
    assertThat(Files.readAllLines(folder.resolve("lines.jsonl")).get(0)).contains("p10.png");
  }

  /** Requests to stop as soon as a text was printed. */
  private static int stoppedAt(String text, ByteArrayOutputStream printed, List<String> args) {
    Interruption interruption = new Interruption();
    OutputStream trap =
        new OutputStream() {
          @Override
          public void write(int b) {
            printed.write(b);
            if (b == '\n' && printed.toString(StandardCharsets.UTF_8).contains(text)) {
              interruption.request();
            }
          }
        };
    PrintStream stream = new PrintStream(trap, true, StandardCharsets.UTF_8);
    return Main.run(
        new Console(stream, stream, false, Optional.empty(), interruption),
        args.toArray(String[]::new));
  }

  @Test
  void reportDiagnosticsAndSummaryAreWritten() throws IOException {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int code = stoppedAt("p11.png -> ", printed, protect(2));
    assertThat(code).isEqualTo(130);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .containsPattern("Stopped; \\d+ of 40 photos are finished")
        .containsPattern("done before, 0 failed")
        .contains("Report: ");
    requireWritten();
  }

  @Test
  void aCheckEndsAfterThePassAtHand() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    int code =
        stoppedAt(
            "checking its gradient",
            printed,
            List.of("check", "-m", model.toString(), "--directions=1000", "--cache=off"));
    assertThat(code).isEqualTo(130);
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("Stopped.")
        .doesNotContain("trust");
  }

  @Test
  void aSignalEndsTheProcessInOrder() throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()),
                protect(40).stream())
            .toList();
    Path told = folder.resolve("told.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
    try {
      Path record = out.resolve("p11.png" + ProtectionRecord.SUFFIX);
      while (process.isAlive() && !Files.exists(record)) {
        Thread.sleep(5);
      }
      // SIGTERM: a run in the background may have been started to ignore Ctrl-C.
      process.destroy();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(told)).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(told)).contains("Stopped; ");
    requireWritten();
  }

  /** The bar asks a library for the terminal's width, which must not take Ctrl-C away. */
  @Test
  void onATerminalCtrlCEndsTheRunInOrder() throws Exception {
    assumeThat(Path.of("/usr/bin/script")).as("a program that opens a terminal").exists();
    Path start = folder.resolve("start.sh");
    Files.writeString(
        start,
        "exec '%s' -Dcdmaa.terminal=true -cp '%s' %s %s\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Main.class.getName(),
                String.join(" ", protect(60))));
    Path told = folder.resolve("told.txt");
    Process process =
        // What a shell starts in the background, such as this test, ignores Ctrl-C and hands that
        // down.
        new ProcessBuilder(
                "env",
                "--default-signal=INT",
                "/usr/bin/script",
                "-qec",
                "sh " + start,
                "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    try {
      Path record = out.resolve("p11.png" + ProtectionRecord.SUFFIX);
      while (process.isAlive() && !Files.exists(record)) {
        Thread.sleep(5);
      }
      OutputStream keyboard = process.getOutputStream();
      keyboard.write(3);
      keyboard.flush();
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(told)).isEqualTo(130);
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(told)).contains("Stopped; ");
    requireWritten();
  }
}
