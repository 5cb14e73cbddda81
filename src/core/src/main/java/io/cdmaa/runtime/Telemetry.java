package io.cdmaa.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Disables ONNX Runtime's telemetry. From 1.29 on its Linux builds write a device id and the names
 * of model files to the user's cache folder and upload them. {@link OrtEnvironment#setTelemetry}
 * comes too late and leaves the uploader running; only the environment variable {@value #VARIABLE}
 * prevents its start, and it must be set before the environment is created. Java cannot set a
 * variable of its own process, so libc does.
 */
final class Telemetry {
  static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

  private static final String OFF = "1";
  private static final Logger LOG = LoggerFactory.getLogger(Telemetry.class);

  private Telemetry() {}

  /** The only function of libc that is needed. */
  interface CLibrary extends Library {
    /** POSIX: 0 on success. */
    int setenv(String name, String value, int overwrite);
  }

  /** Creates the process's environment without telemetry. */
  static OrtEnvironment createEnvironment() throws OrtException {
    if (!OFF.equals(System.getenv(VARIABLE)) && !setVariable()) {
      LOG.warn(
          "ONNX Runtime's telemetry cannot be switched off from inside this process; "
              + "set the environment variable {}={} before it starts",
          VARIABLE,
          OFF);
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    environment.setTelemetry(false);
    return environment;
  }

  private static boolean setVariable() {
    try {
      return Native.load("c", CLibrary.class).setenv(VARIABLE, OFF, 1) == 0;
    } catch (LinkageError e) {
      LOG.debug("libc cannot be called", e);
      return false;
    }
  }
}
