package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
  private static final Path TOOLS = Path.of("tools");
  private static final int MINUTES = 10;

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
    assumeTrue(
        run(List.of("python3", "-c", "import torch, onnx, onnxruntime")).code() == 0,
        "python3 with torch, onnx and onnxruntime is not here");
    List<String> command =
        List.of(
            "python3",
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
            folder.resolve("proof").toString());
    Finished finished = run(command);
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

  private record Finished(int code, String output) {}

  private Finished run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "log", ".txt");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command))
              .directory(TOOLS.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Finished(-1, "not done after " + MINUTES + " minutes");
      }
      return new Finished(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      return new Finished(-1, String.valueOf(e.getMessage()));
    }
  }
}
