package io.cdmaa.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.Checkout;
import io.cdmaa.testkit.ChildProcess;
import io.cdmaa.testkit.PythonWithPackages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The version of an operator is the last one that its model's operator set knows. */
class OperatorVersionsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

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
    PythonWithPackages python = PythonWithPackages.require("onnx>=1.18");
    ChildProcess.Finished printed =
        python.run(Checkout.root().resolve("tools"), LIMIT, List.of("operator_versions.py"));
    assertThat(printed.succeeded()).as(printed.output()).isTrue();
    try (InputStream in = OperatorVersions.class.getResourceAsStream(OperatorVersions.RESOURCE)) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII))
          .isEqualTo(printed.output());
    }
  }
}
