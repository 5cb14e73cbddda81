package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A precision that nothing would be computed in is rejected. */
class PrecisionOptionTest {
  @TempDir private Path folder;
  private Path photo;
  private Path model;

  @BeforeEach
  void prepare() throws IOException {
    photo = folder.resolve("a.png");
    photo(photo, 16, 16, 1);
    model = folder.resolve("plain.onnx");
    TinyModels.plain(model);
  }

  private Outcome protect(String options) {
    List<Object> args = new ArrayList<>(List.of("protect", photo, "-o", folder.resolve("out")));
    args.addAll(List.of(options.split(" ")));
    args.addAll(List.of("--require=0", "-m", model));
    return run(args.toArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--precision fp16 --attack square --iterations 3",
        "--precision bf16 --attack square --iterations 3",
        "--precision bf16 --iterations 1"
      })
  void aSearchWithoutUseForItRejectsIt(String options) {
    Outcome outcome = protect(options);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--precision ", " has no effect on a search ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--precision auto --attack square --iterations 3",
        "--precision fp16 --iterations 1",
        "--precision auto --iterations 1"
      })
  void whatMayChooseFloat32IsTaken(String options) {
    Outcome outcome = protect(options);
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  @Test
  void commandsThatDoNotSearchHaveNone() {
    Outcome check = run("check", "--precision=fp16", "-m", model);
    Outcome evaluate = run("evaluate", photo, photo, "--precision=fp16", "-m", model);
    assertThat(List.of(check.code(), evaluate.code())).containsOnly(2);
    assertThat(check.err()).contains("--precision");
    assertThat(evaluate.err()).contains("--precision");
  }
}
