package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
  @TempDir Path folder;

  @Test
  void saysWhatAModelIs() throws IOException {
    Outcome outcome = run("inspect", TinyModels.conditional(folder.resolve("two.onnx")));
    assertThat(outcome.code()).as(outcome.out()).isZero();
    assertThat(outcome.out())
        .contains("condition", "domain 1, domain 2", "[1 x 3 x 16 x 16]", "Tanh", "formula")
        .contains("nothing stops it", "one-hot");

    JsonNode json = run("inspect", folder, "--json").json();
    assertThat(json.path("differentiable").asBoolean()).isTrue();
    assertThat(json.path("parameters").asLong()).isEqualTo(135);
  }

  @Test
  void namesWhatStopsTheGradient() throws IOException {
    Outcome outcome = run("inspect", TinyModels.withoutGradient(folder.resolve("det.onnx")));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("Det", "no gradient rule", "stopped:");
  }

  @Test
  void explainsModelsThatDoNotEvenRun() throws IOException {
    Outcome unknown = run("inspect", TinyModels.withUnknownOperator(folder.resolve("u.onnx")));
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out()).contains("com.example.Sharpen", "Conv", "standard operators");

    Outcome damaged = run("inspect", Files.writeString(folder.resolve("d.onnx"), "no model"));
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.out() + damaged.err()).contains("d.onnx").doesNotContain("\tat ");
  }
}
