package io.cdmaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cdmaa.Face;
import io.cdmaa.FileProtector;
import io.cdmaa.cli.ProtectorOptions.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of protect on the command line of another program. */
class ProtectorOptionsTest {
  /** What concerns the run rather than the photo, or belongs to one machine. */
  private static final Set<String> OF_THE_RUN =
      Set.of(
          "--batch",
          "--details",
          "--diagnostics",
          "--domain-cosines",
          "--force",
          "--help",
          "--json",
          "--lanes",
          "--output",
          "--quiet",
          "--recursive",
          "--report",
          "--verbose",
          "--version");

  @TempDir private Path folder;

  @Command(name = "job")
  static final class Job {
    @Mixin private ProtectorOptions protector;

    @Option(names = "--photos")
    String photos;
  }

  private final Job job = new Job();
  private final CommandLine line = ProtectorOptions.commandLine(job);

  private static Set<String> names(CommandSpec spec) {
    return spec.options().stream()
        .map(option -> option.longestName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void haveEveryOptionThatDecidesWhatAProtectedPhotoLooksLike() {
    Set<String> expected = names(MethodOptions.complete(new ProtectCommand(null)).getCommandSpec());
    expected.removeAll(OF_THE_RUN);
    Set<String> found = names(line.getCommandSpec());
    found.remove("--photos");
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void areGivenBackInAFormThatIsReadTheSame() throws IOException {
    Path model = TinyModels.plain(folder.resolve("a.onnx"));
    Path other = TinyModels.plain(folder.resolve("b.onnx"));
    Path labels = Files.writeString(folder.resolve("labels.txt"), "1\nSmiling\np.png 1\n");
    line.parseArgs(
        "--photos=x",
        "--models",
        model.toString(),
        other.toString(),
        "--labels",
        labels.toString(),
        "--method",
        "cdmaa",
        "--restarts=2",
        "--attack=pgd",
        "--early-stop",
        "--cache",
        "off",
        "--query",
        "a",
        "--query=b");
    List<Path> files = List.of(model, other);
    assertThat(job.protector.given(line, files))
        .containsExactlyInAnyOrder(
            new Given("--models", List.of(model.toString(), other.toString()), true),
            new Given("--labels", List.of(labels.toString()), true),
            new Given("--method", List.of("cdmaa"), false),
            new Given("--restarts", List.of("2"), false),
            new Given("--attack", List.of("pgd"), false),
            new Given("--early-stop", List.of(), false),
            new Given("--cache", List.of("off"), false),
            new Given("--query", List.of("a", "b"), false));
    List<String> words = new ArrayList<>();
    for (Given option : job.protector.given(line, files)) {
      if (option.values().isEmpty()) {
        words.add(option.name());
      }
      option.values().forEach(value -> words.addAll(List.of(option.name(), value)));
    }
    Job again = new Job();
    CommandLine second = ProtectorOptions.commandLine(again);
    second.parseArgs(words.toArray(String[]::new));
    assertThat(again.protector.given(second, files)).isEqualTo(job.protector.given(line, files));
  }

  @Test
  void protectAFileWithTheRecordAndBytesOfProtect() throws IOException {
    TinyModels.conditional(folder.resolve("m.onnx"));
    Path photo = folder.resolve("p.png");
    CommandLineFixture.photo(photo, 20, 24, 3);
    CommandLineFixture.run(
        "protect",
        photo,
        "--models",
        folder.resolve("m.onnx"),
        "--iterations=3",
        "--require=0.25",
        "--format=jpeg",
        "--quality=90",
        "--arithmetic=plain",
        "-o",
        folder.resolve("alone"));
    line.parseArgs(
        "--models",
        folder.resolve("m.onnx").toString(),
        "--iterations=3",
        "--require=0.25",
        "--format=jpeg",
        "--quality=90",
        "--arithmetic=plain");
    Path out = Files.createDirectory(folder.resolve("out")).resolve("p.jpg");
    CommandSpec spec = line.getCommandSpec();
    List<String> told = new ArrayList<>();
    try (FileProtector files =
        FileProtector.of(job.protector.builder(spec, told::add), job.protector.files(spec))) {
      assertThat(files.extension()).isEqualTo("jpg");
      Face face = job.protector.faces(spec).on(photo);
      assertThat(files.done(photo, out, face)).isEmpty();
      files.protect(photo, out, "../p.png", face, new io.cdmaa.CancellationToken());
      assertThat(files.done(photo, out, face)).isPresent();
    }
    assertThat(told).isEmpty();
    assertThat(out).hasSameBinaryContentAs(folder.resolve("alone/p.jpg"));
    assertThat(folder.resolve("out/p.jpg.cdmaa.json"))
        .hasSameTextualContentAs(folder.resolve("alone/p.jpg.cdmaa.json"));
  }

  @Test
  void nameNoModelThatIsLeftOut() throws IOException {
    Path group = Files.createDirectory(folder.resolve("group"));
    Path good = TinyModels.plain(group.resolve("good.onnx"));
    Path bad = Files.writeString(group.resolve("bad.onnx"), "half a mod");
    Path alone = Files.writeString(folder.resolve("alone.onnx"), "half a mod");
    line.parseArgs(
        "--skip-bad-models",
        "--query=alone",
        "--query=bad",
        "--query=good",
        "--iterations=1",
        "--models",
        group.toString(),
        alone.toString());
    List<String> told = new ArrayList<>();
    CommandSpec spec = line.getCommandSpec();
    try (FileProtector files =
        FileProtector.of(job.protector.builder(spec, told::add), job.protector.files(spec))) {
      assertThat(told).hasSize(2).allMatch(sentence -> sentence.startsWith("Left out: "));
      assertThat(told).anyMatch(s -> s.contains(bad.toString()));
      assertThat(told).anyMatch(s -> s.contains(alone.toString()));
      assertThat(files.modelFiles()).containsExactly(good);
      assertThat(job.protector.given(line, files.modelFiles()))
          .containsExactlyInAnyOrder(
              new Given("--models", List.of(group.toString()), true),
              new Given("--query", List.of("good"), false),
              new Given("--iterations", List.of("1"), false));
    }
  }

  @Test
  void withoutAVerdictNothingCanBeRequired() throws IOException {
    Path model = TinyModels.plain(folder.resolve("a.onnx"));
    for (String other : List.of("--require=0.5", "--after=usual")) {
      line.parseArgs("--models", model.toString(), "--no-verdict", other);
      assertThatThrownBy(() -> job.protector.builder(line.getCommandSpec(), sentence -> {}))
          .hasMessageContaining("--no-verdict excludes --require and --after");
    }
  }
}
