package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a release ships beside the tool follows from the commands. */
class ReleaseDocumentsTest {
  @Test
  void eachCommandHasAManPageAndCompletesInBash(@TempDir Path folder) throws Exception {
    ReleaseDocuments.write(folder);
    assertThat(CommandLineFixture.names(folder.resolve("asciidoc")))
        .contains("cdmaa.adoc", "cdmaa-protect.adoc", "cdmaa-model-add.adoc")
        .contains("cdmaa-completion.adoc");
    assertThat(Files.readString(folder.resolve("asciidoc/cdmaa-protect.adoc")))
        .contains(":doctype: manpage")
        .contains("--epsilon")
        .contains("--models");
    assertThat(Files.readString(folder.resolve("cdmaa.bash")))
        .contains("complete -F")
        .contains("protect")
        .contains("--epsilon");
  }
}
