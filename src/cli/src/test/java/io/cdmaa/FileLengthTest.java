package io.cdmaa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One subject a file: what grows beyond a few screens has two. */
class FileLengthTest {
  private static final int MOST_LINES = 300;
  private static final String MAIN = Path.of("src", "main", "java").toString();

  private static List<Path> mainSources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String part : List.of("src", "benchmarks")) {
      try (Stream<Path> files = Files.walk(Path.of(part))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .filter(file -> file.toString().contains(MAIN))
            .forEach(sources::add);
      }
    }
    return sources;
  }

  @Test
  void noMainSourceFileIsLongerThanThreeHundredLines() throws IOException {
    List<Path> sources = mainSources();
    assertThat(sources).as("files found").hasSizeGreaterThan(300);
    Map<Path, Long> tooLong = new TreeMap<>();
    for (Path source : sources) {
      try (Stream<String> lines = Files.lines(source)) {
        long count = lines.count();
        if (count > MOST_LINES) {
          tooLong.put(source, count);
        }
      }
    }
    assertThat(tooLong).isEmpty();
  }
}
