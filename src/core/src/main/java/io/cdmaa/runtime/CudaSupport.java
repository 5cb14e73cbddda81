package io.cdmaa.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.cdmaa.Precision;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Determines whether the CUDA execution provider works on this machine and, if not, why. */
final class CudaSupport {
  private static final List<Path> DRIVER_FILES =
      List.of(
          Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"), Path.of("/proc/driver/nvidia/version"));

  /**
   * A model with one convolution of a 4 x 4 image; cuDNN loads parts of itself only when it
   * convolves.
   */
  private static final String PROBE = "probe.onnx";

  /** The system loader's message for a missing library, as embedded in ONNX Runtime's message. */
  private static final Pattern MISSING =
      Pattern.compile("(\\S+\\.so[.0-9]*): cannot open shared object file");

  private CudaSupport() {}

  /**
   * Returns why CUDA cannot be used, or empty if it can. The GPU build lists its provider even
   * without a GPU, so this looks for the driver and runs a small convolution.
   */
  static Optional<String> obstacle() {
    OrtEnvironment environment = Ort.environment();
    if (!holdsCuda()) {
      return Optional.of(
          "this build includes ONNX Runtime for the CPU only (build with -Pcuda for the GPU)");
    }
    boolean linux = System.getProperty("os.name").startsWith("Linux");
    if (linux && DRIVER_FILES.stream().noneMatch(Files::exists)) {
      return Optional.of("no NVIDIA driver is loaded on this machine");
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      append(options, Precision.FP32);
      convolve(environment, options);
      return Optional.empty();
    } catch (OrtException e) {
      return Optional.of(reason(String.valueOf(e.getMessage())));
    }
  }

  private static boolean holdsCuda() {
    try {
      return OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA);
    } catch (NullPointerException e) {
      // The build in the training profile never sets its list of providers; it runs on the CPU.
      return false;
    }
  }

  static void convolve(OrtEnvironment environment, OrtSession.SessionOptions options)
      throws OrtException {
    float[][][][] image = new float[1][1][4][4];
    try (OrtSession session = environment.createSession(probe(), options);
        OnnxTensor x = OnnxTensor.createTensor(environment, image)) {
      session.run(Map.of("x", x)).close();
    }
  }

  private static byte[] probe() {
    try (InputStream in = CudaSupport.class.getResourceAsStream(PROBE)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the cause in ONNX Runtime's message: the missing library, if the message names one. */
  static String reason(String message) {
    Matcher missing = MISSING.matcher(message);
    if (missing.find()) {
      return "the library "
          + missing.group(1)
          + " is missing (install the CUDA and cuDNN that it belongs to, or put its folder on"
          + " LD_LIBRARY_PATH)";
    }
    return "CUDA does not start here: " + OrtMessages.reason(message);
  }

  /** Configures sessions to run on the first GPU. */
  static void append(OrtSession.SessionOptions options, Precision precision) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      // ONNX Runtime enables TF32 by default.
      cuda.add("use_tf32", precision == Precision.TF32 ? "1" : "0");
      options.addCUDA(cuda);
    }
  }
}
