package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.testkit.UserText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people read: bounded options, plain sentences, lines that cannot act on a terminal. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PlainWordsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "--threads,9999,from 0 to 256",
    "--threads,-1,from 0 to 256",
    "--iterations,0,from 1 to 1000000",
    "--iterations,2000000000,from 1 to 1000000",
    "--epsilon,-0.1,above 0 and at most 2",
    "--step-size,3,above 0 and at most 2",
    "--threshold,5,above 0 and at most 4",
    "--lanes,65,from 1 to 64",
    "--batch,0,from 1 to 64",
    "--momentum,5,1",
    "--restarts,2000000000,",
    "--query-pairs,-3,",
    "--seed,x,",
  })
  void aNumberOutOfRangeIsRefusedInASentence(String option, String value, String allowed)
      throws IOException {
    Path model = TinyModels.plain(folder.resolve("m.onnx"));
    Path photo = photo(folder.resolve("p.png"), 20, 20, 1);
    Outcome refused = run("protect", photo, "--attack", "mifgsm", option, value, "--models", model);
    assertThat(refused.code()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err())
        .contains(option.substring(2))
        .contains(allowed == null ? "" : allowed);
    UserText.assertPlain(refused.err());
    assertThat(folder.resolve("p-protected.png")).doesNotExist();
  }

  @Test
  void aFolderGetsALineForEachPhotoAndTheReportAnOverview() throws IOException {
    Path model = TinyModels.conditional(folder.resolve("m.onnx"));
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 0; i < 3; i++) {
      photo(photos.resolve("p" + i + ".png"), 20, 20, i);
    }
    Path out = folder.resolve("out");
    Path page = out.resolve("pages").resolve("report.html");
    Outcome done =
        run(
            "protect",
            photos,
            "-o",
            out,
            "--report",
            page,
            "--iterations",
            1,
            "--require",
            0,
            "--models",
            model);
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(done.out().lines().filter(line -> line.contains(" -> ")))
        .hasSize(3)
        .allMatch(
            line ->
                line.matches(
                    ".* s\\): (protected|weak|ineffective), \\d of 2 fakes broken, change at.*"));
    assertThat(done.out()).doesNotContain("weakest domain");
    assertThat(done.err()).contains(" 1 iteration, ");

    String html = Files.readString(page);
    assertThat(html).containsOnlyOnce("<h2>Overview</h2>");
    for (int i = 1; i <= 3; i++) {
      assertThat(html)
          .contains("<a href=\"#photo-" + i + "\">p" + (i - 1) + ".png</a>")
          .contains("<a id=\"photo-" + i + "\">");
    }
    Outcome verbose =
        run(
            "protect",
            photos,
            "-o",
            folder.resolve("v"),
            "--iterations",
            1,
            "--details",
            "-m",
            model);
    assertThat(verbose.out()).contains("weakest domain");
  }

  @Test
  void namesFromStrangersFilesCannotActOnATerminal() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            false,
            Optional.empty(),
            new Interruption());
    console.error("a \u001b[31mname\u202e and\r more");
    console.out().printf("%s\t%d%n", "b\u0007", 1);
    console.out().println((Object) "{\"c\":\"\u009b2J\"}");
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            cdmaa: a \\u001b[31mname\\u202e and\\u000d more
            b\\u0007\t1
            {"c":"\\u009b2J"}
            """);
  }

  @Test
  void textsFromFilesStayOnOneLine() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("two\nlines"));
    photo(photos.resolve("a\nb.png"), 20, 20, 1);
    Files.writeString(photos.resolve("c\nd.png"), "no photo");
    Path models = Files.createDirectory(folder.resolve("models"));
    TinyModels.conditional(models.resolve("e\nf.onnx"));
    Path out = folder.resolve("out");
    for (Outcome outcome :
        List.of(
            run("protect", photos, "-o", out, "--iterations=11", "--details", "-m", models),
            run("protect", photos, "-o", out, "--iterations=11", "-m", models),
            run("protect", folder.resolve("x\ny.png"), "-m", models),
            run("model", "list", models),
            run("model", "show", models),
            run("check", "-m", models))) {
      String told = outcome.out() + outcome.err();
      assertThat(told.lines())
          .noneMatch(line -> line.matches("(lines|b\\.png|d\\.png|f|y\\.png)\\b.*"));
      assertThat(told).contains("\\u000a");
    }
  }

  @Test
  void helpReachesTheCommandsOfACommand() {
    assertThat(run("help", "model", "add").out()).contains("--licence").contains("model add");
    assertThat(run("help", "protect").out()).contains("--epsilon");
    assertThat(run("help").out()).contains("Protects photos");
    Outcome unknown = run("help", "model", "delete");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err()).contains("There is no command 'delete'").contains("verify");
  }

  @Test
  void theCompletionScriptKnowsCommandsAndOptions() {
    Outcome script = run("completion");
    assertThat(script.code()).isZero();
    assertThat(script.out()).contains("complete -F").contains("protect").contains("--epsilon");
  }

  @Test
  void helpIsAsWideAsTheTerminalWithinReason() {
    assertThat(CommandLines.usageWidth("80")).isEqualTo(80);
    assertThat(CommandLines.usageWidth("20")).isEqualTo(55);
    assertThat(CommandLines.usageWidth("500")).isEqualTo(100);
    assertThat(CommandLines.usageWidth(null)).isEqualTo(100);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--strength hihg | 'hihg' is not a value of --strength; did you mean 'high'?",
        "--method cdma | did you mean 'cdmaa'?",
        "--survive postng | did you mean 'posting'?",
        "--format jpgg | 'jpgg' is not a value of --format; did you mean 'jpeg'?",
        "--epsilon abc | --epsilon is 'abc'; it must be a number",
        "--epsilon 0,05 | --epsilon is '0,05'; it must be a number, such as 0.5",
        "--iterations 1.5 | --iterations is '1.5'; it must be a whole number",
        "--seed 99999999999999999999 | must be a whole number that is not as large",
        "--memory-budget much | --memory-budget: 'much' is not a size",
        "--strength | --strength needs a value: --strength S",
        "--Strength=high | There is no option '--Strength'; did you mean '--strength'?",
        "--nothing-alike | There is no option '--nothing-alike'",
      })
  void aWrongOptionIsNamedWithWhatWasMeant(String options, String expected) {
    Object[] args = ("protect photo.png --models m.onnx " + options).split(" ", -1);
    Outcome refused = run(args);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).startsWith("cdmaa: ").contains(expected, "protect --help");
    UserText.assertPlain(refused.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "protct | There is no command 'protct'; did you mean 'protect'?",
        "evaluate a b c -m m.onnx | 'c' is one too many; cdmaa evaluate takes ORIGINAL PROTECTED",
        "demo extra | The argument 'extra' is one too many; cdmaa demo takes only options",
        "inspect | Give PATH, which is missing",
        "plot a | Give --output PNG, which is missing",
        "help protect extra | 'extra' of cdmaa protect, which has no commands",
      })
  void aWrongArgumentIsNamedInASentence(String line, String expected) {
    Outcome refused = run((Object[]) line.split(" ", -1));
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains(expected);
    UserText.assertPlain(refused.err());
  }

  @Test
  void onlyALibraryThatDoesNotLoadIsCalledSo() {
    String library = "A native library does not load";
    UnsatisfiedLinkError unsatisfied = new UnsatisfiedLinkError("libx.so: no such file");
    assertThat(Failures.describe(unsatisfied)).startsWith(library);
    assertThat(Failures.describe(new ExceptionInInitializerError(unsatisfied))).startsWith(library);
    assertThat(Failures.describe(new IllegalStateException(unsatisfied))).startsWith(library);
    for (Throwable other :
        List.of(
            new NoClassDefFoundError("Could not initialize class a.B"),
            new ExceptionInInitializerError(new IllegalStateException("x")),
            new StackOverflowError())) {
      assertThat(Failures.describe(other)).contains("unexpected error").doesNotContain(library);
    }
    CdmaaException known = new CdmaaException(ErrorReason.SETTING, "Something is set wrongly");
    assertThat(Failures.describe(new ExceptionInInitializerError(known)))
        .isEqualTo("Something is set wrongly");
  }

  @Test
  void memoryForTensorsIsToldFromTheHeap() {
    assertThat(
            Failures.describe(
                new OutOfMemoryError(
                    "Cannot reserve 400 bytes of direct buffer memory (allocated: 1, limit: 2)")))
        .contains("-XX:MaxDirectMemorySize=")
        .doesNotContain("-Xmx");
    assertThat(Failures.describe(new OutOfMemoryError("Java heap space"))).contains("-Xmx");
  }

  @Test
  void anErrorThatNobodyForesawShowsNoClassName() {
    UserText.assertPlain(Failures.describe(new NullPointerException("x.y is null")));
    UserText.assertPlain(
        Failures.describe(
            new OutOfMemoryError(
                "Physical memory usage is too high: physicalBytes (3G) > maxPhysicalBytes (2G)")));
  }
}
