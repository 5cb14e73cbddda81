package io.cdmaa.runtime;

import ai.onnxruntime.OrtEnvironment;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The process's one ONNX Runtime environment. All code must get it here, because creating it needs
 * a large stack: ONNX Runtime 1.29 matches the process's command line against a recursive regular
 * expression, three frames per character, and a command line of 5,000 characters (a long class
 * path, a shell glob over photos) overflows the JVM's usual stack and kills the process without a
 * message. It must also be created without {@linkplain Telemetry telemetry}.
 */
public final class Ort {
  private static final long STACK_BYTES = 1L << 30;

  private Ort() {}

  /** Created on first use, exactly once under the class loader's lock. */
  private static final class Holder {
    static final OrtEnvironment ENVIRONMENT = create();
  }

  /** Returns the environment, which lives as long as the process. */
  public static OrtEnvironment environment() {
    return Holder.ENVIRONMENT;
  }

  private static OrtEnvironment create() {
    FutureTask<OrtEnvironment> task = new FutureTask<>(Telemetry::createEnvironment);
    Thread thread = new Thread(null, task, "onnxruntime-start", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CdmaaException(
          ErrorReason.INTERRUPTED, "Interrupted while ONNX Runtime started; run again", e);
    } catch (ExecutionException e) {
      throw notLoaded(e.getCause());
    }
  }

  /** Returns the error for a library that was not unpacked or not loaded. */
  static CdmaaException notLoaded(Throwable failure) {
    String library = "ONNX Runtime's native library ";
    int depth = 8;
    for (Throwable at = failure; at != null && depth > 0; at = at.getCause(), depth--) {
      if (at instanceof IOException io) {
        return new CdmaaException(
            ErrorReason.RUNTIME,
            library
                + "cannot be unpacked into the temporary folder "
                + System.getProperty("java.io.tmpdir")
                + " ("
                + Causes.of(io)
                + "); free space there or set -Djava.io.tmpdir",
            failure);
      }
    }
    return new CdmaaException(
        ErrorReason.RUNTIME,
        library + "does not load; it needs x86-64 Linux with glibc 2.28 or newer",
        failure);
  }
}
