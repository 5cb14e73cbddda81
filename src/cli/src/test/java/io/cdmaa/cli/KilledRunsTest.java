package io.cdmaa.cli;

import static io.cdmaa.cli.CommandLineFixture.names;
import static io.cdmaa.cli.CommandLineFixture.photo;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.io.AtomicFile;
import io.cdmaa.protection.ProtectionRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs over a folder that are killed ({@code kill -9}) at random moments and started again: every
 * photo is done once, no file is half, and nothing of ours is taken for foreign.
 */
@Tag("slow")
class KilledRunsTest {
  private static final int KILLS = Integer.getInteger("cdmaa.kills", 300);
  private static final int KILLS_PER_FOLDER = 6;
  private static final int PHOTOS = 30;

  @TempDir private Path folder;
  private final SplittableRandom random = new SplittableRandom(12);
  private Path photos;
  private Path models;

  @BeforeEach
  void prepare() throws IOException {
    photos = Files.createDirectory(folder.resolve("photos"));
    for (int i = 10; i < 10 + PHOTOS; i++) {
      photo(photos.resolve("p" + i + ".png"), 16, 16, i);
    }
    models = Files.createDirectory(folder.resolve("models"));
    TinyModels.plain(models.resolve("plain.onnx"));
  }

  @Test
  @Timeout(value = 3, unit = TimeUnit.HOURS)
  void everyPhotoIsDoneOnceWheneverTheRunIsKilled() throws Exception {
    int kills = 0;
    int betweenPhotoAndRecord = 0;
    int leftovers = 0;
    for (int round = 0; kills < KILLS; round++) {
      Path out = folder.resolve("out" + round);
      for (int i = 0; i < KILLS_PER_FOLDER && kills < KILLS; i++) {
        // Now and then another strength, so that photos of an earlier run are replaced.
        if (kill(out, i % 3 == 2 ? "--epsilon=0.03" : "--epsilon=0.05")) {
          kills++;
        }
        requireWhole(out);
        betweenPhotoAndRecord += recordsWithoutTheirPhoto(out);
        leftovers += temporaries(out).size();
      }
      String told = finish(out, "--epsilon=0.05");
      assertThat(told).contains("0 failed").doesNotContain("not written by cdmaa");
      assertThat(temporaries(out)).isEmpty();
      assertThat(names(out)).hasSize(2 * PHOTOS);
      assertThat(finish(out, "--epsilon=0.05"))
          .contains("0 protected, " + PHOTOS + " done before, 0 failed");
    }
    System.out.printf(
        "%d kills: %d records waited for their photo, %d temporary files were left and removed%n",
        kills, betweenPhotoAndRecord, leftovers);
  }

  /** Every photo that is there can be decoded and is known as ours. */
  private static void requireWhole(Path out) throws IOException {
    for (String name : Files.isDirectory(out) ? names(out) : new String[0]) {
      Path file = out.resolve(name);
      if (name.endsWith(".png")) {
        assertThat(CommandLineFixture.read(file).width()).isEqualTo(16);
        assertThat(ProtectionRecord.owns(file)).as(name).isTrue();
      } else if (name.endsWith(ProtectionRecord.SUFFIX)) {
        Path photo = file.resolveSibling(name.replace(ProtectionRecord.SUFFIX, ""));
        assertThat(ProtectionRecord.read(photo)).as(name).isPresent();
      }
    }
  }

  private static int recordsWithoutTheirPhoto(Path out) throws IOException {
    int count = 0;
    for (String name : Files.isDirectory(out) ? names(out) : new String[0]) {
      Path photo = out.resolve(name.replace(ProtectionRecord.SUFFIX, ""));
      count += name.endsWith(ProtectionRecord.SUFFIX) && !Files.exists(photo) ? 1 : 0;
    }
    return count;
  }

  private static List<String> temporaries(Path out) throws IOException {
    List<String> found =
        new ArrayList<>(List.of(Files.isDirectory(out) ? names(out) : new String[0]));
    found.removeIf(name -> !name.endsWith(AtomicFile.TEMPORARY_SUFFIX));
    return found;
  }

  /** When the last record was written, in milliseconds; 0 if there is none. */
  private static long lastRecord(Path out) throws IOException {
    long last = 0;
    for (String name : Files.isDirectory(out) ? names(out) : new String[0]) {
      if (name.endsWith(ProtectionRecord.SUFFIX)) {
        last = Math.max(last, Files.getLastModifiedTime(out.resolve(name)).toMillis());
      }
    }
    return last;
  }

  /** Kills a run at a random moment after its first record; whether it was still running. */
  private boolean kill(Path out, String epsilon) throws Exception {
    Process process = new KillableTool(folder).start(arguments(out, epsilon));
    long deadline = System.nanoTime() + KillableTool.PATIENCE.toNanos();
    long before = lastRecord(out);
    while (process.isAlive() && lastRecord(out) == before) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(1);
    }
    Thread.sleep(random.nextInt(400), random.nextInt(1_000_000));
    boolean running = process.isAlive();
    KillableTool.kill(process);
    return running;
  }

  private String finish(Path out, String epsilon) throws Exception {
    return new KillableTool(folder).finish(arguments(out, epsilon));
  }

  private List<String> arguments(Path out, String epsilon) {
    return List.of(
        "protect",
        photos.toString(),
        "-o",
        out.toString(),
        "--iterations=2",
        "--require=0",
        "--arithmetic=plain",
        "--cache=off",
        epsilon,
        "--models",
        models.toString());
  }
}
