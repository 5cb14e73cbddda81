package io.cdmaa.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The {@code python3} on the path, for tests that compare with Python if it has the packages that
 * they need. Packages are looked up from an empty folder: Python treats any folder in the working
 * directory as a package without code, and the checkout has one named {@code onnx}.
 */
public final class PythonWithPackages {
  private static final String PYTHON = "python3";
  private static final Duration PROBE_LIMIT = Duration.ofMinutes(2);

  /** A package without code has no file. */
  private static final String PROBE =
      """
      import importlib, importlib.metadata, re, sys
      for package in sys.argv[1:]:
          name, _, least = package.partition('>=')
          if not importlib.import_module(name).__file__:
              sys.exit('no code in ' + name)
          if least:
              there = re.findall('[0-9]+', importlib.metadata.version(name))
              if [int(n) for n in there] < [int(n) for n in least.split('.')]:
                  sys.exit('too old: ' + name)
      """;

  private PythonWithPackages() {}

  /**
   * Skips the calling test, with a reason, unless Python and all of these packages are available.
   *
   * @param packages names of packages, with a minimum version if it matters: {@code onnx>=1.18}
   */
  public static PythonWithPackages require(String... packages) throws InterruptedException {
    Assumptions.assumeTrue(
        holds(packages),
        () -> PYTHON + " with " + String.join(", ", packages) + " is not installed here");
    return new PythonWithPackages();
  }

  /** Returns whether there is a Python that can import all of these packages. */
  public static boolean holds(String... packages) throws InterruptedException {
    try {
      Path empty = Files.createTempDirectory("python");
      try {
        List<String> probe =
            Stream.concat(Stream.of(PYTHON, "-c", PROBE), Stream.of(packages)).toList();
        return new ChildProcess(probe, empty).run(PROBE_LIMIT).succeeded();
      } finally {
        Files.delete(empty);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs Python with these arguments in a folder of the checkout or of the test. */
  public ChildProcess.Finished run(Path folder, Duration limit, List<String> arguments)
      throws InterruptedException {
    List<String> command = Stream.concat(Stream.of(PYTHON), arguments.stream()).toList();
    return new ChildProcess(command, folder).run(limit);
  }
}
