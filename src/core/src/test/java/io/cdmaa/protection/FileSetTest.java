package io.cdmaa.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths are resolved as the operating system resolves them. */
class FileSetTest {
  @TempDir private Path folder;
  private Path photo;
  private Path link;

  @BeforeEach
  void prepare() throws IOException {
    Path deep = Files.createDirectories(folder.resolve("photos").resolve("deep"));
    photo = Files.writeString(folder.resolve("photos").resolve("a.png"), "x");
    link = Files.createSymbolicLink(folder.resolve("link"), deep);
  }

  @Test
  void twoDotsAfterALinkLeadOutOfWhatItRefersTo() {
    Path around = link.resolve("..").resolve("a.png");
    assertThat(new FileSet(List.of(photo)).contains(around)).isTrue();
    assertThat(new FileSet(List.of(around)).contains(folder.resolve("a.png"))).isFalse();
    Path missing = link.resolve("..").resolve("new").resolve("b.png");
    assertThat(FileSet.real(missing))
        .isEqualTo(FileSet.real(photo).resolveSibling("new").resolve("b.png"));
    assertThat(FileSet.real(link.resolve("none").resolve("..").resolve("..").resolve("a.png")))
        .isEqualTo(FileSet.real(photo));
  }

  @Test
  void anInputIsNotOverwrittenThroughALink() {
    WriteGuard guard = new WriteGuard(List.of(photo), true);
    Path around = link.resolve("..").resolve("a.png");
    assertThatThrownBy(() -> guard.claim(around, OutputKind.PICTURE))
        .hasMessageContaining("is also an input");
  }
}
