package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;

class CausesTest {
  @Test
  void aFullDiskIsFoundBeneathTheCodecsMessage() {
    IOException disk = new IOException("No space left on device");
    assertThat(Causes.of(new IIOException("I/O error writing PNG file!", disk)))
        .isEqualTo("no space left on device");
    assertThat(Causes.of(new FileSystemException("a/b", null, "File name too long")))
        .isEqualTo("file name too long");
  }

  @Test
  void exceptionsOfJavaBecomeClauses() {
    assertThat(Causes.of(new MalformedInputException(1))).isEqualTo("it is not UTF-8 text");
    assertThat(Causes.of(new NoSuchFileException("a/b"))).isEqualTo("it does not exist");
    assertThat(Causes.of(new AccessDeniedException("a/b"))).isEqualTo("permission is denied");
    assertThat(Causes.of(new EOFException())).isEqualTo("it ends too early");
    assertThat(Causes.of(new FileNotFoundException("a/b (Permission denied)")))
        .isEqualTo("permission is denied");
    assertThat(Causes.of(new FileNotFoundException("a/b (No such file or directory)")))
        .isEqualTo("it does not exist or may not be read");
    assertThat(Causes.of(new FileNotFoundException("a/b (Read-only file system)")))
        .isEqualTo("read-only file system");
    assertThat(Causes.of(new FileNotFoundException("a (Is a directory) b")))
        .isEqualTo("it does not exist or may not be read");
  }

  @Test
  void anOutputThatCannotBeWrittenHasARemedyThatFitsTheCause() {
    assertThat(Causes.unwritable("The output a/b", "a", new IOException("No space left on device")))
        .isEqualTo(
            "The output a/b cannot be written because the disk is full (no space left on device);"
                + " free some space or choose another folder");
    assertThat(
            Causes.unwritable(
                "The output a/b", "a", new FileNotFoundException("a/b (Read-only file system)")))
        .contains("because a lies on a read-only file system; choose another folder");
    assertThat(
            Causes.unwritable(
                "The output a/b", "a", new FileNotFoundException("a/b (Permission denied)")))
        .contains("because the folder a denies it; choose another folder");
  }

  @Test
  void aFileThatCannotBeReadHasARemedyThatFitsTheCause() {
    assertThat(Causes.unreadable("The photo a", false, new FileNotFoundException("a")))
        .isEqualTo(
            "The photo a cannot be read (it does not exist or may not be read); check the path");
    assertThat(Causes.unreadable("The photo a", false, new IOException("Input/output error")))
        .contains("(input/output error); check that it is a readable file on a working disk");
  }

  @Test
  void whatNobodyKnowsIsNotQuoted() {
    assertThat(Causes.of(new IOException("java.lang.Foo$Bar: x[3]")))
        .isEqualTo("an input or output error");
    assertThat(Causes.of(new IllegalStateException("Index 5 out of bounds for length 3")))
        .isEqualTo("an unexpected error");
  }

  @Test
  void causesThatFormACircleEnd() {
    Exception first = new IOException("x");
    first.initCause(new RuntimeException("y", first));
    assertThat(Causes.of(first)).isEqualTo("an input or output error");
  }
}
