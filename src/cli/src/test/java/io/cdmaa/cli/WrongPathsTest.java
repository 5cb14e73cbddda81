package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.runtime.GraphCache;
import io.cdmaa.testkit.UserText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** Files of the wrong kind, folders without photos, and paths through links. */
class WrongPathsTest {
  @TempDir private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    photo(folder.resolve("p.png"), 16, 16, 1);
    TinyModels.plain(folder.resolve("m.onnx"));
    Files.writeString(folder.resolve("m.yaml"), "version: 1\nonnx: m.onnx\n");
    Files.writeString(folder.resolve("text.txt"), "hello\n");
    Files.createDirectory(folder.resolve("empty"));
    Files.createFile(folder.resolve("zero.png"));
  }

  /** Every word that starts with a slash is a path in the test's folder. */
  private Outcome words(String line) {
    return run(
        Stream.of(line.split(" ", -1))
            .map(word -> word.startsWith("/") ? folder + word : word)
            .toArray());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/p.png -m /p.png | p.png is not an ONNX file or is truncated; name an ONNX file or a",
        "/p.png -m /text.txt | text.txt is not an ONNX file",
        "/p.png -m /empty | empty holds no model",
        "/p.png -m /none.onnx | none.onnx does not exist",
        "/m.yaml -m /m.onnx | m.yaml is not a JPEG, PNG, BMP, TIFF or WebP picture",
        "/m.onnx -m /m.onnx | m.onnx is not a JPEG, PNG, BMP, TIFF or WebP picture",
        "/zero.png -m /m.onnx | zero.png is empty",
        "/none.png -m /m.onnx | none.png does not exist",
        "/p.png --labels /m.onnx -m /m.onnx | is not a text file",
        "/p.png --labels /empty -m /m.onnx | empty cannot be read (is a directory); name a file",
        "/p.png --attributes /m.onnx -m /m.onnx | is not of the form NAME=1",
        "/p.png --mask /empty -m /m.onnx | empty cannot be read (is a directory); name a file",
        "/p.png --mask /m.yaml -m /m.onnx | m.yaml is not a JPEG",
        "/p.png --report /empty -m /m.onnx | empty is a folder; name a file inside it",
        "/p.png --diagnostics /empty -m /m.onnx | empty is a folder; name a file inside it",
        "/p.png -o /text.txt/below/ -m /m.onnx | cannot be written to",
      })
  void aFileOfTheWrongKindIsNamedWithTheRemedy(String options, String expected) throws IOException {
    Outcome outcome = words("protect " + options);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains(expected);
    UserText.assertPlain(outcome.err());
    assertThat(folder.resolve("protected").resolve("p.png")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "evaluate /p.png /m.yaml -m /m.onnx | m.yaml is not a JPEG",
        "evaluate /p.png /empty -m /m.onnx | must both be photos or both be folders",
        "experiment /p.png -o /out | p.png cannot be read (it is not UTF-8 text); name a text",
        "experiment /empty -o /out | empty cannot be read (is a directory); name a file",
        "plot /p.png -o /x.png | p.png cannot be read (it is not UTF-8 text); name a file that",
        "plot /m.yaml -o /x.png | m.yaml is not a diagnostics file",
        "differentiate /p.png -o /x.onnx | p.png is not an ONNX file",
        "differentiate /m.onnx -o /empty | empty is a folder; name a file inside it",
        "inspect /p.png | p.png is not an ONNX file",
        "model add /empty | empty is a folder; name the ONNX file in it",
        "model verify /m.onnx --photo /m.yaml -o /x.png | m.yaml is not a JPEG",
      })
  void soItIsForTheOtherCommands(String line, String expected) throws IOException {
    Outcome outcome = words(line);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err() + outcome.out()).contains(expected);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"empty", "texts", "foreign"})
  void aFolderWithoutPhotosLeavesNothingBehind(String name) throws IOException {
    Path photos = Files.createDirectories(folder.resolve(name));
    if (name.equals("texts")) {
      Files.writeString(photos.resolve("a.txt"), "hello");
    } else if (name.equals("foreign")) {
      Files.writeString(photos.resolve("a.gif"), "GIF89a");
      Files.write(
          photos.resolve("b.heic"),
          "\0\0\0\u0018ftypheic\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
    }
    String[] before = names(photos);
    Outcome outcome = words("protect /" + name + " -o /out/ -m /m.onnx");
    assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(outcome.err()).containsOnlyOnce(name + " holds no photo to protect");
    assertThat(outcome.out()).isEmpty();
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(names(photos)).isEqualTo(before);
  }

  @Test
  void aRefusedModelLeavesNoFolderBehind() throws IOException {
    TinyModels.constant(folder.resolve("constant.onnx"));
    Outcome refused = words("protect /p.png -o /new/deep/ -m /constant.onnx");
    assertThat(refused.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(folder.resolve("new")).doesNotExist();
    Outcome failed = words("protect /zero.png -o /empty/below/ -m /m.onnx");
    assertThat(failed.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(folder.resolve("empty")).isEmptyDirectory();
  }

  @Test
  void aPhotoThatMayNotBeReadFails() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    photo(photos.resolve("a.png"), 16, 16, 1);
    Path closed = photo(photos.resolve("b.png"), 16, 16, 2);
    Files.setPosixFilePermissions(closed, Set.of());
    assumeThat(Files.isReadable(closed)).as("root reads everything").isFalse();
    Outcome outcome = words("protect /photos -o /out/ --require 0 --iterations 1 -m /m.onnx");
    assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(outcome.err()).contains("b.png cannot be read; grant read permission on it");
    assertThat(folder.resolve("out").resolve("a.png")).exists();
  }

  /** As on a disk that fills up: the folder of the page is replaced while photos are searched. */
  @Test
  void aReportThatCannotBeWrittenDoesNotHideWhatWasDone() throws IOException {
    Path pages = Files.createDirectory(folder.resolve("pages"));
    OutputStream trap =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (Files.isDirectory(pages)) {
              Files.delete(pages);
              Files.createFile(pages);
            }
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(trap, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Optional.empty(),
            new Interruption());
    int code =
        Main.run(
            console,
            "protect",
            folder.resolve("p.png").toString(),
            folder.resolve("zero.png").toString(),
            "-o" + folder.resolve("out"),
            "--report=" + pages.resolve("report.html"),
            "--require=0",
            "--iterations=1",
            "-m" + folder.resolve("m.onnx"));
    assertThat(code).isEqualTo(ExitCodes.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("report.html cannot be created", "1 ineffective, 0 done before, 2 failed");
    assertThat(folder.resolve("out").resolve("p.png")).exists();
  }

  @Test
  void aFolderThatTakesNothingIsNamedOnce() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < 3; i++) {
      photo(photos.resolve(i + ".png"), 16, 16, i);
    }
    Outcome outcome = words("protect /photos -q -o /text.txt/below/ -m /m.onnx");
    assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(outcome.err()).containsOnlyOnce("cannot be written to");
    assertThat(words("protect /photos --json -o /text.txt/below/ -m /m.onnx").out().lines())
        .hasSize(3);
  }

  @Test
  void aCacheThatKeepsNothingIsToldOnce() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger(GraphCache.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    try {
      Outcome outcome =
          words("protect /p.png -m /m.onnx --require 0 --iterations 1 --cache /text.txt");
      assertThat(outcome.code()).as(outcome.err()).isZero();
    } finally {
      logger.detachAppender(logged);
    }
    assertThat(logged.list.stream().filter(event -> event.getLevel() == Level.WARN))
        .hasSize(1)
        .allMatch(event -> event.getFormattedMessage().contains("text.txt cannot be written to"));
    assertThat(folder.resolve("text.txt")).hasContent("hello");
  }

  @Test
  void twoDotsAfterALinkLeadWhereTheOperatingSystemSays(@TempDir Path top) throws IOException {
    Path photos = Files.createDirectories(top.resolve("photos"));
    Path link =
        Files.createSymbolicLink(
            top.resolve("link"), Files.createDirectory(photos.resolve("deep")));
    Path photo = photo(photos.resolve("a.png"), 16, 16, 1);
    byte[] before = Files.readAllBytes(photo);
    Path model = TinyModels.plain(top.resolve("m.onnx"));
    Path around = link.resolve("..");
    Object[] common = {"--iterations=1", "--require=0", "--force", "-m", model};
    Outcome onto = protect(photo, around.resolve("a.png"), common);
    assertThat(onto.code()).isEqualTo(1);
    assertThat(onto.err()).contains("is also an input");
    assertThat(photo).hasBinaryContent(before);

    Outcome beside = protect(photo, around.resolve("new").resolve("b.png"), common);
    assertThat(beside.code()).as(beside.err()).isZero();
    assertThat(photos.resolve("new").resolve("b.png")).isRegularFile();
    assertThat(top.resolve("new")).doesNotExist();
    // A manifest, its model and a page are found through the link as well.
    Files.writeString(photos.resolve("m.yaml"), "version: 1\nonnx: n.onnx\nname: beside\n");
    TinyModels.plain(photos.resolve("n.onnx"));
    Outcome named =
        run(
            "protect",
            photo,
            "-o",
            around.resolve("out/"),
            "--report",
            around.resolve("page").resolve("r.html"),
            "--iterations=1",
            "--require=0",
            "-m",
            around.resolve("n.onnx"));
    assertThat(named.code()).as(named.err()).isZero();
    assertThat(named.out()).contains("beside");
    assertThat(photos.resolve("page").resolve("r.html")).isRegularFile();
    assertThat(photos.resolve("out").resolve("a.png")).isRegularFile();
  }

  private static Outcome protect(Path photo, Path output, Object... more) {
    return run(Stream.concat(Stream.of("protect", photo, "-o", output), Stream.of(more)).toArray());
  }
}
