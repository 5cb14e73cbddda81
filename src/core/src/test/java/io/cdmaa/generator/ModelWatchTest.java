package io.cdmaa.generator;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.onnx.GraphCodec;
import io.cdmaa.testkit.ExternalModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that are swapped while a batch runs. */
class ModelWatchTest {
  @TempDir Path folder;
  private Path first;
  private Path second;
  private List<Generator> before;
  private ModelWatch watch;

  @BeforeEach
  void begin() throws IOException {
    first = TinyGenerators.write(folder, "a.onnx", TinyGenerators.plain(1));
    second = TinyGenerators.write(folder, "b.onnx", TinyGenerators.conditional(1));
    watch = watch(Duration.ofSeconds(5));
  }

  private ModelWatch watch(Duration patience) {
    ModelWatch.Sight sight = ModelWatch.look(List.of(folder));
    List<Manifest> manifests = ModelLocator.find(sight.paths());
    before = manifests.stream().map(GeneratorLoader::load).toList();
    return watch(sight, manifests, patience);
  }

  private ModelWatch watch(ModelWatch.Sight sight, List<Manifest> manifests, Duration patience) {
    return new ModelWatch(
        sight,
        UnaryOperator.identity(),
        GeneratorLoader::load,
        manifests,
        before,
        Duration.ofMillis(300),
        patience);
  }

  /** When a file is swapped, while the models are loaded for the first time. */
  private enum Moment {
    BEFORE_THE_MANIFESTS_ARE_READ,
    BEFORE_THE_MODELS_ARE_LOADED,
    BEFORE_THE_WATCH_BEGINS
  }

  /** Whatever was loaded, after one look it is what lies on the disk. */
  @ParameterizedTest
  @EnumSource
  void aSwapDuringTheFirstLoadIsNotMissed(Moment moment) throws IOException {
    Path manifest = Files.writeString(folder.resolve("b.yaml"), said("Old"));
    Path weights = ExternalModels.write(first, TinyGenerators.plain(1), "weights of a");
    Path other = Files.createDirectory(folder.resolve("later")).resolve("a.onnx");
    Path swapped = ExternalModels.write(other, TinyGenerators.conditional(1), "weights of a");
    ModelWatch.Sight sight = ModelWatch.look(List.of(folder.resolve("b.yaml"), first));
    List<Manifest> manifests = List.of();
    for (Moment now : Moment.values()) {
      if (now == moment) {
        Files.writeString(manifest, said("Newer"));
        Files.copy(other, first, REPLACE_EXISTING);
        Files.copy(swapped, weights, REPLACE_EXISTING);
      }
      switch (now) {
        case BEFORE_THE_MANIFESTS_ARE_READ -> manifests = ModelLocator.find(sight.paths());
        case BEFORE_THE_MODELS_ARE_LOADED ->
            before = manifests.stream().map(GeneratorLoader::load).toList();
        case BEFORE_THE_WATCH_BEGINS -> watch = watch(sight, manifests, Duration.ofSeconds(5));
      }
    }
    List<Generator> known = watch.poll().map(ModelWatch.Change::generators).orElse(before);
    List<Generator> fresh =
        ModelLocator.find(sight.paths()).stream().map(GeneratorLoader::load).toList();
    assertThat(known).extracting(Generator::name).containsExactly("Newer", "a");
    assertThat(known)
        .extracting(Generator::digest)
        .containsExactlyElementsOf(fresh.stream().map(Generator::digest).toList());
    assertThat(watch.poll()).isEmpty();
  }

