package io.cdmaa.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.Graph;
import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.onnx.OrtGraphOptimizer;
import io.cdmaa.testkit.ChildProcess;
import io.cdmaa.testkit.PythonWithPackages;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX's own checker and strict shape inference accept every emitted graph. */
class OnnxCheckerTest {
  private static final Duration LIMIT = Duration.ofMinutes(5);

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
    PythonWithPackages python = PythonWithPackages.require("onnx>=1.18");
    int written = 0;
    for (GradientCase one : GradientCases.all()) {
      for (int i : one.variables()) {
        // The checker wants types of outputs, which ONNX Runtime infers.
        Graph gradient =
            OrtGraphOptimizer.withStaticTypes(
                DifferenceCheck.gradientGraph(one.graph(), GradientCase.name(i)));
        byte[] model = GraphCodec.encode(gradient).toByteArray();
        String file = String.format("%04d %s by %d.onnx", written++, one.opType(), i);
        Files.write(folder.resolve(file), model);
      }
    }
    ChildProcess.Finished checked = python.run(folder, LIMIT, List.of("-c", SCRIPT, "."));
    assertThat(checked.output()).isEqualToIgnoringWhitespace("CHECKED " + written);
    assertThat(checked.code()).isZero();
  }
}
