package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever breaks during a job: every photo is protected once, with the bytes of a run on one
 * machine, or named in a row, and no part of a file is left.
 */
@Tag("slow")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class FaultsIT {
  private static final int PHOTOS = 8;

  /** Some seconds a photo. */
  private static final int ITERATIONS = 3000;

  /** Tests of executors that work on two photos at a time. */
  private static final String SHARED = "shared";

  @TempDir private Path folder;
  private ClusterFixture cluster;
  private final List<Path> photos = new ArrayList<>();

  @BeforeEach
  void start(TestInfo test) throws Exception {
    cluster = new ClusterFixture(folder, test.getTags().contains(SHARED) ? 2 : 1);
    for (int i = 0; i < PHOTOS; i++) {
      photos.add(cluster.photo("p" + i + ".png"));
    }
  }

  @AfterEach
  void end() {
    cluster.close();
  }

  private ClusterFixture.Job protect() throws IOException {
    return cluster.start(Map.of(), "--iterations=" + ITERATIONS);
  }

  /** Waits longer than tests without a cluster do: its processes take a minute to start. */
  private void untilFinished(int number) throws InterruptedException {
    long end = System.nanoTime() + ClusterFixture.LIMIT.toNanos();
    while (cluster.finished() < number) {
      assertThat(System.nanoTime()).as("waiting for %s photos", number).isLessThan(end);
      Thread.sleep(50);
    }
  }

  /** Asserts that nothing but these photos and their records is there, with the right bytes. */
  private void assertProtected(List<Path> expected) throws IOException {
    Set<String> names = new HashSet<>();
    for (Path photo : expected) {
      String name = photo.getFileName().toString();
      names.add(name);
      names.add(name + ".cdmaa.json");
      assertThat(cluster.out.resolve(name))
          .hasSameBinaryContentAs(cluster.alone(photo, ITERATIONS));
    }
    assertThat(cluster.files()).containsExactlyInAnyOrderElementsOf(names);
  }

  private static Map<String, String> status(Map<String, JsonNode> rows) {
    return rows.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().path("status").asText()));
  }

  @Test
  void executorsAndWorkersThatAreKilledLoseNothing() throws Exception {
    ClusterFixture.Job job = protect();
    untilFinished(1);
    cluster.executors().values().forEach(ClusterFixture::kill);
    untilFinished(2);
    cluster.worker("worker-2").ifPresent(ClusterFixture::kill);
    untilFinished(4);
    cluster.startWorker("worker-3");
    ClusterFixture.Finished finished = job.await();
    assertThat(finished.code()).as(finished.output()).isIn(0, 3);
    assertThat(status(cluster.rows())).hasSize(PHOTOS).doesNotContainValue("failed");
    assertProtected(photos);
  }

  @Test
  void aDriverThatIsKilledIsStartedAgainAndSkipsWhatIsDone() throws Exception {
    ClusterFixture.Job first = protect();
    untilFinished(2);
    first.close();
    assertThat(cluster.verdicts).doesNotExist();
    ClusterFixture.Finished finished = protect().await();
    assertThat(finished.code()).as(finished.output()).isIn(0, 3);
    Map<String, String> status = status(cluster.rows());
    assertThat(status).hasSize(PHOTOS).doesNotContainValue("failed");
    assertThat(status.values().stream().filter("skipped"::equals).count())
        .isBetween(2L, PHOTOS - 1L);
    assertProtected(photos);
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside.map(p -> p.getFileName().toString()).filter(n -> n.startsWith(".")))
          .isEmpty();
    }
  }

  @Test
  @Tag(SHARED)
  void aPhotoThatEndsItsProcessIsNamedAndTheRestIsDone() throws Exception {
    Path deadly = cluster.photo("deadly.png");
    AtomicBoolean over = new AtomicBoolean();
    Thread death =
        Poll.beside(
            () -> {
              while (!over.get()) {
                killWhoeverWorksOn(deadly.getFileName().toString());
              }
            });
    ClusterFixture.Finished finished = protect().await();
    over.set(true);
    death.join();
    assertThat(finished.code()).as(finished.output()).isEqualTo(1);
    Map<String, JsonNode> rows = cluster.rows();
    Map<String, String> status = status(rows);
    assertThat(status.remove("deadly.png")).isEqualTo("failed");
    assertThat(status).hasSize(PHOTOS).doesNotContainValue("failed");
    assertThat(rows.get("deadly.png").path("message").asText()).contains("ended 3 times");
    assertProtected(photos);
  }

  private void killWhoeverWorksOn(String name) {
    try {
      for (Map.Entry<Path, ProcessHandle> executor : cluster.executors().entrySet()) {
        try (Stream<Path> files = Files.walk(executor.getKey(), 3)) {
          if (files.anyMatch(file -> file.endsWith(Path.of("photo", name)))) {
            ClusterFixture.kill(executor.getValue());
          }
        } catch (UncheckedIOException e) {
          // It has ended.
        }
      }
      Thread.sleep(50);
    } catch (IOException e) {
      // It has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aDiskThatIsFullLeavesNoHalfFileAndTheNextRunGoesOn() throws Exception {
    Path full = Files.createFile(folder.resolve("disk-full"));
    Map<String, String> settings =
        Map.of(
            "spark.jars", cluster.testJar(FullFileSystem.class).toString(),
            "spark.hadoop.fs.full.impl", FullFileSystem.class.getName());
    String[] arguments = {"--iterations=" + ITERATIONS, "--output", "full://" + cluster.out};
    ClusterFixture.Finished failed = cluster.start(settings, arguments).await();
    assertThat(failed.code()).as(failed.output()).isEqualTo(1);
    Map<String, JsonNode> rows = cluster.rows();
    assertThat(status(rows)).hasSize(PHOTOS).containsValue("failed");
    assertThat(rows.get("p0.png").path("message").asText()).contains("no space left on device");
    assertThat(cluster.files()).noneMatch(name -> name.endsWith(".png"));

    Files.delete(full);
    ClusterFixture.Finished finished = cluster.start(settings, arguments).await();
    assertThat(finished.code()).as(finished.output()).isIn(0, 3);
    assertThat(status(cluster.rows())).hasSize(PHOTOS).doesNotContainValue("failed");
    assertProtected(photos);
  }
}
