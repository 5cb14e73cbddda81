package io.cdmaa.bf16;

import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.runtime.Bfloat16Provider;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.runtime.Processor;
import io.cdmaa.runtime.SessionFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Provides sessions in which oneDNN uses the tile units (AMX) of x86-64 processors on Linux, or
 * where there are none their dot products of bf16 (AVX-512).
 */
public final class OneDnnProvider implements Bfloat16Provider {
  private static final String TILES = "amx_bf16";

  /** Dot products of vectors; every processor with tiles has them, too. */
  private static final String VECTORS = "avx512_bf16";

  private NativeLibraries natives;

  @Override
  public synchronized Optional<String> obstacle() {
    if (natives != null) {
      return Optional.empty();
    }
    if (!Processor.hasFlag(TILES) && !Processor.hasFlag(VECTORS)) {
      return Optional.of(
          "the processor has no instructions for it (" + TILES + " or " + VECTORS + ")");
    }
    if (!NativeLibraries.arePresent()) {
      return Optional.of("oneDNN's natives are not on the class path");
    }
    Path home = Path.of(System.getProperty("user.home", ""));
    return load(NativeLibraries.folder(GraphCache.defaultFolder(System.getenv(), home)));
  }

  /** Loads the libraries of a folder, or returns why it cannot. */
  Optional<String> load(Path folder) {
    try {
      natives = NativeLibraries.load(folder);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(failure("cannot be unpacked into", folder, Causes.of(e)));
    } catch (LinkageError e) {
      return Optional.of(failure("does not load from", folder, cause(e)));
    }
  }

  private static String failure(String what, Path folder, String cause) {
    return "oneDNN %s %s (%s; XDG_CACHE_HOME sets the folder)".formatted(what, folder, cause);
  }

  /** Returns the dynamic linker's words; JNA's message goes on with all places it looked at. */
  static String cause(LinkageError failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.lines().skip(1).findFirst().orElse(message);
    return line.substring(line.lastIndexOf(": ") + 1).strip();
  }

  @Override
  public Optional<String> drawback() {
    return Processor.hasFlag(TILES)
        ? Optional.empty()
        : Optional.of("the processor has no matrix units for bf16 (" + TILES + ")");
  }

  @Override
  public BoundSession open(byte[] model, SessionFactory sessions) {
    return Bf16Session.open(natives(), model, sessions);
  }

  /**
   * Returns the loaded libraries.
   *
   * @throws CdmaaException if there is an obstacle
   */
  synchronized NativeLibraries natives() {
    obstacle()
        .ifPresent(
            why -> {
              throw new CdmaaException(
                  ErrorReason.RUNTIME, "bf16 cannot be used because " + why + "; use float32");
            });
    return natives;
  }
}
