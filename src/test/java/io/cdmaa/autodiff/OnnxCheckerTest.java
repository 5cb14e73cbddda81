package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.OrtGraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX's own checker and strict shape inference accept every emitted graph. */
class OnnxCheckerTest {
  private static final String SCRIPT =
      """
      import glob, sys, onnx
      files = sorted(glob.glob(sys.argv[1] + '/*.onnx'))
      for f in files:
          try:
              m = onnx.load(f)
              onnx.checker.check_model(m, full_check=True)
              onnx.shape_inference.infer_shapes(m, check_type=True, strict_mode=True, data_prop=True)
          except Exception as e:
              print('REFUSED', f, str(e).replace(chr(10), ' ')[:300])
      print('CHECKED', len(files))
      """;

  @Test
  void everyEmittedGraphIsWellFormed(@TempDir Path folder) throws Exception {
    assumeTrue(run(folder, "import onnx").isEmpty(), "python3 with the onnx package is not here");
    int written = 0;
    for (GradientCase one : GradientCases.all()) {
      for (int i : one.variables()) {
        // The checker wants types of outputs, which ONNX Runtime infers.
        Graph gradient =
            OrtGraphs.withStaticTypes(
                GradientCheck.gradientGraph(one.graph(), GradientCase.name(i)));
        byte[] model = GraphCodec.encode(gradient).toByteArray();
        String file = String.format("%04d %s by %d.onnx", written++, one.opType(), i);
        Files.write(folder.resolve(file), model);
      }
    }
    assertThat(run(folder, SCRIPT)).isEqualToIgnoringWhitespace("CHECKED " + written);
  }

  /** What python prints; its complaint if it fails or is not there. */
  private static String run(Path folder, String script) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    try {
      Process python =
          new ProcessBuilder("python3", "-c", script, folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      if (!python.waitFor(5, TimeUnit.MINUTES)) {
        python.destroyForcibly();
        return "python3 takes too long";
      }
      return Files.readString(out) + (python.exitValue() == 0 ? "" : "failed");
    } catch (IOException e) {
      return "no python3: " + e.getMessage();
    }
  }
}
