package io.cdmaa.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;

/** All tests start Python in the same way, which is not misled by the checkout's own folders. */
class PythonWithPackagesTest {
  /** Python as a program: a word in a string, or in a line of a text block, with an option. */
  private static final Pattern PROGRAM =
      Pattern.compile("\"([^\"]*[/ ])?python[0-9.]*[\" ]|\\bpython[0-9.]* +-");

  private static final Pattern COMMENT = Pattern.compile(" *(\\*|/\\*|//).*");

  private static final String HELPER = PythonWithPackages.class.getSimpleName() + ".java";

  @Test
  void aFolderOfTheCheckoutIsNoPackage() throws InterruptedException {
    assertThat(Checkout.root().resolve("benchmarks")).isDirectory();
    assertThat(PythonWithPackages.holds("benchmarks")).isFalse();
    assertThat(PythonWithPackages.holds("no_such_package_anywhere")).isFalse();
  }

  @Test
  void aPackageMayBeTooOld() throws InterruptedException {
    PythonWithPackages.require("pip");
    assertThat(PythonWithPackages.holds("pip>=1.0")).isTrue();
    assertThat(PythonWithPackages.holds("pip>=10000.1")).isFalse();
  }

  @Test
  void withoutThePackageTheTestIsSkippedWithAReason() {
    assertThatThrownBy(() -> PythonWithPackages.require("no_such_package_anywhere"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("no_such_package_anywhere is not installed here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"python3\"", "\"/usr/bin/python\"", "\"exec python3 -c 1\"", "  python -m x"})
  void theSearchKnowsAProgram(String line) {
    assertThat(startsPython(line)).isTrue();
  }

  private static boolean startsPython(String line) {
    return !COMMENT.matcher(line).matches() && PROGRAM.matcher(line).find();
  }

  @Test
  void noTestStartsPythonBesideTheHelper() throws IOException {
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Checkout.root().resolve("src"))) {
      sources = files.filter(f -> f.toString().endsWith(".java")).toList();
    }
    assertThat(sources).anyMatch(f -> f.endsWith(HELPER));
    for (Path source : sources) {
      String name = source.getFileName().toString();
      if (!name.equals(HELPER) && !name.equals(getClass().getSimpleName() + ".java")) {
        assertThat(Files.readAllLines(source, StandardCharsets.UTF_8))
            .as("%s: use %s instead", source, HELPER)
            .noneMatch(PythonWithPackagesTest::startsPython);
      }
    }
  }
}
