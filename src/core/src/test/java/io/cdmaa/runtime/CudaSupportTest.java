package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.onnxruntime.OrtSession;
import io.cdmaa.CdmaaException;
import io.cdmaa.Device;
import io.cdmaa.Precision;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** What is said where CUDA does not start, and the convolution that finds out. */
class CudaSupportTest {
  /** As ONNX Runtime 1.28 put it where CUDA was not installed. */
  private static final String NO_CUBLAS =
      "Error code - ORT_FAIL - message: /b/onnxruntime/core/session/provider_bridge_ort.cc:2020"
          + " onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() [ONNXRuntimeError] : 1 :"
          + " FAIL : Failed to load library /n/libonnxruntime_providers_cuda.so with error:"
          + " libcublasLt.so.13: cannot open shared object file: No such file or directory\n";

  @Test
  void theMissingLibraryIsNamedInOneSentence() {
    assertThat(CudaSupport.reason(NO_CUBLAS))
        .startsWith("the library libcublasLt.so.13 is missing")
        .contains("LD_LIBRARY_PATH")
        .doesNotContain("provider_bridge", "\n");
  }

  @Test
  void anyOtherReasonIsPassedOnWithoutItsPreamble() {
    assertThat(
            CudaSupport.reason(
                "Error code - ORT_FAIL - message: /b/core/providers/cuda/cuda_call.cc:129"
                    + " std::conditional_t<true, void, Status> CudaCall(int) CUDA failure 35: CUDA"
                    + " driver version is insufficient ; GPU=0\nmore"))
        .isEqualTo(
            "CUDA does not start here: CUDA failure 35: CUDA driver version is insufficient ;"
                + " GPU=0");
  }

  @Test
  void theProbeRuns() throws Exception {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      assertThatCode(() -> CudaSupport.convolve(Ort.environment(), options))
          .doesNotThrowAnyException();
    }
  }

  /** Runs where a GPU and the build for it are at hand. */
  @Test
  void everyPrecisionOpensOnAGpu() {
    assumeThat(CudaSupport.obstacle()).as("CUDA does not work here").isEmpty();
    for (Precision precision : EnumSet.complementOf(EnumSet.of(Precision.BF16))) {
      SessionFactory factory =
          new SessionFactory(new RuntimeSettings(Device.CUDA, 0).withPrecision(precision));
      assertThat(factory.usesCuda()).isTrue();
      assertThat(factory.tuning()).isEqualTo(Tuning.PLAIN);
      assertThatCode(() -> factory.open(new byte[] {1})).isInstanceOf(CdmaaException.class);
    }
  }
}