  private static String said(String name) {
    return "version: 1\nname: " + name + "\nonnx: b.onnx\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.onnx.data", "no extension", "deeper/than/four/levels/of/folders/w.bin"})
  void theFilesThatAModelKeepsItsWeightsInAreWatchedWhateverTheirNames(String location)
      throws IOException {
    Path weights = ExternalModels.write(first, TinyGenerators.plain(1), location);
    watch = watch(Duration.ofSeconds(5));
    assertThat(watch.poll()).isEmpty();
    byte[] changed = Files.readAllBytes(weights);
    changed[changed.length - 1] ^= 1;
    Files.write(weights, changed);
    ModelWatch.Change change = watch.poll().orElseThrow();
    assertThat(change.problems()).isEmpty();
    assertThat(change.generators().get(0).digest()).isNotEqualTo(before.get(0).digest());
    assertThat(change.generators().get(1)).isSameAs(before.get(1));
    Files.delete(weights);
    change = watch.poll().orElseThrow();
    assertThat(names(change)).containsExactly("b");
    assertThat(change.problems()).singleElement().asString().contains("missing");
    assertThat(watch.poll()).isEmpty();
    Files.write(weights, changed);
    assertThat(names(watch.poll().orElseThrow())).containsExactly("a", "b");
  }

  /** How deployments point at another version of a folder. */
  @Test
  void aLinkThatIsTurnedToAnotherFolderSwapsTheModels() throws IOException {
    Path one = Files.createDirectory(folder.resolve("one"));
    Path two = Files.createDirectory(folder.resolve("two"));
    TinyGenerators.write(one, "a.onnx", TinyGenerators.plain(1));
    TinyGenerators.write(two, "c.onnx", TinyGenerators.plain(1));
    Path link = Files.createSymbolicLink(folder.resolve("current"), one);
    ModelWatch.Sight sight = ModelWatch.look(List.of(link));
    List<Manifest> manifests = ModelLocator.find(sight.paths());
    before = manifests.stream().map(GeneratorLoader::load).toList();
    watch = watch(sight, manifests, Duration.ofSeconds(5));
    assertThat(watch.poll()).isEmpty();
    Files.delete(link);
    Files.createSymbolicLink(link, two);
    assertThat(names(watch.poll().orElseThrow())).containsExactly("c");
  }

  @Test
  void whatNoModelNamesIsNotWatched() throws IOException {
    Path weights = ExternalModels.write(first, TinyGenerators.plain(1), "weights.bin");
    ExternalModels.write(first, TinyGenerators.plain(1), "others.bin");
    watch = watch(Duration.ofSeconds(5));
    Files.delete(weights);
    Files.writeString(folder.resolve("a.onnx.data"), "nobody's");
    assertThat(watch.poll()).isEmpty();
  }

  private static List<String> names(ModelWatch.Change change) {
    return change.generators().stream().map(Generator::name).toList();
  }

  @Test
  void nothingHappensWhileNothingChangesNorWhenAFileIsOnlyTouched() throws IOException {
    assertThat(watch.poll()).isEmpty();
    Files.setLastModifiedTime(first, FileTime.from(Instant.now().plusSeconds(5)));
    Files.writeString(folder.resolve("notes.txt"), "no model");
    assertThat(watch.poll()).isEmpty();
  }

  @Test
  void aReplacedFileIsLoadedAndTheOthersStayAsTheyAre() throws IOException {
    TinyGenerators.write(folder, "a.onnx", TinyGenerators.conditional(1));
    ModelWatch.Change change = watch.poll().orElseThrow();
    assertThat(change.problems()).isEmpty();
    assertThat(change.generators()).hasSize(2);
    assertThat(change.generators().get(0).domains()).hasSize(2);
    assertThat(change.generators().get(1)).isSameAs(before.get(1));
    assertThat(watch.poll()).isEmpty();
  }

  @Test
  void addedAndRemovedGeneratorsTakeEffect() throws IOException {
    TinyGenerators.write(folder, "c.onnx", TinyGenerators.plain(1));
    assertThat(names(watch.poll().orElseThrow())).containsExactly("a", "b", "c");
    Files.delete(first);
    assertThat(names(watch.poll().orElseThrow())).containsExactly("b", "c");
    Files.delete(second);
    Files.delete(folder.resolve("c.onnx"));
    ModelWatch.Change none = watch.poll().orElseThrow();
    assertThat(none.generators()).isEmpty();
    assertThat(none.problems()).singleElement().asString().contains("holds no model");
    TinyGenerators.write(folder, "a.onnx", TinyGenerators.plain(1));
    assertThat(names(watch.poll().orElseThrow())).containsExactly("a");
  }

  @Test
  void aManifestThatChangesCountsThoughTheModelIsTheSame() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "version: 1\nname: Said\nonnx: b.onnx\n");
    ModelWatch.Change change = watch.poll().orElseThrow();
    assertThat(names(change)).containsExactly("Said", "a");
    assertThat(change.generators().get(1)).isSameAs(before.get(0));
  }

  @Test
  void aFileThatIsStillBeingCopiedIsWaitedFor() throws IOException {
    byte[] whole = GraphCodec.encode(TinyGenerators.conditional(1)).toByteArray();
    Files.write(first, Arrays.copyOf(whole, whole.length / 3));
    CompletableFuture<Void> copying =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int third = 1; third < 3; third++) {
                  Thread.sleep(150);
                  int from = third * (whole.length / 3);
                  int to = third == 2 ? whole.length : 2 * (whole.length / 3);
                  Files.write(
                      first, Arrays.copyOfRange(whole, from, to), StandardOpenOption.APPEND);
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    ModelWatch.Change change = watch.poll().orElseThrow();
    copying.join();
    assertThat(change.problems()).isEmpty();
    assertThat(change.generators().get(0).domains()).hasSize(2);
  }

  @Test
  void aHalfCopiedFileIsRefusedInOneSentenceUntilItIsWhole() throws IOException {
    byte[] whole = GraphCodec.encode(TinyGenerators.conditional(1)).toByteArray();
    Files.write(first, Arrays.copyOf(whole, whole.length / 2));
    ModelWatch.Change change = watch.poll().orElseThrow();
    assertThat(names(change)).containsExactly("b");
    assertThat(change.problems()).singleElement().asString().contains("a.onnx", "copy it again");
    assertThat(watch.poll()).isEmpty();
    Files.write(first, whole);
    assertThat(names(watch.poll().orElseThrow())).containsExactly("a", "b");
  }

  @Test
  void aBrokenManifestTakesItsModelAlongInsteadOfLettingItBeGuessed() throws IOException {
    Files.writeString(folder.resolve("b.yaml"), "version: 1\nonnx: b.onnx\nimage: {rang");
    Path other = Files.createDirectory(folder.resolve("other"));
    TinyGenerators.write(other, "c.onnx", TinyGenerators.plain(1));
    ModelWatch.Change change = watch.poll().orElseThrow();
    assertThat(names(change)).containsExactly("c");
    assertThat(change.problems()).singleElement().asString().contains("b.yaml", "line 3");
  }
}
