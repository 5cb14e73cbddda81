package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The version of an operator is the last one that its model's operator set knows. */
class OperatorVersionsTest {
  @Test
  void theLastVersionNotNewerThanTheSetHolds() {
    assertThat(OperatorVersions.since("Resize", 9)).isEmpty();
    assertThat(OperatorVersions.since("Resize", 10)).hasValue(10);
    assertThat(OperatorVersions.since("Resize", 12)).hasValue(11);
    assertThat(OperatorVersions.since("Resize", 17)).hasValue(13);
    assertThat(OperatorVersions.since("Resize", 18)).hasValue(18);
    assertThat(OperatorVersions.since("Tanh", 23)).hasValue(13);
    assertThat(OperatorVersions.since("Sharpen", 17)).isEmpty();
  }

  @Test
  void messagesNameOperatorVersionAndSet() {
    Node resize = new Node("Resize", "", "up", List.of("x"), List.of("y"), Attributes.none());
    assertThat(OperatorVersions.name(resize, 17)).isEqualTo("Resize-13, opset 17");
    assertThat(OperatorVersions.name(resize, 9)).isEqualTo("opset 9");
    Node foreign =
        new Node("Resize", "com.example", "up", List.of("x"), List.of("y"), Attributes.none());
    assertThat(OperatorVersions.name(foreign, 17)).isEqualTo("opset 17");
  }

  @Test
  void theVersionsAreThoseOfOnnxItself() throws IOException, InterruptedException {
    Path script = Path.of("tools/operator_versions.py");
    Process python = new ProcessBuilder("python3", script.toString()).start();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assumeTrue(
        Files.exists(script) && python.waitFor() == 0, "python3 with the onnx package is not here");
    try (InputStream in = OperatorVersions.class.getResourceAsStream(OperatorVersions.RESOURCE)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).isEqualTo(printed);
    }
  }
}
