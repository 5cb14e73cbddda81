package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.ErrorReason;
import io.cdmaa.Precision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Starting ONNX Runtime and choosing the device. */
class SessionsTest {
  /** Prints whether ONNX Runtime started; run in a process of its own. */
  static final class Starts {
    private Starts() {}

    /** Starts the environment. */
    public static void main(String[] args) {
      System.out.println("started: " + Ort.environment());
    }
  }

  @Test
  void aVeryLongCommandLineDoesNotKillTheProcess() throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, Starts.class.getName(), "photo.jpg ".repeat(10_000));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).contains("started");
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void withoutAGpuAutoRunsOnTheProcessorAndCudaSaysWhyNot() {
    Assumptions.assumeTrue(
        CudaSupport.obstacle().orElse("").contains("CPU only"), "this build holds CUDA");
    assertThat(new SessionFactory(new RuntimeSettings(Device.AUTO, 1)).usesCuda()).isFalse();
    assertThatThrownBy(() -> new SessionFactory(new RuntimeSettings(Device.CUDA, 1)))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("-Pcuda")
        .extracting(f -> ((CdmaaException) f).reason())
        .isEqualTo(ErrorReason.CUDA_UNAVAILABLE);
  }

  @Test
  void aProcessorHasNoTensorFloat() {
    RuntimeSettings settings = new RuntimeSettings(Device.CPU, 1).withPrecision(Precision.TF32);
    assertThatThrownBy(() -> new SessionFactory(settings))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("float32")
        .extracting(f -> ((CdmaaException) f).reason())
        .isEqualTo(ErrorReason.TF32_UNAVAILABLE);
  }

  @Test
  void rubbishIsRefusedInOneSentence() {
    SessionFactory factory = new SessionFactory(RuntimeSettings.cpu());
    assertThatThrownBy(() -> factory.open(new byte[] {1, 2, 3}))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("refuses");
  }

  @Test
  void negativeThreadsAreRefused() {
    assertThatThrownBy(() -> new RuntimeSettings(Device.CPU, -1))
        .isInstanceOf(CdmaaException.class);
  }
}
