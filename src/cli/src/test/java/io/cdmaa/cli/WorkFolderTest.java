package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir private Path temporary;

  @Test
  void theFolderOfAKilledProcessIsDeletedAndOthersStay() throws IOException {
    Path killed = Files.createDirectories(temporary.resolve("cdmaa-cluster1/local/a")).getParent();
    Files.createFile(killed.resolveSibling("lock"));
    Path foreign = Files.createDirectory(temporary.resolve("cdmaa-cluster2"));
    try (WorkFolder first = WorkFolder.create(temporary);
        WorkFolder second = WorkFolder.create(temporary)) {
      assertThat(killed.getParent()).doesNotExist();
      assertThat(foreign).isDirectory();
      assertThat(first.path()).isDirectory().isNotEqualTo(second.path());
      assertThat(second.path()).isDirectory();
    }
    assertThat(temporary).isDirectoryNotContaining(path -> !path.equals(foreign));
  }
}
