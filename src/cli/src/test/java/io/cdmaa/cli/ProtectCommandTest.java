package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.read;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.image.Crop;
import io.cdmaa.mgda.Arithmetic;
import io.cdmaa.tensor.FloatTensor;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectCommandTest {
  @TempDir Path folder;
  private Path models;
  private Path photo;
  private Path out;

  @BeforeEach
  void prepare() throws IOException {
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    TinyModels.conditional(models.resolve("two.onnx"));
    photo = photo(folder.resolve("photo.png"), 24, 20, 1);
    out = folder.resolve("out");
  }

  /** With a threshold that these little generators reach, unless another is given. */
  private Outcome protect(Object... more) {
    List<Object> args = new ArrayList<>(List.of("protect"));
    args.addAll(List.of(more));
    args.addAll(List.of("--iterations=8", "-o", out, "-m", models));
    if (args.stream().noneMatch(arg -> arg.toString().startsWith("--threshold"))) {
      args.add("--threshold=0.0005");
    }
    return run(args.toArray());
  }

  @Test
  void staysInsideTheBudgetAndLeavesTheRestAlone() throws IOException {
    Outcome outcome = protect(photo);

    assertThat(outcome.code()).as(outcome.err()).isZero();
    FloatTensor before = read(photo).pixels();
    FloatTensor after = read(out.resolve("photo.png")).pixels();
    Crop crop = Crop.centreSquare(24, 20);
    float changed = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 20; y++) {
        for (int x = 0; x < 24; x++) {
          int at = (c * 20 + y) * 24 + x;
          float change = Math.abs(after.get(at) - before.get(at));
          boolean inside = x >= crop.x() && x < crop.x() + crop.width();
          assertThat(change).isLessThanOrEqualTo(inside ? 0.05f : 0f);
          changed = Math.max(changed, change);
        }
      }
    }
    assertThat(changed * 127.5).isEqualTo(6, within(1e-3));
    assertThat(outcome.out()).contains("plain", "two", "domain 2", "attack rate", "6 levels");
    assertThat(names(out)).containsExactly("photo.png", "photo.png.cdmaa.json");
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedDoesNot() throws IOException {
    protect(photo);
    byte[] first = Files.readAllBytes(out.resolve("photo.png"));
    protect(photo, "--force");
    byte[] second = Files.readAllBytes(out.resolve("photo.png"));
    protect(photo, "--seed=1");
    byte[] other = Files.readAllBytes(out.resolve("photo.png"));

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  void skipsWhatIsDoneUntilAnythingChanges() throws IOException {
    protect(photo);
    assertThat(protect(photo).out()).contains("done before, skipped");
    assertThat(protect(photo, "--force").out()).doesNotContain("skipped");
    assertThat(protect(photo, "--epsilon=0.03").out()).doesNotContain("skipped");
    assertThat(protect(photo, "--epsilon=0.03").out()).contains("skipped");
    Files.delete(out.resolve("photo.png"));
    assertThat(protect(photo, "--epsilon=0.03").out()).doesNotContain("skipped");
    photo(photo, 24, 20, 2);
    assertThat(protect(photo, "--epsilon=0.03").out()).doesNotContain("skipped");
    assertThat(names(out)).hasSize(2);
  }

  @Test
  void aChangedMethodIsDoneAgain() throws IOException {
    protect(photo, "--method=cdmaa");
    assertThat(protect(photo, "--method=cdmaa").out()).contains("skipped");
    assertThat(protect(photo, "--method=cdmaa", "--models-by=mgda", "--domains-by=uniform").out())
        .contains("skipped");
    for (String[] options :
        new String[][] {
          {"--method=uniform"},
          {"--method=cdmaa", "--attack=mifgsm", "--momentum=0.5"},
          {"--method=cdmaa", "--attack=square"},
          {"--method=cdmaa", "--domains-by=mgda"},
          {"--method=cdmaa", "--solver=pairwise"},
          {"--method=cdmaa", "--loss=masked", "--best=last"},
          {"--method=cdmaa", "--models-by=weights:1,2"}
        }) {
      Object[] args = new Object[options.length + 1];
      args[0] = photo;
      System.arraycopy(options, 0, args, 1, options.length);
      Outcome outcome = protect(args);
      assertThat(outcome.code()).as(outcome.err()).isZero();
      assertThat(outcome.out()).as(options[0]).doesNotContain("skipped");
      assertThat(protect(args).out()).as(options[0]).contains("skipped");
    }
  }

  @Test
  void aSearchInHalfPrecisionIsEvaluatedInFloat32() throws IOException {
    JsonNode reported = protect(photo, "--precision=fp16", "--json").json();
    Path written = out.resolve("photo.png");
    JsonNode evaluated =
        run("evaluate", photo, written, "-m", models, "--json", "--threshold=0.0005").json();

    assertThat(reported.findValue("generators")).isEqualTo(evaluated.findValue("generators"));
    assertThat(reported.findValue("generators").findValues("loss"))
        .isNotEmpty()
        .allMatch(l -> l.asDouble() > 1e-4);
    assertThat(protect(photo, "--precision=tf32", "--force").err())
        .contains("--precision fp32")
        .hasLineCount(1);
  }

  @Test
  void anL2BudgetHoldsInTheWrittenFile() {
    Outcome outcome = protect(photo, "--norm=l2", "--epsilon=0.02", "--step-size=0.005");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    FloatTensor before = read(photo).pixels();
    FloatTensor after = read(out.resolve("photo.png")).pixels();
    double square = 0;
    double largest = 0;
    for (int i = 0; i < before.size(); i++) {
      double change = (double) after.get(i) - before.get(i);
      square += change * change;
      largest = Math.max(largest, Math.abs(change));
    }
    // The generators see 20 x 20 of it.
    double rms = Math.sqrt(square / (3 * 20 * 20));
    assertThat(rms).isBetween(0.015, 0.02);
    assertThat(largest).isGreaterThan(0.03);
  }

  @Test
  void aMaskSaysWhatCountsAndIsPartOfTheRecord() throws IOException {
    Path mask = photo(folder.resolve("mask.png"), 24, 20, 9);
    Outcome first = protect(photo, "--mask", mask);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(protect(photo, "--mask", mask).out()).contains("skipped");
    assertThat(protect(photo, "--loss=weighted", "--mask", mask).out()).contains("skipped");
    photo(mask, 24, 20, 10);
    assertThat(protect(photo, "--mask", mask).out()).doesNotContain("skipped");
    photo(mask, 20, 20, 10);
    Outcome wrong = protect(photo, "--mask", mask);
    assertThat(wrong.code()).isEqualTo(1);
    assertThat(wrong.err()).contains("The mask measures 20 x 20 pixels and the photo 24 x 20");
    assertThat(protect(photo, "--loss=weighted").err()).contains("give one with --mask");
    assertThat(protect(photo, "--loss=mse", "--mask", mask).err())
        .contains("applies only to --loss");
  }

  @Test
  void theVerdictKeepsThePlainLossBesideTheMaskedOne() throws IOException {
    JsonNode node = protect(photo, "--json", "--loss=masked:0.3").json();
    JsonNode domain = node.path("verdict").path("generators").path(0).path("domains").path(0);
    assertThat(domain.path("loss").asDouble()).isPositive();
    assertThat(domain.path("maskedLoss").asDouble()).isPositive();
    assertThat(node.path("settings").path("parts").path("loss").asText()).isEqualTo("masked:0.3");
    JsonNode plain = protect(photo, "--json", "--method=cdmaa", "--loss=input").json();
    assertThat(plain.path("verdict").path("attackRate").isNumber()).isTrue();
  }

  @Test
  void diagnosticsTellEachIterationAndCanBeDrawn() throws IOException {
    Path log = folder.resolve("log.jsonl");
    assertThat(protect(photo, "--method=threshold", "--diagnostics", log, "--domain-cosines").err())
        .contains("--domain-cosines does not go with");
    Outcome outcome = protect(photo, "--method=cdmaa", "--diagnostics", log, "--domain-cosines");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(1 + 8);
    assertThat(mapper.readTree(lines.get(0)).path("generators").size()).isEqualTo(2);
    JsonNode last = mapper.readTree(lines.get(8));
    assertThat(last.path("iteration").asInt()).isEqualTo(7);
    assertThat(last.path("weights").size()).isEqualTo(2);
    assertThat(last.path("domainCosines").path(1).size()).isEqualTo(2);
    Path picture = folder.resolve("log.png");
    assertThat(run("plot", log, "-o", picture).code()).isZero();
    assertThat(Files.size(picture)).isGreaterThan(10_000);
    byte[] overIterations = Files.readAllBytes(picture);
    assertThat(run("plot", log, "--cosines", "-o", picture).code()).isZero();
    assertThat(Files.readAllBytes(picture)).isNotEqualTo(overIterations);
  }

  /** Even one that cannot be differentiated joins the group. */
  @Test
  void aGeneratorThatMayOnlyBeQueriedJoinsInAndItsQueriesAreCounted() throws IOException {
    TinyModels.withoutGradient(models.resolve("black.onnx"));
    assertThat(protect(photo).code()).isEqualTo(1);
    Files.writeString(
        models.resolve("black.yaml"), "version: 1\nonnx: black.onnx\naccess: query\n");
    Outcome outcome = protect(photo, "--json", "--query-pairs=3", "--query=two.onnx");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode queries = outcome.json().path("queries");
    // The reference, 8 iterations of 1 + 2 * 3 photos, and the last one; 'two' has two domains.
    assertThat(queries.path("black").asInt()).isEqualTo(1 + 8 * 7 + 1);
    assertThat(queries.path("two").asInt()).isEqualTo(2 * (1 + 8 * 7 + 1));
    assertThat(queries.has("plain")).isFalse();
    String told = protect(photo, "--attack=square", "--queries=5").out();
    assertThat(told).contains("black was queried for 5 of at most 5 fakes");
    Outcome unknown = protect(photo, "--query=nobody");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err()).contains("--query names no model 'nobody'");
  }

  @Test
  void whatIsWrongWithAMethodIsSaidInOneSentence() {
    for (String[] wrong :
        new String[][] {
          {"--attack=pdg", "did you mean 'pgd'"},
          {"--method=uniforn", "did you mean 'uniform'"},
          {"--momentum=0.5", "--momentum has no effect on this method (cdmaa)"},
          {"--momentum=5", "at most 1"},
          {"--models-by=single:x", "not a number"}
        }) {
      Outcome outcome =
          wrong[0].startsWith("--method")
              ? protect(photo, wrong[0])
              : protect(photo, "--method=cdmaa", wrong[0]);
      assertThat(outcome.code()).isEqualTo(2);
      assertThat(outcome.err()).contains(wrong[1]);
    }
    Outcome tooMany = protect(photo, "--models-by=single:3");
    assertThat(tooMany.code()).isEqualTo(1);
    assertThat(tooMany.err()).contains("there are 2 generators");
    assertThat(Files.exists(out)).isFalse();
  }

  @Test
  void goesOnAfterBadFilesAndListsThem() throws IOException {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(photos.resolve("a-text.jpg"), "no photo");
    Files.write(photos.resolve("b-empty.png"), new byte[0]);
    photo(photos.resolve("c-good.png"), 16, 16, 3);
    byte[] whole = Files.readAllBytes(photos.resolve("c-good.png"));
    Files.write(photos.resolve("d-cut.png"), java.util.Arrays.copyOf(whole, whole.length / 2));

    Outcome outcome = protect(photos, folder.resolve("missing.jpg"));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(names(out)).containsExactly("c-good.png", "c-good.png.cdmaa.json");
    assertThat(outcome.err())
        .contains(
            "a-text.jpg", "b-empty.png", "d-cut.png", "missing.jpg", "1 protected", "4 failed")
        .doesNotContain("\tat ");
  }

  @Test
  void photosOfOneNameDoNotOverwriteEachOther() throws IOException {
    Path x = photo(Files.createDirectory(folder.resolve("x")).resolve("photo.png"), 16, 16, 4);
    Path y = photo(Files.createDirectory(folder.resolve("y")).resolve("photo.png"), 16, 16, 5);

    protect(x, y);

    assertThat(names(out))
        .containsExactly(
            "photo-2.png", "photo-2.png.cdmaa.json", "photo.png", "photo.png.cdmaa.json");
    assertThat(protect(y).out()).contains("photo-2.png: done before");
    assertThat(protect(photo).out()).contains("photo-3.png");
  }

  @Test
  void neverOverwritesAPhotoNorAForeignFile() throws IOException {
    byte[] before = Files.readAllBytes(photo);
    assertThat(run("protect", photo, "-m", models, "-o", photo).err())
        .contains("is also an input, which is never overwritten");
    out = folder;
    assertThat(protect(photo).code()).isZero();
    assertThat(Files.readAllBytes(photo)).isEqualTo(before);
    assertThat(folder.resolve("photo-2.png")).exists();

    out = Files.createDirectory(folder.resolve("foreign"));
    Files.writeString(out.resolve("photo.png"), "mine");
    Outcome outcome = protect(photo);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("was not written by cdmaa", "--force");
    assertThat(out.resolve("photo.png")).hasContent("mine");
    assertThat(protect(photo, "--force").code()).isZero();
  }

  @Test
  void aProtectedPhotoThatSomebodyChangedIsNotOursAnyMore() throws IOException {
    protect(photo);
    Path result = Files.writeString(out.resolve("photo.png"), "edited");
    Outcome outcome = protect(photo);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("was not written by cdmaa", "--force");
    assertThat(result).hasContent("edited");
    assertThat(protect(photo, "--force").code()).isZero();
    assertThat(protect(photo).out()).contains("skipped");
  }

  @Test
  void aNameWithAnEndingIsAFolderOnlyIfItExistsOrEndsInASlash() throws IOException {
    Outcome outcome = run("protect", photo, "-m", models, "-o", folder.resolve("q.txt"));
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("an unsupported format", "with /");
    assertThat(folder.resolve("q.txt")).doesNotExist();
    run("protect", photo, "--iterations=1", "-m", models, "-o", folder.resolve("q.txt") + "/");
    run("protect", photo, "--iterations=1", "-m", models, "-o", folder.resolve("2024.05"));
    assertThat(folder.resolve("q.txt").resolve("photo.png")).isRegularFile();
    assertThat(folder.resolve("2024.05").resolve("photo.png")).isRegularFile();
  }

  @Test
  void theExitCodeTellsWhatCameOfThePhotos() throws IOException {
    double rate = protect(photo, "--json").json().at("/verdict/attackRate").asDouble();
    assertThat(rate).isPositive();
    Outcome all = protect(photo, "--threshold=1e-7", "--require=1", "--json");
    assertThat(all.code()).as(all.err()).isZero();
    assertThat(all.json().path("outcome").asText()).isEqualTo("protected");

    Outcome none = protect(photo, "--threshold=4", "--json");
    assertThat(none.code()).isEqualTo(3);
    assertThat(none.json().path("status").asText()).isEqualTo("ineffective");
    assertThat(none.json().at("/verdict/attackRate").asDouble()).isZero();
    assertThat(none.err())
        .contains("No fake of this photo is broken", "--strength", "fewer", "alone");
    JsonNode record = new ObjectMapper().readTree(out.resolve("photo.png.cdmaa.json").toFile());
    assertThat(record.path("outcome").asText()).isEqualTo("ineffective");
    Outcome again = protect(photo, "--threshold=4");
    assertThat(again.out()).contains("done before, skipped (ineffective");
    assertThat(again.code()).isEqualTo(3);
    assertThat(protect(photo, "--threshold=4", "--require=0").code()).isZero();
    assertThat(protect(photo, "--require=1.5").code()).isEqualTo(2);
  }

  @Test
  void somethingBetweenAllAndNothingIsWeakAndFailsOnlyWhatAsksForMore() throws IOException {
    JsonNode losses = protect(photo, "--json", "--best=last").json();
    List<Double> sorted = new ArrayList<>();
    losses.findValues("loss").stream()
        .filter(JsonNode::isNumber)
        .forEach(l -> sorted.add(l.asDouble()));
    sorted.sort(null);
    double between = (sorted.get(0) + sorted.get(2)) / 2;
    Path result = out.resolve("photo.png");
    Object[] evaluate = {"evaluate", photo, result, "-m", models, "--json", "--threshold", between};
    assertThat(sorted).hasSize(3);
    assertThat(run(evaluate).json().path("outcome").asText()).isEqualTo("weak");
    assertThat(run(evaluate).code()).isZero();
    Object[] strict = java.util.Arrays.copyOf(evaluate, evaluate.length + 1);
    strict[evaluate.length] = "--require=0.9";
    assertThat(run(strict).code()).isEqualTo(3);
    strict[evaluate.length] = "--require=0.3";
    assertThat(run(strict).json().path("outcome").asText()).isEqualTo("protected");
    assertThat(run(strict).code()).isZero();
  }

  @Test
  void aRunWithAnotherArithmeticOrPrecisionIsAnotherRun() {
    protect(photo);
    assertThat(protect(photo, "--arithmetic=nd4j").out()).contains("skipped");
    assertThat(protect(photo, "--arithmetic=plain").out()).doesNotContain("skipped");
    assertThat(protect(photo, "--arithmetic=plain").out()).contains("skipped");
    assertThat(protect(photo, "--arithmetic=plain", "--precision=fp16").out())
        .doesNotContain("skipped");
    assertThat(protect(photo, "--arithmetic=plain", "--precision=fp16", "--tune=fast").out())
        .contains("skipped");
  }

  @Test
  void theDefaultFolderIsBesideThePhotosAndIsNotSearched() throws IOException {
    assertThat(run("protect", folder, "-r", "--iterations=2", "-m", models, "--require=0").code())
        .isZero();
    assertThat(names(folder.resolve("protected"))).contains("photo.png");
    assertThat(run("protect", folder, "-r", "--iterations=2", "-m", models, "--require=0").out())
        .contains("skipped");
    assertThat(names(folder.resolve("protected"))).hasSize(2);
  }

  @Test
  void jsonHasOneObjectPerPhotoAndNothingElse() throws IOException {
    Outcome outcome = protect(photo, "--json", "--details");
    JsonNode node = outcome.json();

    assertThat(outcome.out().lines()).hasSize(1);
    assertThat(node.path("outcome").asText()).isIn("protected", "weak");
    assertThat(node.path("settings").path("epsilon").asDouble()).isEqualTo(0.05);
    assertThat(node.path("verdict").path("generators")).hasSize(2);
    assertThat(node.path("verdict").path("generators").get(1).path("domains")).hasSize(2);
    assertThat(protect(photo, "--json").json().path("status").asText()).isEqualTo("skipped");
    Outcome failure = protect(folder.resolve("missing.jpg"), "--json");
    assertThat(failure.json().path("status").asText()).isEqualTo("failed");
    assertThat(failure.json().path("error").asText()).contains("does not exist");
  }

  @Test
  void quietPrintsNothingButErrors() {
    Outcome outcome = protect(photo, "--quiet");
    assertThat(outcome.out() + outcome.err()).isEmpty();
    assertThat(protect(folder.resolve("missing.jpg"), "--quiet").err()).contains("missing.jpg");
  }

  @Test
  void evaluateAgreesWithTheVerdictOfProtect() throws IOException {
    JsonNode mine = protect(photo, "--json").json().path("verdict");
    JsonNode again =
        run("evaluate", photo, out.resolve("photo.png"), "-m", models, "--json")
            .json()
            .path("verdict");

    assertThat(again.path("maxLevelChange")).isEqualTo(mine.path("maxLevelChange"));
    for (int j = 0; j < 2; j++) {
      assertThat(again.path("generators").get(j).path("averageLoss").asDouble())
          .isPositive()
          .isEqualTo(mine.path("generators").get(j).path("averageLoss").asDouble(), within(1e-6));
    }
  }

  @Test
  void aLossyFormatIsWarnedOfAndEvaluatedAsWritten() throws IOException {
    Path target = folder.resolve("small.jpg");
    Outcome outcome =
        run("protect", photo, "-m", models, "--iterations=4", "-o", target, "--require=0");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("lossy");
    assertThat(protect(photo, "--quality=80").err())
        .contains(
            "--quality is for JPEG files, and PNG is lossless; leave it out, or add --format");
    assertThat(protect(photo, "--format=jpeg", "--quality=101").err())
        .contains("--quality is 101; it must be from 1 to 100");

    JsonNode record = new ObjectMapper().readTree(folder.resolve("small.jpg.cdmaa.json").toFile());
    JsonNode again = run("evaluate", photo, target, "-m", models, "--json").json();
    assertThat(again.path("verdict").path("maxLevelChange"))
        .isEqualTo(record.path("verdict").path("maxLevelChange"));
  }

  @Test
  void aJpegOfAnotherQualityIsAnotherResult() throws IOException {
    Outcome first = protect(photo, "--json", "--format=jpeg", "--quality=80");
    assertThat(first.json().at("/settings/encoder").asText()).isEqualTo("jpeg:80:444");
    assertThat(protect(photo, "--json", "--format=jpeg", "--quality=80").json().path("status"))
        .hasToString("\"skipped\"");
    assertThat(
            protect(photo, "--json", "--format=jpeg", "--quality=60")
                .json()
                .path("status")
                .asText())
        .isNotEqualTo("skipped");
  }

  @Test
  void theReportStandsAloneAndShowsEveryDomain() throws IOException {
    Path report = folder.resolve("report.html");
    Path odd = photo(folder.resolve("<b>&odd.png"), 16, 16, 6);
    Outcome outcome = protect(photo, odd, folder.resolve("missing.jpg"), "--report", report);
    assertThat(outcome.err()).contains("missing.jpg");

    String page = Files.readString(report);
    assertThat(page)
        .contains("domain 1", "domain 2", "translated", "Not protected", "&lt;b&gt;&amp;odd.png")
        .doesNotContain("http:", "https:", "<script", "<link", folder.toString(), "<b>&odd");
    assertThat(page.split("<img ", -1)).hasSize(1 + 2 * (3 + 2 * 3));
    assertThat(page.split("src=\"data:image/jpeg;base64,", -1)).hasSize(1 + 2 * (3 + 2 * 3));

    Files.delete(report);
    protect(photo, odd, "--report", report);
    assertThat(Files.readString(report)).contains("Protected in an earlier run");
  }

  @Test
  void anUnwritableFolderIsOneSentenceBeforeAnyWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    Outcome report = protect(photo, "--report", file.resolve("report.html"));
    assertThat(report.code()).isEqualTo(1);
    assertThat(report.err()).contains("not a writable folder").doesNotContain("generators");

    out = file;
    Outcome outcome = protect(photo);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("cannot be written to (it is a file)")
        .doesNotContain("generators");
  }

  @Test
  void modelsThatAreMissingOrUnknownAreOneSentence() throws IOException {
    Outcome missing = run("protect", photo, "-m", folder.resolve("no.onnx"), "-o", out);
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err()).contains("no.onnx does not exist").doesNotContain("\tat ");

    Path unknown = TinyModels.withUnknownOperator(folder.resolve("unknown.onnx"));
    Outcome outcome = run("protect", photo, "-m", unknown, "-o", out);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("unknown.onnx", "Sharpen").doesNotContain("\tat ");
    assertThat(out).doesNotExist();
  }

  @Test
  void photosMayFollowTheModels() throws IOException {
    Outcome outcome =
        run(
            "protect",
            "-m",
            models.resolve("plain.onnx"),
            photo,
            "--iterations=2",
            "-o",
            out,
            "--require=0");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(out.resolve("photo.png")).exists();
  }

  @Test
  void strengthIsAPresetThatOptionsWinOver() throws IOException {
    JsonNode settings =
        protect(photo, "--json", "--strength=high", "--step-size=0.5").json().path("settings");
    assertThat(settings.path("epsilon").asDouble()).isEqualTo(0.08);
    assertThat(settings.path("stepSize").asDouble()).isEqualTo(0.5);
    assertThat(settings.path("iterations").asInt()).isEqualTo(8);
  }

  @Test
  void anInterruptedRunLeavesNoFileAndSaysHowFarItCame() throws IOException {
    Interruption interruption = new Interruption();
    interruption.request();
    Outcome outcome =
        run(interruption, Optional.empty(), "protect", photo, "-m", models, "-o", out);
    assertThat(outcome.code()).isEqualTo(130);
    assertThat(outcome.err()).contains("Stopped; 0 of 1 photos");
    assertThat(out).doesNotExist();
  }

  @Test
  void aBatchTellsItsPaceAndEachPhotoInOrder() throws IOException {
    Path second = photo(folder.resolve("second.png"), 24, 20, 8);
    Path third = photo(folder.resolve("third.png"), 16, 16, 9);
    Files.write(folder.resolve("bad.png"), new byte[] {1, 2, 3});
    Outcome outcome = protect(photo, second, folder.resolve("bad.png"), third);
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).contains("2 of 4 photos", "per minute", "left");
    assertThat(outcome.out().indexOf("photo.png ->"))
        .isLessThan(outcome.out().indexOf("second.png ->"));
    assertThat(outcome.out().indexOf("second.png ->"))
        .isLessThan(outcome.out().indexOf("third.png ->"))
        .isPositive();
    assertThat(names(out)).hasSize(6);
  }

  @Test
  void aPhotoOfABatchIsProtectedAsItIsAlone() throws IOException {
    Path second = photo(folder.resolve("second.png"), 24, 20, 8);
    protect(photo, second);
    byte[] together = Files.readAllBytes(out.resolve("second.png"));
    protect(second, "--force");
    assertThat(Files.readAllBytes(out.resolve("second.png"))).isEqualTo(together);
  }

  @Test
  void memoryIsReportedAndLimited() throws IOException {
    JsonNode free = protect(photo, "--json").json();
    assertThat(free.path("peakMemoryMiB").asLong()).isGreaterThan(50);
    JsonNode limited = protect(photo, "--json", "--force", "--memory-budget=1G").json();
    assertThat(limited.path("outcome").asText()).isIn("protected", "weak");
    Outcome little = protect(photo, "--force", "--memory-budget=10M");
    assertThat(little.code()).isEqualTo(1);
    assertThat(little.err()).contains("one domain at a time", "10 MiB");
    assertThat(protect(photo, "--memory-budget=much").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "fast"})
  void howAlgorithmsAreChosenDoesNotChangeTheVerdict(String tuning) throws IOException {
    double usual =
        protect(photo, "--json").json().at("/verdict/generators/0/averageLoss").asDouble();
    double other =
        protect(photo, "--json", "--force", "--tune=" + tuning)
            .json()
            .at("/verdict/generators/0/averageLoss")
            .asDouble();
    assertThat(usual).isGreaterThan(1e-3);
    assertThat(other).isCloseTo(usual, within(1e-4));
  }

  @ParameterizedTest
  @EnumSource
  void whatCombinesGradientsDoesNotChangeTheVerdict(Arithmetic arithmetic) throws IOException {
    Outcome usual = protect(photo, "--json");
    Path file = Path.of(usual.json().path("output").asText());
    byte[] usualFile = Files.readAllBytes(file);

    Outcome other = protect(photo, "--json", "--force", "--arithmetic=" + arithmetic.label());

    if (arithmetic == Arithmetic.VECTOR && other.code() != 0) {
      assertThat(other.err()).contains("The Vector API cannot be used, as ");
      assertThat(other.code()).isEqualTo(1);
      assertThat(file).hasBinaryContent(usualFile);
      return;
    }
    String loss = "/verdict/generators/0/averageLoss";
    assertThat(other.json().at(loss).asDouble())
        .isCloseTo(usual.json().at(loss).asDouble(), within(1e-4))
        .isGreaterThan(1e-3);
    if (arithmetic == Arithmetic.ND4J) {
      assertThat(file).hasBinaryContent(usualFile);
    }
  }

  @Test
  void wrongCommandLinesExitWithTwo() throws IOException {
    assertThat(run().code()).isEqualTo(2);
    assertThat(run("protec").code()).isEqualTo(2);
    assertThat(run("protect", photo).code()).isEqualTo(2);
    assertThat(run("protect", "-m", models).err()).contains("Name at least one photo");
    assertThat(protect(photo, "--epsilon=-1").err()).contains("--epsilon is -1.0");
    assertThat(protect(photo, "--epsilon=x").code()).isEqualTo(2);
    assertThat(protect(photo, "--crop=middle").err()).contains("x,y,w,h");
    assertThat(protect(photo, "--threads=-1").code()).isEqualTo(2);
    assertThat(run("protect", photo, photo, "-m", models, "-o", "x.png").err())
        .contains("name a folder");
    assertThat(run("protect", photo, "-m", models, "-o", "x.webp").code()).isEqualTo(2);
    assertThat(run("protect", "--help").code()).isZero();
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(run("protect", empty, "-m", models).err()).contains("holds no photo");
    assertThat(protect(photo, "--crop=0,0,99,99").err()).contains("exceeds the photo");
  }

  @Test
  void aModelThatIsReplacedDuringARunServesFromTheNextPhotoOn() throws Exception {
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 10; i < 30; i++) {
      photo(photos.resolve("p" + i + ".png"), 16, 16, i);
    }
    Path spare = TinyModels.conditional(folder.resolve("spare"));
    // Replaced as soon as the first photo is finished, while the others wait.
    Thread swapper =
        Poll.beside(
            () -> {
              Poll.untilExists(out.resolve("p10.png.cdmaa.json"));
              try {
                Files.move(spare, models.resolve("plain.onnx"), StandardCopyOption.ATOMIC_MOVE);
                Files.writeString(models.resolve("cut.onnx"), "half a mod");
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Outcome outcome = protect(photos);
    swapper.join(Poll.LIMIT.toMillis());

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err()).contains("cut.onnx", "from here on: plain, two.", "20 protected");
    ObjectMapper json = new ObjectMapper();
    JsonNode first = json.readTree(out.resolve("p10.png.cdmaa.json").toFile());
    JsonNode last = json.readTree(out.resolve("p29.png.cdmaa.json").toFile());
    assertThat(first.at("/verdict/generators/0/domains")).hasSize(1);
    assertThat(last.at("/verdict/generators/0/domains")).hasSize(2);
    assertThat(last.at("/models")).hasSize(2).isNotEqualTo(first.at("/models"));
  }
}
