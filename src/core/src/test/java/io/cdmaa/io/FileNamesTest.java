package io.cdmaa.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  @ParameterizedTest
  @CsvSource({
    "photo.JPG, photo, jpg",
    "a.b/photo, photo, ''",
    "photo.tar.gz, photo.tar, gz",
    ".hidden, .hidden, hidden",
    "photo., photo, ''"
  })
  void aNameIsItsStemAndItsExtension(Path file, String stem, String extension) {
    assertThat(FileNames.stem(file)).isEqualTo(stem);
    assertThat(FileNames.extension(file)).isEqualTo(extension);
  }
}
