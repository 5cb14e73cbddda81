package io.cdmaa.bf16;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of damaged libraries, and what is said of a folder that does not serve. */
class NativeLibrariesTest {
  @TempDir Path folder;

  @BeforeEach
  void require() {
    assumeTrue(NativeLibraries.arePresent(), "skipped because oneDNN's natives are not there");
  }

  @Test
  void aDamagedLibraryIsWrittenAgain() throws IOException {
    Path library = folder.resolve(NativeLibraries.OPENMP);
    NativeLibraries.unpack(NativeLibraries.OPENMP, library);
    byte[] whole = Files.readAllBytes(library);
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(library, damaged);
    NativeLibraries.unpack(NativeLibraries.OPENMP, library);
    assertThat(library).hasBinaryContent(whole);
    assertThat(folder.toFile().list()).containsExactly(NativeLibraries.OPENMP);
  }

  @Test
  void aWholeLibraryIsKept() throws IOException {
    Path library = folder.resolve(NativeLibraries.OPENMP);
    NativeLibraries.unpack(NativeLibraries.OPENMP, library);
    Object key = Files.readAttributes(library, "unix:ino").get("ino");
    NativeLibraries.unpack(NativeLibraries.OPENMP, library);
    assertThat(Files.readAttributes(library, "unix:ino")).containsEntry("ino", key);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Path below = file.resolve("dnnl");
    assertThat(new OneDnnProvider().load(below))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith("oneDNN cannot be unpacked into " + below + " (not a directory")
                    .endsWith("XDG_CACHE_HOME sets the folder)"));
  }

  @Test
  void theLinkersWordsAreTaken() throws IOException {
    Path library = Files.writeString(folder.resolve("libnone.so"), "text, no library".repeat(50));
    LinkageError failure =
        catchThrowableOfType(
            LinkageError.class, () -> NativeLibrary.getInstance(library.toString()));
    assertThat(OneDnnProvider.cause(failure)).isEqualTo("invalid ELF header");
  }
}
