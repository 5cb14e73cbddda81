package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.photo;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.cli.CommandLineFixture.Outcome;
import io.cdmaa.io.Digest;
import io.cdmaa.onnx.ModelFile;
import io.cdmaa.testkit.ExternalModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command that writes, with everything that it reads as its output: nothing changes. */
class NothingIsOverwrittenTest {
  @TempDir private Path folder;
  private Path photo;
  private Path marked;
  private Path mask;
  private Path labels;
  private Path models;
  private Path bare;
  private Path diagnostics;
  private Path experiment;
  private Path home;

  /** A command with one of its outputs, and how that is named. */
  private enum Slot {
    PROTECT_FILE(true, ".png"),
    PROTECT_FILE_JPEG(true, ".jpg"),
    PROTECT_REPORT(true, ".html"),
    PROTECT_DIAGNOSTICS(true, ".jsonl"),
    EVALUATE_REPORT(true, ".html"),
    DIFFERENTIATE(true, ".onnx"),
    PLOT(true, ".png"),
    MODEL_VERIFY(true, ".png"),
    MODEL_VERIFY_SHEET(true, ".png"),
    PROTECT_FOLDER(false, "photo.png", "photo.png.cdmaa.json"),
    DEMO(
        false,
        "portrait.png",
        "protected.png",
        "protected.png.cdmaa.json",
        "sheet.png",
        "report.html"),
    EXPERIMENT(false, "trials.jsonl", "results.csv", "comparisons.csv", "results.md"),
    MODEL_ADD_INTO(false, "bare/bare.onnx", "bare/bare.yaml", "bare/bare.data");

    private final boolean namesFile;
    private final String names;

    Slot(boolean namesFile, String... names) {
      this.namesFile = namesFile;
      this.names = String.join(" ", names);
    }

    List<String> names() {
      return List.of(names.split(" ", -1));
    }
  }

  @BeforeEach
  void prepare() throws IOException {
    photo = photo(folder.resolve("photo.png"), 16, 16, 1);
    marked = photo(folder.resolve("marked.png"), 16, 16, 2);
    mask = photo(folder.resolve("mask.png"), 16, 16, 3);
    labels =
        Files.writeString(
            folder.resolve("labels.txt"), "1\nSmiling\nphoto.png 1\nportrait.png 1\n");
    models = Files.createDirectory(folder.resolve("models"));
    plainWithData(models.resolve("plain.onnx"));
    Files.writeString(models.resolve("plain.yaml"), "version: 1\nonnx: plain.onnx\n");
    bare = plainWithData(folder.resolve("bare.onnx"));
    diagnostics =
        Files.writeString(
            folder.resolve("log.jsonl"),
            "{\"photo\":\"p\",\"generators\":[\"g\"]}\n{\"losses\":[[0.1]],\"weights\":[1]}\n");
    Path photos = Files.createDirectory(folder.resolve("photos"));
    photo(photos.resolve("a.png"), 16, 16, 4);
    experiment =
        Files.writeString(
            folder.resolve("grid.yaml"),
            """
            version: 1
            title: T
            photos: photos
            generators: models
            threshold: 0.001
            fixed: {iterations: 1}
            grid: {models-by: [uniform, mgda]}
            """);
    home = TinyModels.home(folder.resolve("home"));
    plainWithData(home.resolve("onnx").resolve("stargan").resolve("stargan.onnx"));
  }

  /** A model that keeps its weights in a file beside it. */
  private static Path plainWithData(Path file) throws IOException {
    ExternalModels.write(
        file, ModelFile.read(TinyModels.plain(file)), data(file).getFileName().toString());
    return file;
  }

  private static Path data(Path model) {
    return model.resolveSibling(model.getFileName().toString().replace(".onnx", ".data"));
  }

  private List<Object> command(Slot slot, Path output) {
    return switch (slot) {
      case PROTECT_FILE, PROTECT_FILE_JPEG, PROTECT_FOLDER -> protect("-o", output);
      case PROTECT_REPORT -> protect("-o", folder.resolve("out"), "--report", output);
      case PROTECT_DIAGNOSTICS -> protect("-o", folder.resolve("out"), "--diagnostics", output);
      case EVALUATE_REPORT ->
          List.of("evaluate", photo, marked, "--labels", labels, "-m", models, "--report", output);
      case DIFFERENTIATE -> List.of("differentiate", models.resolve("plain.yaml"), "-o", output);
      case PLOT -> List.of("plot", diagnostics, "-o", output);
      case MODEL_VERIFY -> List.of("model", "verify", models, "--photo", photo, "-o", output);
      case MODEL_VERIFY_SHEET ->
          List.of("model", "verify", models, "--photo", photo, "--sheet", output);
      case DEMO -> List.of("demo", "-o", output);
      case EXPERIMENT -> List.of("experiment", experiment, "-o", output);
      case MODEL_ADD_INTO -> List.of("model", "add", bare, "--into", output);
    };
  }

  private List<Object> protect(Object... more) {
    List<Object> args =
        new ArrayList<>(
            List.of("protect", photo, "--iterations=1", "--mask", mask, "--labels", labels));
    args.addAll(List.of(more));
    args.addAll(List.of("-m", models));
    return args;
  }

