package io.cdmaa.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.CdmaaException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final byte[] TEXT = "whole".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  @Test
  void theContentArrivesUnderTheTargetsNameAlone() throws IOException {
    AtomicFile.write(folder.resolve("a.txt"), out -> out.write(TEXT));
    assertThat(folder.resolve("a.txt")).hasBinaryContent(TEXT);
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void theTargetIsNotTouchedBeforeTheContentIsWhole() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    AtomicFile.write(
        target,
        out -> {
          out.write(TEXT);
          out.flush();
          assertThat(target).hasContent("old");
          assertThat(names()).hasSize(2).anyMatch(n -> n.endsWith(AtomicFile.TEMPORARY_SUFFIX));
        });
    assertThat(target).hasBinaryContent(TEXT);
  }

  @Test
  void aNewFileHasTheUsualPermissionsAndNotThoseOfATemporaryFile() throws IOException {
    Path usual = folder.resolve("usual");
    Files.newOutputStream(usual).close();
    AtomicFile.write(folder.resolve("a.txt"), out -> out.write(TEXT));
    assertThat(Files.getPosixFilePermissions(folder.resolve("a.txt")))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  @Test
  void afterAnIoErrorNothingIsLeftAndTheOldFileStands() throws IOException {
    Path target = Files.writeString(folder.resolve("a.txt"), "old");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      out.write(TEXT);
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("disk is full")
        .hasMessageContaining("a.txt");
    assertThat(target).hasContent("old");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFullDiskIsNamedThoughTheCodecSpeaksOfPngAlone() {
    Path target = folder.resolve("photo.png");
    IOException full = new IOException("No space left on device");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    target,
                    out -> {
                      throw new javax.imageio.IIOException("I/O error writing PNG file!", full);
                    }))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("the disk is full")
        .hasMessageNotContaining("I/O error");
  }

  @Test
  void anyOtherExceptionPassesUnchangedAndLeavesNothing() throws IOException {
    IllegalStateException failure = new IllegalStateException("bug");
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    folder.resolve("a.txt"),
                    out -> {
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(names()).isEmpty();
  }

  @Test
  void aMissingFolderIsNamed() {
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("no/a.txt"), out -> {}))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining(folder.resolve("no").toString())
        .hasMessageContaining("create it");
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> AtomicFile.write(file.resolve("a.txt"), out -> {}))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is not a folder; choose another place");
  }

  @Test
  void tryingToWriteLeavesWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("kept"), "x");
    AtomicFile.requireWritable(file);
    AtomicFile.requireWritable(folder.resolve("new"));
    assertThat(file).hasContent("x");
    assertThat(folder).isDirectoryContaining(file::equals);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void aFolderInPlaceOfTheFileIsRefused() throws IOException {
    Path target = Files.createDirectory(folder.resolve("a.txt"));
    assertThatThrownBy(() -> AtomicFile.write(target, out -> {}))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("is a folder");
    assertThat(names()).containsExactly("a.txt");
  }

  @Test
  void aFolderThatDeniesWritingIsNamed() throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeTrue(!Files.isWritable(folder), "this user may write everywhere (root)");
      assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a.txt"), out -> {}))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("grant write permission");
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void aFolderThatTakesNoFilesIsAnErrorEvenForRoot() {
    Path proc = Path.of("/proc");
    assumeTrue(Files.isDirectory(proc), "no /proc on this system");
    assertThatThrownBy(() -> AtomicFile.write(proc.resolve("a.txt"), out -> {}))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void closingTheListDeletesWhatIsPendingAndRefusesMore() throws IOException {
    PendingFiles pending = new PendingFiles();
    Path kept = folder.resolve("kept");
    pending.create(kept).close();
    pending.forget(kept);
    OutputStream open = pending.create(folder.resolve("open"));
    pending.close();
    assertThat(names()).containsExactly("kept");
    open.close();
    assertThatThrownBy(() -> AtomicFile.write(folder.resolve("a.txt"), out -> {}, pending))
        .isInstanceOf(CdmaaException.class)
        .hasMessageContaining("process is ending");
    assertThat(names()).containsExactly("kept");
  }

  @Test
  void aTerminatedProcessLeavesNoTemporaryFile() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HangingWriter.class.getName(),
                folder.resolve("a.txt").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (names().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertThat(names()).singleElement().asString().endsWith(AtomicFile.TEMPORARY_SUFFIX);
      process.destroy();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(names()).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  /** A process that never finishes its file. */
  static final class HangingWriter {
    private HangingWriter() {}

    /** Writes half and waits to be ended. */
    public static void main(String[] args) {
      AtomicFile.write(
          Path.of(args[0]),
          out -> {
            out.write(TEXT);
            out.flush();
            try {
              Thread.sleep(60_000);
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
          });
    }
  }
}
