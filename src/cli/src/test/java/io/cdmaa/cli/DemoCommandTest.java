package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir Path folder;

  @Test
  @Tag("slow")
  void leavesPicturesToLookAt() throws IOException {
    Path out = folder.resolve("demo");
    Outcome outcome = run(new Interruption(), Optional.of(Path.of("")), "demo", "-o", out);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(names(out)).contains("portrait.png", "protected.png", "report.html", "sheet.png");
  }

  @Test
  void withoutACheckoutItSaysWhatToDo() {
    Outcome nowhere = run(new Interruption(), Optional.empty(), "demo", "-o", folder);
    assertThat(nowhere.code()).isEqualTo(1);
    assertThat(nowhere.err()).contains("tools/cdmaa demo");
    Outcome elsewhere = run(new Interruption(), Optional.of(folder), "demo", "-o", folder);
    assertThat(elsewhere.code()).isEqualTo(1);
    assertThat(elsewhere.err()).contains("whole checkout");
  }
}
