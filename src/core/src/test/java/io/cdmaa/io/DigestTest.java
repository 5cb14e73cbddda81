package io.cdmaa.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {
  /** FIPS 180-4's example of one block. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void textsAndFilesHaveTheDigestsOfTheStandard(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("abc"), "abc");
    assertThat(Digest.ofText("abc")).isEqualTo(ABC);
    assertThat(Digest.of(file)).isEqualTo(ABC);
    assertThat(Digest.ofOrEmpty(file)).isEqualTo(ABC);
    assertThat(Digest.ofOrEmpty(folder)).isEmpty();
  }

  @Test
  void severalTextsAreKeptApart() {
    assertThat(Digest.ofTexts(List.of("ab", "c"))).isEqualTo(Digest.ofText("2:ab1:c"));
    assertThat(Digest.ofTexts(List.of("a", "bc"))).isNotEqualTo(Digest.ofTexts(List.of("ab", "c")));
  }
}
