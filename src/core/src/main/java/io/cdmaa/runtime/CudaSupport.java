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

/** Finds out whether the CUDA execution provider works here, and says why if it does not. */
final class CudaSupport {
  private static final List<Path> DRIVER_FILES =
      List.of(
          Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"), Path.of("/proc/driver/nvidia/version"));

  /** One convolution of an image of 4 x 4; cuDNN loads parts of itself only when it convolves. */
  private static final String PROBE = "probe.onnx";

  /** How the system's loader puts it, inside ONNX Runtime's own message. */
  private static final Pattern MISSING =
      Pattern.compile("(\\S+\\.so[.0-9]*): cannot open shared object file");

  private CudaSupport() {}

  /**
   * Why CUDA cannot be used, or nothing if it can. The GPU build lists its provider without a GPU
   * too, so the driver is looked for and a small convolution is run.
   */
  static Optional<String> obstacle() {
    OrtEnvironment environment = Ort.environment();
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
      // The build of the training profile never sets its list of providers; it runs on the CPU.
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

  /** The cause in ONNX Runtime's message: the library that is missing, if that is what it says. */
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

  /** Makes sessions run on the first GPU. */
  static void append(OrtSession.SessionOptions options, Precision precision) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
      // ONNX Runtime's own default is on.
      cuda.add("use_tf32", precision == Precision.TF32 ? "1" : "0");
      options.addCUDA(cuda);
    }
  }
}
