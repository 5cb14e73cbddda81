package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.io.AtomicFile;
import io.cdmaa.universal.Learner;
import io.cdmaa.universal.PerturbationFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Learning that is killed ({@code kill -9}) or ended and started again. */
@Tag("slow")
class KilledLearningTest {
  private static final int EPOCHS = 4000;

  @TempDir private Path folder;
  private Path photos;
  private Path models;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 10; i < 20; i++) {
      photo(photos.resolve("p" + i + ".png"), 16, 16, i);
    }
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void killedInTheMiddleItLeavesAStateFromWhichTheSameBytesFollow() throws Exception {
    Path whole = folder.resolve("whole.cdmaa");
    assertThat(finish(whole)).contains("learnt on");
    Path killed = folder.resolve("killed.cdmaa");
    Path state = Learner.checkpoint(killed);
    byte[] before = new byte[0];
    for (int round = 0; round < 3 && !Files.exists(killed); round++) {
      Process process = new KillableTool(folder).start(arguments(killed));
      // The first write of each run repeats the state that it began with.
      byte[] known = before;
      await(() -> Files.exists(state) && !same(state, known) && steps(state) > 0, process);
      before = Files.exists(state) ? Files.readAllBytes(state) : before;
      KillableTool.kill(process);
      assertThat(Files.exists(killed) || PerturbationFile.isOne(state)).isTrue();
    }
    assertThat(killed).doesNotExist();
    assertThat(steps(state)).isPositive();
    assertThat(finish(killed)).contains("Resuming after");
    assertThat(Files.readAllBytes(killed)).isEqualTo(Files.readAllBytes(whole));
    assertThat(state).doesNotExist();
    AtomicFile.sweep(folder);
    assertThat(Stream.of(names(folder)).filter(n -> n.endsWith(AtomicFile.TEMPORARY_SUFFIX)))
        .isEmpty();
  }

  private static boolean same(Path file, byte[] content) throws IOException {
    return java.util.Arrays.equals(Files.readAllBytes(file), content);
  }

  /** The state is complete whenever it is read: its checksum is verified. */
  private static int steps(Path state) {
    String text;
    try {
      text = new String(Files.readAllBytes(state), StandardCharsets.ISO_8859_1);
      PerturbationFile.parse(Files.readAllBytes(state), state.toString());
    } catch (IOException e) {
      return 0;
    }
    return Integer.parseInt(text.replaceAll("(?s).*\"step\":(\\d+).*", "$1"));
  }

  /** A condition that may read files. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition, Process process) throws Exception {
    long deadline = System.nanoTime() + KillableTool.PATIENCE.toNanos();
    while (process.isAlive() && !condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(5);
    }
  }

  private String finish(Path output) throws Exception {
    return new KillableTool(folder).finish(arguments(output));
  }

  private List<String> arguments(Path output) {
    return List.of(
        "learn",
        "--photos",
        photos.toString(),
        "-o",
        output.toString(),
        "--epochs=" + EPOCHS,
        "--arithmetic=plain",
        "--cache=off",
        "--models",
        models.toString());
  }
}