  private List<Path> inputs(Slot slot) {
    Path plain = models.resolve("plain.onnx");
    Path weights = data(plain);
    Path manifest = models.resolve("plain.yaml");
    return switch (slot) {
      case PROTECT_FILE, PROTECT_FILE_JPEG, PROTECT_FOLDER, PROTECT_REPORT, PROTECT_DIAGNOSTICS ->
          List.of(photo, mask, labels, plain, weights, manifest);
      case EVALUATE_REPORT -> List.of(photo, marked, labels, plain, weights, manifest);
      case DIFFERENTIATE -> List.of(plain, weights, manifest);
      case PLOT -> List.of(diagnostics);
      case MODEL_VERIFY, MODEL_VERIFY_SHEET -> List.of(plain, weights, manifest, photo);
      case DEMO -> {
        Path onnx = home.resolve("onnx");
        Path sample = onnx.resolve("sample");
        Path stargan = onnx.resolve("stargan").resolve("stargan.onnx");
        yield List.of(
            sample.resolve("portrait.png"),
            sample.resolve("list_attr_celeba.txt"),
            stargan,
            data(stargan));
      }
      case EXPERIMENT ->
          List.of(experiment, folder.resolve("photos").resolve("a.png"), plain, weights, manifest);
      case MODEL_ADD_INTO -> List.of(bare, data(bare));
    };
  }

  /** Another name for a file. */
  private enum Alias {
    ITSELF,
    LINK,
    HARD_LINK;

    void at(Path name, Path file) throws IOException {
      Files.createDirectories(name.getParent());
      switch (this) {
        case LINK -> Files.createSymbolicLink(name, file);
        case HARD_LINK -> Files.createLink(name, file);
        case ITSELF -> throw new IllegalArgumentException();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anInputAsOutputIsRefusedAndNothingChanges(Slot slot) throws IOException {
    int number = 0;
    for (Path input : inputs(slot)) {
      for (Alias alias : Alias.values()) {
        for (String name : slot.names()) {
          if (alias == Alias.ITSELF && !slot.namesFile) {
            continue;
          }
          Path output = input;
          if (alias != Alias.ITSELF) {
            number++;
            Path at = folder.resolve("alias" + number + (slot.namesFile ? name : "/" + name));
            alias.at(at, input);
            output = slot.namesFile ? at : folder.resolve("alias" + number);
          }
          for (boolean force : new boolean[] {false, true}) {
            requireRefused(slot, output, force, alias == Alias.ITSELF ? "" : "is also an input");
          }
        }
      }
    }
    assertThat(inputs(slot)).isNotEmpty();
  }

  private void requireRefused(Slot slot, Path output, boolean force, String reason)
      throws IOException {
    List<Object> args = new ArrayList<>(command(slot, output));
    if (force) {
      args.add("--force");
    }
    Map<Path, String> before = contents();
    Outcome outcome = run(args);
    if (slot == Slot.PROTECT_FOLDER) {
      // The name is taken, so the photo gets another, which may be written again.
      before.keySet().removeIf(file -> file.getFileName().toString().startsWith("photo-"));
      assertThat(contents()).as("%s", args).containsAllEntriesOf(before);
      return;
    }
    assertThat(contents()).as("%s", args).isEqualTo(before);
    assertThat(outcome.code()).as("%s: %s", args, outcome.err()).isIn(1, 2);
    assertThat(outcome.err()).as("%s", args).contains(reason);
  }

  private Outcome run(List<Object> args) {
    return CommandLineFixture.run(new Interruption(), Optional.of(home), args.toArray());
  }

  /** All that a command may write without inputs in the way, after which it may write it again. */
  @ParameterizedTest
  @EnumSource
  void aForeignFileIsReplacedOnlyOnRequestAndOursAlways(Slot slot) throws IOException {
    Path output = folder.resolve("result" + (slot.namesFile ? slot.names().get(0) : ""));
    for (String name : slot.names()) {
      Path foreign = slot.namesFile ? output : output.resolve(name);
      deleteAll(output);
      Files.createDirectories(foreign.getParent());
      Files.writeString(foreign, "mine");
      Map<Path, String> before = contents();
      Outcome refused = run(command(slot, output));
      assertThat(refused.code()).as("%s %s", slot, refused.err()).isEqualTo(1);
      assertThat(refused.err()).contains("not written by cdmaa", "--force");
      assertThat(contents()).isEqualTo(before);
      List<Object> forced = new ArrayList<>(command(slot, output));
      forced.add("--force");
      assertThat(run(forced).err()).doesNotContain("not written by cdmaa");
      if (slot == Slot.MODEL_ADD_INTO) {
        Files.delete(foreign);
      } else {
        assertThat(foreign).isRegularFile();
        assertThat(Files.readAllBytes(foreign)).isNotEqualTo("mine".getBytes(UTF_8));
      }
    }
    if (slot != Slot.MODEL_ADD_INTO) {
      assertThat(run(command(slot, output)).err()).doesNotContain("not written by cdmaa");
    }
  }

  private static void deleteAll(Path path) throws IOException {
    if (Files.exists(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void contentsNeverContradictTheName(Slot slot) throws IOException {
    if (!slot.namesFile) {
      return;
    }
    for (String extension : List.of(".txt", ".gif", ".zip", "")) {
      Map<Path, String> before = contents();
      Outcome outcome = run(command(slot, folder.resolve("result" + extension)));
      boolean folderOfPhotos = slot == Slot.PROTECT_FILE && extension.isEmpty();
      if (!folderOfPhotos && !(slot == Slot.PROTECT_FILE_JPEG && extension.isEmpty())) {
        assertThat(outcome.code()).as("%s %s", slot, extension).isIn(1, 2);
        assertThat(contents()).isEqualTo(before);
      }
    }
  }

  /** Everything there is, by digest. */
  private Map<Path, String> contents() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      Map<Path, String> contents = new TreeMap<>();
      files
          .filter(Files::isRegularFile)
          .forEach(file -> contents.put(folder.relativize(file), Digest.of(file)));
      return contents;
    }
  }
}
