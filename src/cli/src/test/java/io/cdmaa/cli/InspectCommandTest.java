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
  void saysWhatAModelCosts() throws IOException {
    Path model = TinyModels.conditional(folder.resolve("two.onnx"));
    Outcome outcome = run("inspect", model);
    assertThat(outcome.out())
        .containsPattern("condition +enters at Concat '.*' float \\[2 x 5 x 16 x 16\\]\\R")
        .contains("run once for all 2 domains")
        .containsPattern("forward, as exported +\\d+ +0\\.000 +0\\.0 +0\\.0\\R")
        .contains("forward, optimised", "forward and gradient", "the same, as run", "run as");

    JsonNode json = run("inspect", model, "--json").json();
    long image = 16 * 16 * 9 * 3 * 3;
    long condition = 16 * 16 * 9 * 3 * 2;
    // Planes of one number each: the middle and every border.
    long even = 3 * 3 * 9 * 3 * 2;
    JsonNode stages = json.path("estimatedCost");
    assertThat(stages).hasSize(4);
    assertThat(stages.path(0).path("multiplyAdds").asLong()).isEqualTo(2 * (image + condition));
    assertThat(stages.path(1).path("multiplyAdds").asLong()).isEqualTo(image + 2 * even);
    assertThat(stages.path(2).path("multiplyAdds").asLong()).isEqualTo(2 * image + 2 * even);
    // Too small for any other algorithm.
    assertThat(stages.path(3).path("multiplyAdds")).isEqualTo(stages.path(2).path("multiplyAdds"));
    assertThat(json.path("algorithms").path("plain").asInt()).isPositive();
    assertThat(json.path("algorithms")).hasSize(1);
    assertThat(json.path("shared").path("multiplyAdds").asLong()).isEqualTo(image);
    assertThat(json.path("conditionEnters").path("node").asText()).startsWith("Concat");
  }

  @Test
  void aModelWithoutConditionSharesNothing() throws IOException {
    Outcome outcome = run("inspect", TinyModels.plain(folder.resolve("plain.onnx")));
    assertThat(outcome.out())
        .contains("for one domain", "forward and gradient")
        .doesNotContain("enters at", "shared");
  }

  @Test
  void namesWhatStopsTheGradient() throws IOException {
    Outcome outcome = run("inspect", TinyModels.withoutGradient(folder.resolve("det.onnx")));
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.out()).contains("Det", "no gradient rule", "stopped:");
    assertThat(outcome.out())
        .containsPattern("1 +Det +refused: there is no gradient rule")
        .containsPattern(
            "Det '.*' \\(Det-11, opset 21\\): there is no .*; re-export .*, name another output"
                + " .*, or supply a gradient graph")
        .contains("forward, optimised")
        .doesNotContain("forward and gradient");
  }

  @Test
  void explainsModelsThatDoNotEvenRun() throws IOException {
    Outcome unknown = run("inspect", TinyModels.withUnknownOperator(folder.resolve("u.onnx")));
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.out()).contains("com.example.Sharpen", "Conv", "standard operators");
    assertThat(unknown.out()).containsPattern("com.example.Sharpen +refused: no gradient rule");

    Outcome damaged = run("inspect", Files.writeString(folder.resolve("d.onnx"), "no model"));
    assertThat(damaged.code()).isEqualTo(1);
    assertThat(damaged.out() + damaged.err()).contains("d.onnx").doesNotContain("\tat ");
  }
}
