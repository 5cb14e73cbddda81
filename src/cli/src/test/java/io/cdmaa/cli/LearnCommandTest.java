package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static io.cdmaa.cli.CommandLineFixture.read;
import static io.cdmaa.cli.CommandLineFixture.run;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.image.Photo;
import io.cdmaa.io.Digest;
import io.cdmaa.universal.PerturbationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LearnCommandTest {
  @TempDir private Path folder;
  private Path photos;
  private Path models;
  private Path output;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 1; i <= 9; i++) {
      photo(photos.resolve("p" + i + ".png"), 20, 16 + i, i);
    }
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
    TinyModels.conditional(models.resolve("conditional.onnx"));
    output = folder.resolve("group.cdmaa");
  }

  private Outcome learn(Object... more) {
    List<Object> args = new ArrayList<>(List.of("learn", "--photos", photos));
    args.addAll(List.of("-o", output, "--cache", "off", "--arithmetic", "plain"));
    args.addAll(List.of(more).contains("--epochs") ? List.of() : List.of("--epochs", 2));
    args.addAll(List.of(more));
    args.addAll(List.of("--models", models));
    return run(args.toArray());
  }

  private Outcome protect(Path photo, Path target, Object... more) {
    List<Object> args = new ArrayList<>(List.of("protect", photo, "-o", target));
    args.addAll(List.of("--cache", "off", "--arithmetic", "plain", "--require", 0, "--json"));
    args.addAll(Stream.of(more).toList());
    args.addAll(List.of("--models", models));
    return run(args.toArray());
  }

  private static int largestChange(Photo a, Photo b) {
    double largest = 0;
    for (int i = 0; i < a.pixels().size(); i++) {
      largest = Math.max(largest, Math.abs((double) a.pixels().get(i) - b.pixels().get(i)) * 127.5);
    }
    return (int) Math.round(largest);
  }

  @Test
  void itLearnsAndProtectStartsFromThereAndRecordsTheDigest() throws IOException {
    Outcome learnt = learn("--json");
    assertThat(learnt.code()).as(learnt.err()).isZero();
    JsonNode line = learnt.json();
    assertThat(line.path("status").asText()).isEqualTo("learnt");
    assertThat(line.path("photos").asInt()).isEqualTo(8);
    assertThat(line.path("heldOut").path("photos").asInt()).isEqualTo(1);
    assertThat(line.path("heldOut").path("generators").size()).isEqualTo(2);
    assertThat(line.path("sha256").asText()).isEqualTo(Digest.of(output));
    assertThat(names(folder)).containsExactly("group.cdmaa", "models", "photos");

    Path target = folder.resolve("out.png");
    Path photo = photos.resolve("p9.png");
    Outcome warm = protect(photo, target, "--warm-start", output, "--iterations", 0);
    assertThat(warm.code()).as(warm.err()).isZero();
    JsonNode result = warm.json();
    assertThat(result.path("settings").path("warmStartSha256").asText())
        .isEqualTo(Digest.of(output));
    assertThat(result.path("settings").path("iterations").asInt()).isZero();
    assertThat(largestChange(read(photo), read(target))).isBetween(3, 6);
    JsonNode record = new ObjectMapper().readTree(folder.resolve("out.png.cdmaa.json").toFile());
    assertThat(record.path("settings").path("warmStartSha256").asText())
        .isEqualTo(Digest.of(output));
    String skipped = protect(photo, target, "--warm-start", output, "--iterations", 0).out();
    assertThat(skipped).contains("\"skipped\"");
    assertThat(protect(photo, target, "--iterations", 3).out()).doesNotContain("\"skipped\"");
  }

  @Test
  void twoIterationsFromThereAreBetterThanTwoFromThePhoto() {
    assertThat(learn("--epochs", 10).code()).isZero();
    double cold = 0;
    double warm = 0;
    for (int i = 1; i <= 5; i++) {
      Path photo = photo(folder.resolve("new" + i + ".png"), 16, 16, 100 + i);
      Path target = folder.resolve("out.png");
      String few = "--iterations=2";
      String size = "--step-size=0.01";
      cold += loss(protect(photo, target, few, size, "-f"));
      warm += loss(protect(photo, target, few, size, "-f", "--warm-start", output));
    }
    assertThat(warm).isGreaterThan(2 * cold);
  }

  private static double loss(Outcome outcome) {
    try {
      double weakest = Double.MAX_VALUE;
      for (JsonNode generator : outcome.json().path("verdict").path("generators")) {
        weakest = Math.min(weakest, generator.path("averageLoss").asDouble());
      }
      return weakest;
    } catch (IOException e) {
      throw new AssertionError(outcome.err(), e);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithOneSentence() throws IOException {
    assertThat(learn().code()).isZero();
    Path photo = photos.resolve("p1.png");
    Path target = folder.resolve("out.png");
    assertThat(protect(photo, target, "--warm-start", output, "--epsilon", 0.08).err())
        .contains("was learnt for epsilon 0.05, and the search uses 0.08");
    assertThat(protect(photo, target, "--warm-start", output, "--norm", "l2").err())
        .contains("was learnt for the L-infinity norm");
    Outcome none = protect(photo, target, "--iterations", 0);
    assertThat(none.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(none.err())
        .contains("--iterations is 0; it must be from 1 to 1000000, or 0 with --warm-start");
    Outcome idle =
        protect(photo, target, "--iterations", 0, "--warm-start", output, "--early-stop");
    assertThat(idle.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(idle.err()).contains("--early-stop has no effect with --iterations 0");
    Outcome text = protect(photo, target, "--warm-start", photo);
    assertThat(text.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(text.err()).contains("is no universal perturbation");
    TinyModels.steps(models.resolve("plain.onnx"), "Round");
    TinyModels.plain(models.resolve("plain.onnx"));
    Files.writeString(
        models.resolve("plain.yaml"), "version: 1\nname: Renamed\nonnx: plain.onnx\n");
    Outcome changed = protect(photo, target, "--warm-start", output);
    assertThat(changed.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(changed.err()).contains("was not learnt against").contains("plain.onnx");
    assertThat(target).doesNotExist();
  }

  @Test
  void someOfTheGeneratorsAreEnough() throws IOException {
    assertThat(learn().code()).isZero();
    Files.delete(models.resolve("conditional.onnx"));
    Outcome one =
        protect(
            photos.resolve("p1.png"),
            folder.resolve("out.png"),
            "--warm-start",
            output,
            "--iterations",
            1);
    assertThat(one.code()).as(one.err()).isZero();
  }

  @Test
  void foreignFilesAndInputsAreNotOverwritten() throws IOException {
    Files.writeString(output, "mine");
    Outcome foreign = learn();
    assertThat(foreign.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(foreign.err()).contains("exists and was not written by cdmaa");
    assertThat(output).hasContent("mine");
    assertThat(learn("--force").code()).isZero();
    assertThat(PerturbationFile.isOne(output)).isTrue();
    output = folder.resolve("group.bin");
    assertThat(learn().err()).contains("end the name in .cdmaa");
  }

  @Test
  void aSecondRunSaysThatTheResultIsThere() throws IOException {
    assertThat(learn().out()).contains("learnt on 8 photos").contains("alone, on 1 photo held out");
    byte[] first = Files.readAllBytes(output);
    assertThat(learn().out()).contains("the result of the same run on 8 photos is there already");
    assertThat(Files.readAllBytes(output)).isEqualTo(first);
    assertThat(learn("--force", "--seed", 4).code()).isZero();
    assertThat(Files.readAllBytes(output)).isNotEqualTo(first);
  }

  @Test
  void damagedPhotosAreLeftOutAndTheExitCodeSaysSo() throws IOException {
    Files.writeString(photos.resolve("broken.png"), "no picture");
    Outcome outcome = learn();
    assertThat(outcome.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(outcome.err()).contains("Left out: ").contains("broken.png");
    assertThat(output).exists();
  }

  @Test
  void onePhotoIsEnoughAndNothingIsHeldOut() throws IOException {
    photos = photos.resolve("p1.png");
    Outcome outcome = learn();
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("no photo was held out, so its effect is unknown");
    output = folder.resolve("other.cdmaa");
    Outcome held = learn("--hold-out", 1);
    assertThat(held.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(held.err()).contains("--hold-out is 1; it must be less than the number of photos");
  }

  @Test
  void anEmptyFolderAndAReadOnlyFolderAreRefusedAtOnce() throws IOException {
    Path full = photos;
    photos = Files.createDirectory(folder.resolve("empty"));
    Outcome empty = learn();
    assertThat(empty.code()).isEqualTo(ExitCodes.FAILED);
    assertThat(empty.err()).contains("holds no photo");
    photos = full;
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    Assumptions.assumeFalse(Files.isWritable(locked), "root may write everywhere");
    output = locked.resolve("group.cdmaa");
    assertThat(learn().err()).contains("denies it");
  }

  @Test
  void aMissingFolderIsToldBeforeThePhotosAreRead() throws IOException {
    Files.writeString(photos.resolve("broken.png"), "no picture");
    output = folder.resolve("nowhere/group.cdmaa");
    assertThat(learn().err())
        .contains("the folder " + output.getParent() + " does not exist; create it first")
        .doesNotContain("checkpoint")
        .doesNotContain("broken.png");
  }

  @Test
  void partsThatDoNotApplyAreUnknownOptions() {
    assertThat(learn("--attack", "pgd").code()).isEqualTo(ExitCodes.USAGE);
    assertThat(learn("--mask", photos).code()).isEqualTo(ExitCodes.USAGE);
    Outcome threshold = learn("--models-by", "threshold");
    assertThat(threshold.code()).isNotZero();
    assertThat(threshold.err()).contains("threshold and static keep state");
  }

  @Test
  void ctrlCKeepsTheStateAndTheSameCommandResumes() throws IOException {
    Interruption interruption = new Interruption();
    interruption.request();
    Outcome stopped =
        run(
            interruption,
            Optional.empty(),
            "learn",
            "--photos",
            photos,
            "-o",
            output,
            "--epochs",
            2,
            "--cache",
            "off",
            "--arithmetic",
            "plain",
            "--models",
            models);
    assertThat(stopped.code()).isEqualTo(Interruption.EXIT_CODE);
    assertThat(output).doesNotExist();
    assertThat(learn().code()).isZero();
    assertThat(Files.exists(folder.resolve("group.cdmaa.checkpoint"))).isFalse();
  }

  @Test
  void withoutAVerdictNothingIsProvedAndALaterRunAddsIt() throws IOException {
    assertThat(learn().code()).isZero();
    Path photo = photos.resolve("p1.png");
    Path target = folder.resolve("out.png");
    List<Object> start = List.of("--warm-start", output, "--iterations", 0);
    List<Object> args = new ArrayList<>(List.of("protect", photo, "-o", target, "--json"));
    args.addAll(List.of("--cache", "off", "--arithmetic", "plain"));
    args.addAll(start);
    List<Object> without = new ArrayList<>(args);
    without.addAll(List.of("--no-verdict", "--models", models));
    args.addAll(List.of("--models", models));

    Outcome first = run(without.toArray());
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.json().path("outcome").asText()).isEqualTo("unevaluated");
    assertThat(first.json().path("verdict").path("generators")).isEmpty();
    assertThat(first.json().path("verdict").path("attackRate").isNull()).isTrue();
    assertThat(first.json().path("verdict").path("maxLevelChange").asDouble()).isPositive();
    assertThat(run(without.toArray()).json().path("status").asText()).isEqualTo("skipped");
    byte[] bytes = Files.readAllBytes(target);

    JsonNode later = run(args.toArray()).json();
    assertThat(later.path("status").asText()).isEqualTo("skipped");
    assertThat(later.path("verdict").path("generators")).hasSize(2);
    assertThat(later.path("verdict").path("attackRate").isNumber()).isTrue();
    assertThat(later.path("outcome").asText()).isNotEqualTo("unevaluated");
    assertThat(Files.readAllBytes(target)).isEqualTo(bytes);
    JsonNode record = new ObjectMapper().readTree(folder.resolve("out.png.cdmaa.json").toFile());
    assertThat(record.path("verdict").path("generators")).hasSize(2);
    assertThat(record.path("outcome")).isEqualTo(later.path("outcome"));
    assertThat(run(without.toArray()).json().path("verdict").path("generators")).hasSize(2);

    without.addAll(1, List.of("--require", 0.5));
    Outcome required = run(without.toArray());
    assertThat(required.code()).isEqualTo(ExitCodes.USAGE);
    assertThat(required.err()).contains("--no-verdict excludes --require, --report and --after");
  }

  @Test
  void experimentsCompareSearchesWithAndWithoutIt() throws IOException {
    assertThat(learn().code()).isZero();
    Path file =
        Files.writeString(
            folder.resolve("warm.yaml"),
            """
            version: 1
            photos: photos
            limit: 2
            generators: models
            figures: 0
            fixed: {iterations: 2}
            settings:
            - {name: cold}
            - {name: warm, warm-start: group.cdmaa}
            - {name: alone, warm-start: other.cdmaa, iterations: 0}
            """);
    Path results = folder.resolve("results");
    Outcome missing = run("experiment", file, "-o", results, "--cache", "off");
    assertThat(missing.err()).contains("other.cdmaa cannot be read (it does not exist)");
    Outcome done =
        run("experiment", file, "-o", results, "--cache", "off", "--warm-start", output, "--json");
    assertThat(done.code()).as(done.err()).isZero();
    assertThat(Files.readString(results.resolve("results.csv")))
        .contains("cold")
        .contains("warm")
        .contains("alone");
    assertThat(done.out()).contains("\"setting\":\"alone\"");
    Files.writeString(file, Files.readString(file).replace("{iterations: 2}", "{epsilon: 0.02}"));
    Outcome unfit =
        run("experiment", file, "-o", results, "--cache", "off", "--warm-start", output);
    assertThat(unfit.err()).contains("was learnt for epsilon 0.05, and the search uses 0.02");
  }
}
