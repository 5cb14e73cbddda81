package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.ChildProcess;
import io.cdmaa.testkit.PythonWithPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Generators at their real width and depth against PyTorch's float64 autograd: the gradient graph
 * that {@code cdmaa differentiate} writes, within the gates of {@code tools/exporters/compare.py},
 * as they are and as smooth twins. Of 128 pixels, as every layer is the same at 256, but for
 * pix2pix, whose eight halvings need them; {@code python -m exporters.prove} takes all at their own
 * size.
 */
@Tag("slow")
class WholeGeneratorsTest {
  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "stargan_128, 128, 2",
    "attgan_128, 128, 2",
    "stgan_128, 128, 2",
    "ugatit_light, 128, 1",
    "cyclegan, 128, 1",
    "pix2pix, 256, 1",
    "ganimation, 128, 2",
    "starganv2, 128, 2",
  })
  void theGradientIsThatOfPyTorch(String name, int size, int domains) throws Exception {
    ChildProcess.Finished finished =
        PythonWithPackages.require("torch", "onnx", "onnxruntime")
            .run(
                Checkout.root().resolve("tools"),
                LIMIT,
                List.of(
                    "-m",
                    "exporters.prove",
                    name,
                    "--size",
                    Integer.toString(size),
                    "--domains",
                    Integer.toString(domains),
                    "--cdmaa",
                    tool().toString(),
                    "--out",
                    folder.resolve("proof").toString()));
    assertThat(finished.code()).as(finished.output()).isZero();
    assertThat(finished.output())
        .containsPattern(name + " \\|.* yes \\|")
        .containsPattern(name + "_smooth \\|.* yes \\|");
  }

  /** The command line tool of the classes under test. */
  private Path tool() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path script = folder.resolve("cdmaa");
    Files.writeString(
        script,
        "#!/bin/sh\nCLASSPATH='"
            + System.getProperty("java.class.path")
            + "' exec '"
            + java
            + "' "
            + Main.class.getName()
            + " \"$@\"\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }
}
