package io.cdmaa.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds out whether the CUDA execution provider works here, and says why if it does not. */
final class CudaSupport {
  private static final List<Path> DRIVER_FILES =
      List.of(
          Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"), Path.of("/proc/driver/nvidia/version"));

  private CudaSupport() {}

  /**
   * Why CUDA cannot be used, or nothing if it can. The GPU build lists its provider without a GPU
   * too, so the driver is looked for and the provider is really loaded.
   */
  static Optional<String> obstacle() {
    Ort.environment();
    if (!holdsCuda()) {
      return Optional.of(
          "this build holds ONNX Runtime for the CPU only (build with -Pcuda for the GPU)");
    }
    boolean linux = System.getProperty("os.name").startsWith("Linux");
    if (linux && DRIVER_FILES.stream().noneMatch(Files::exists)) {
      return Optional.of("no NVIDIA driver is loaded on this machine");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      append(options, Precision.FP32);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of("the CUDA provider does not load: " + e.getMessage());
    }
  }

  private static boolean holdsCuda() {
    try {
      return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    } catch (NullPointerException e) {
      // The build of the training profile never sets its list of providers; it runs on the CPU.
      return false;
    }
  }

  /** Makes sessions run on the first GPU. */
  static void append(OrtSession.SessionOptions options, Precision precision) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      // ONNX Runtime's own default is on.
      cuda.add("use_tf32", precision == Precision.TF32 ? "1" : "0");
      options.addCUDA(cuda);
    }
  }
}
