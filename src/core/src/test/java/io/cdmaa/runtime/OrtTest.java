package io.cdmaa.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class OrtTest {
  @Test
  void aMissingTemporaryFolderIsNamed() {
    Throwable asThrown =
        new ExceptionInInitializerError(
            new RuntimeException("Failed to load", new NoSuchFileException("/none/java1")));
    assertThat(Ort.notLoaded(asThrown))
        .hasMessage(
            "ONNX Runtime's native library cannot be unpacked into the temporary folder "
                + System.getProperty("java.io.tmpdir")
                + " (it does not exist); free space there or set -Djava.io.tmpdir")
        .hasCause(asThrown);
  }

  @Test
  void anUnsuitableSystemIsSaidToBe() {
    assertThat(Ort.notLoaded(new UnsatisfiedLinkError("GLIBC_2.28 not found")))
        .hasMessageContaining("does not load; it needs x86-64 Linux with glibc 2.28");
  }
}
