package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckProgressTest {
  @TempDir Path folder;

  @Test
  void aSlowCheckTellsEveryTenSecondsHowLongTheRestTakes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    Console console = new Console(stream, stream, false, Optional.empty(), new Interruption());
    AtomicLong seconds = new AtomicLong();
    try (CheckProgress progress =
        new CheckProgress.Lines(console, "G", () -> seconds.get() * 1_000_000_000L)) {
      for (int pass = 1; pass <= 6; pass++) {
        seconds.addAndGet(6);
        progress.passed(pass, 6);
      }
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "G: checking its gradient ...",
            "G: 2 of 6 passes, about 24 s left",
            "G: 4 of 6 passes, about 12 s left");
  }

  @Test
  void checkAndVerifySayAtOnceThatTheyWorkUnlessTheyShallBeQuiet() throws IOException {
    Path model = TinyModels.conditional(folder.resolve("m.onnx"));
    Outcome check = run("check", "--models", model);
    assertThat(check.code()).as(check.err()).isZero();
    assertThat(check.err()).contains("m: checking its gradient");
    assertThat(run("check", "--quiet", "--models", model).err()).doesNotContain("checking");
    Path sheet = folder.resolve("sheet.png");
    Outcome verify = run("model", "verify", model, "-o", sheet);
    assertThat(verify.err()).contains("m: checking its gradient");
    assertThat(run("model", "verify", model, "-o", sheet, "--force", "-q").err())
        .doesNotContain("checking");
  }
}
