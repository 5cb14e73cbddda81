package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cdmaa.testkit.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names with letters outside ASCII, in processes of their own with other locales. */
class LocaleTest {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  @TempDir Path folder;
  private Path photos;

  /**
   * Two photos, one of them with an umlaut in its name, which this process need not be able to
   * write.
   */
  @BeforeEach
  void photos() throws Exception {
    photos = Files.createDirectory(folder.resolve("photos"));
    photo(photos.resolve("plain.png"), 16, 16, 1);
    TinyModels.plain(folder.resolve("plain.onnx"));
    ChildProcess.Finished copied =
        new ChildProcess(
                List.of("/bin/sh", "-c", "cp plain.png \"$(printf 'm\\303\\274de.png')\""), photos)
            .run(LIMIT);
    assertThat(copied.succeeded()).as(copied.output()).isTrue();
  }

  private ChildProcess.Finished protect(String locale, Object... more) throws Exception {
    List<String> arguments =
        Stream.concat(
                // The threshold is so low that one iteration breaks the fakes.
                Stream.of(
                    "protect --models plain.onnx --iterations 1 --threshold 1e-6 -o out"
                        .split(" ")),
                Stream.of(more).map(Object::toString))
            .toList();
    ChildProcess java =
        ChildProcess.java(Main.class, folder, arguments)
            .without("LANG")
            .without("LC_CTYPE")
            .with("XDG_CACHE_HOME", folder.resolve("cache").toString());
    return (locale.isEmpty() ? java.without("LC_ALL") : java.with("LC_ALL", locale)).run(LIMIT);
  }

  private static void assumeAsciiClassPath() {
    assumeTrue(
        StandardCharsets.US_ASCII.newEncoder().canEncode(System.getProperty("java.class.path")),
        "Java cannot load classes from a path outside ASCII in an ASCII locale");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", ""})
  void aNameThatTheLocaleCannotWriteFailsAloneAndSaysWhy(String locale) throws Exception {
    assumeAsciiClassPath();
    ChildProcess.Finished finished = protect(locale, "photos");
    assertThat(finished.code()).as(finished.output()).isEqualTo(1);
    assertThat(finished.output())
        .contains("does not fit the character set of this locale", "set LC_ALL=C.UTF-8")
        .doesNotContain("Exception", "\tat ");
    assertThat(folder.resolve("out").resolve("plain.png")).exists();
  }

  @Test
  void anArgumentThatTheLocaleCannotWriteSaysWhy() throws Exception {
    assumeAsciiClassPath();
    ChildProcess.Finished finished =
        new ChildProcess(
                List.of(
                    "/bin/sh",
                    "-c",
                    "\"$0\" \"$1\" inspect \"$(printf 'm\\303\\274de.onnx')\"",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    Main.class.getName()),
                folder)
            .with("CLASSPATH", System.getProperty("java.class.path"))
            .with("LC_ALL", "C")
            .run(LIMIT);
    assertThat(finished.code()).as(finished.output()).isEqualTo(2);
    assertThat(finished.output()).contains("set LC_ALL=C.UTF-8").doesNotContain("Exception");
  }

  @Test
  void aNameThatIsNotUtf8FailsAlone() throws Exception {
    ChildProcess.Finished made =
        new ChildProcess(
                List.of(
                    "/bin/sh", "-c", "cp photos/plain.png \"photos/$(printf 'b\\377\\376').png\""),
                folder)
            .run(LIMIT);
    assumeTrue(made.succeeded(), "this file system accepts UTF-8 only");
    ChildProcess.Finished finished = protect("C.UTF-8", "photos");
    assertThat(finished.code()).as(finished.output()).isEqualTo(1);
    assertThat(finished.output())
        .contains("does not fit the character set of this locale (UTF-8); rename the file")
        .doesNotContain("LC_ALL", "Exception");
    try (Stream<Path> written = Files.list(folder.resolve("out"))) {
      assertThat(written.filter(file -> file.toString().endsWith(".png"))).hasSize(2);
    }
  }

  @Test
  void inUtf8AllNamesWork() throws Exception {
    ChildProcess.Finished finished = protect("C.UTF-8", "photos");
    assertThat(finished.succeeded()).as(finished.output()).isTrue();
    try (Stream<Path> written = Files.list(folder.resolve("out"))) {
      assertThat(written.filter(file -> file.toString().endsWith(".png"))).hasSize(2);
    }
  }

  /** Runs every command, one after the other, and prints what each said and its exit code. */
  static final class EveryCommand {
    private EveryCommand() {}

    /** The lines of a file are commands, all to be run by this one process. */
    public static void main(String[] args) throws IOException {
      for (String line : Files.readAllLines(Path.of(args[0]))) {
        CommandLineFixture.Outcome outcome =
            CommandLineFixture.run(
                new Interruption(), Optional.of(Path.of("home")), (Object[]) line.split(" "));
        System.out.printf(
            Locale.ROOT, "%s%s%d <- %s%n", outcome.out(), outcome.err(), outcome.code(), line);
      }
    }
  }

  /**
   * Every command, with values whose I is no longer the upper case of i. The demonstration ends
   * with 3, as it breaks nothing that is so tiny.
   */
  @Test
  void inTurkishEveryCommandWorks() throws Exception {
    TinyModels.home(folder.resolve("home"));
    photo(folder.resolve("I.PNG"), 16, 16, 3);
    Path experiment = Files.createDirectory(folder.resolve("experiment"));
    Files.writeString(
        experiment.resolve("grid.yaml"),
        """
        version: 1
        title: T
        photos: ../photos/plain.png
        generators: ../plain.onnx
        threshold: 0.000001
        fixed: {iterations: 1}
        grid: {models-by: [uniform, mgda]}
        """);
    List<String> commands =
        List.of(
            "demo -o demo --quiet",
            "protect I.PNG -o out --iterations 1 --threshold 1e-6 --device CPU --precision FP32"
                + " --tune OFF --method UNIFORM --attack IFGSM --crop CENTRE --format TIFF"
                + " --report out/I.HTML --diagnostics out/I.JSONL -m plain.onnx",
            "protect I.PNG -o out/I.TIF --iterations 1 --threshold 1e-6 --json -m plain.onnx",
            "evaluate I.PNG out/I.TIF -m plain.onnx",
            "plot out/I.JSONL -o out/DIAGNOSTICS.PNG",
            "inspect plain.onnx",
            "inspect plain.onnx --json",
            "check --directions 1 -m plain.onnx",
            "differentiate plain.onnx -o out/I.ONNX",
            "model add plain.onnx --into models",
            "model list models",
            "model show models",
            "model verify models -o out/VERIFIED.PNG",
            "experiment experiment/grid.yaml -o trials",
            "completion",
            "help protect",
            "help inspect");
    Path list = Files.write(folder.resolve("commands.txt"), commands);
    ChildProcess.Finished finished =
        ChildProcess.java(EveryCommand.class, folder, List.of(list.toString()))
            .with("JAVA_TOOL_OPTIONS", "-Duser.language=tr -Duser.country=TR")
            .with("XDG_CACHE_HOME", folder.resolve("cache").toString())
            .run(LIMIT.multipliedBy(2));
    assertThat(finished.succeeded()).as(finished.output()).isTrue();
    assertThat(finished.output())
        .contains(
            commands.stream()
                .map(command -> (command.startsWith("demo") ? "3 <- " : "0 <- ") + command)
                .toList())
        .contains("T; 1 photo, 1 generator with 1 domain, 2 settings")
        .doesNotContain("\u0131", "\u0130", "Exception", "\tat ");
  }
}
