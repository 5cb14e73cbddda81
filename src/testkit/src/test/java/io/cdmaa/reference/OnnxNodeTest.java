package io.cdmaa.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The evaluator reproduces ONNX's own node test cases. */
class OnnxNodeTest {
  private static final Path ARCHIVE = Path.of("../shared/onnx-node-tests.tar.gz");

  /** The number of cases that pass; fewer means that something has stopped working. */
  private static final int CHECKED = 405;

  /**
   * The expectations divide by the unrounded output length; in the specification's text ({@code
   * length_resized}) and in ONNX Runtime it is the length of the tensor, as in the evaluator.
   */
  private static final Set<String> DISPUTED =
      Set.of(
          "test_resize_downsample_scales_cubic_align_corners",
          "test_resize_downsample_scales_linear_align_corners");

  /** The expectation was written with four decimals. */
  private static final String FOUR_DECIMALS = "test_averagepool_2d_ceil_last_window_starts_on_pad";

  @Test
  void everyCaseComesOutAsOnnxExpects() throws IOException {
    assumeTrue(Files.exists(ARCHIVE), ARCHIVE + " is absent, so ONNX's node tests cannot run");
    Map<String, byte[]> files = TarGz.read(ARCHIVE);
    NodeCases stored = new NodeCases(files);
    Set<String> cases = stored.names();
    int checked = 0;
    Map<String, String> refused = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (String name : cases) {
      String plain = Path.of(name).getFileName().toString();
      if (DISPUTED.contains(plain)) {
        refused.put(name, "its expectation contradicts the specification's text");
        continue;
      }
      try {
        wrong.addAll(
            plain.equals(FOUR_DECIMALS)
                ? stored.differences(name, type -> Tolerances.FOUR_DECIMALS)
                : stored.differences(name, NodeCases::tolerance));
        checked++;
      } catch (CdmaaException | UnsupportedOperationException e) {
        refused.put(name, e.getMessage().lines().findFirst().orElse(""));
      }
    }
    System.out.println(
        "ONNX node tests: " + checked + " of " + cases.size() + " checked, refused " + refused);
    assertThat(wrong).isEmpty();
    assertThat(checked).isGreaterThanOrEqualTo(CHECKED);
  }
}
