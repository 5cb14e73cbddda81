package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job on a real cluster: a master and two workers from Spark's jars. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ProtectJobIT {
  private static final int ITERATIONS = 5;

  @TempDir private Path folder;

  @Test
  void photosAreProtectedAsOnOneMachineAndEverythingElseIsARow() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(folder)) {
      Path first = cluster.photo("a b.png");
      Path second = cluster.photo("sub/é.png");
      Files.copy(first, cluster.photos.resolve("a b.jpg"));
      Files.writeString(cluster.photos.resolve("broken.jpg"), "no photo");
      cluster.photo("foreign.png");
      Files.createDirectories(cluster.out);
      Files.writeString(cluster.out.resolve("foreign.png"), "of somebody else");
      ClusterFixture.Finished run = cluster.run("--recursive", "--iterations=" + ITERATIONS);
      assertThat(run.code()).as(run.output()).isEqualTo(1);

      Map<String, JsonNode> rows = cluster.rows();
      assertThat(rows).containsOnlyKeys("a b.png", "a b.jpg", "é.png", "broken.jpg", "foreign.png");
      assertThat(rows.get("broken.jpg").path("message").asText())
          .contains(cluster.photos.resolve("broken.jpg").toString())
          .doesNotContain(cluster.work.toString());
      assertThat(rows.get("foreign.png").path("message").asText())
          .contains("was not written by cdmaa");
      assertThat(cluster.out.resolve("foreign.png")).hasContent("of somebody else");
      assertThat(cluster.files())
          .containsExactly(
              "a b-2.png",
              "a b-2.png.cdmaa.json",
              "a b.png",
              "a b.png.cdmaa.json",
              "foreign.png",
              "sub/é.png",
              "sub/é.png.cdmaa.json");

      // The jpg, which sorts first, has the name; both show the same photo.
      assertSameAsAlone(cluster, first, "a b-2.png", rows.get("a b.png"));
      assertSameAsAlone(cluster, second, "sub/é.png", rows.get("é.png"));

      ClusterFixture.Finished again =
          cluster.run(
              "--photos",
              cluster.photos + "/{a*,sub/*}.png",
              "--iterations=" + ITERATIONS,
              "--base",
              cluster.photos.toString());
      assertThat(again.output()).contains("skipped");
      Map<String, JsonNode> skipped = cluster.rows();
      assertThat(skipped).containsOnlyKeys("a b.png", "é.png");
      assertThat(skipped.get("é.png").path("status").asText()).isEqualTo("skipped");
      assertThat(skipped.get("é.png").path("record")).isEqualTo(rows.get("é.png").path("record"));
    }
  }

  @Test
  void aFullDiskOfTheVerdictsIsToldInOneSentenceAndPhotosStay() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(folder)) {
      cluster.photo("1.png");
      Files.createFile(folder.resolve("disk-full"));
      Map<String, String> settings =
          Map.of(
              "spark.jars", cluster.testJar(FullFileSystem.class).toString(),
              "spark.hadoop.fs.full.impl", FullFileSystem.class.getName());
      List<String> arguments =
          List.of(
              "--photos=" + cluster.photos,
              "--models=" + cluster.models,
              "--output=" + cluster.out,
              "--verdicts=full://" + cluster.verdicts,
              "--iterations=" + ITERATIONS,
              "--cache=off");
      ClusterFixture.Finished run = cluster.startAnywhere(settings, arguments).await();
      assertThat(run.code()).as(run.output()).isEqualTo(1);
      assertThat(run.output())
          .containsOnlyOnce("cannot be written because the disk is full (no space left on device)")
          .doesNotContain("\tat ", "please report");
      assertThat(cluster.files()).containsExactly("1.png", "1.png.cdmaa.json");
      assertThat(folder)
          .isDirectoryNotContaining(file -> file.getFileName().toString().contains("verdicts"));
    }
  }

  private static void assertSameAsAlone(
      ClusterFixture cluster, Path photo, String output, JsonNode row) throws IOException {
    Path alone = cluster.alone(photo, ITERATIONS);
    Path file = cluster.out.resolve(output);
    assertThat(file).hasSameBinaryContentAs(alone);
    ObjectMapper json = new ObjectMapper();
    ObjectNode expected =
        (ObjectNode) json.readTree(Files.readString(Path.of(alone + ".cdmaa.json")));
    JsonNode record = json.readTree(Files.readString(Path.of(file + ".cdmaa.json")));
    expected.set("source", record.get("source"));
    expected.set("tool", record.get("tool"));
    expected.set("output", record.get("output"));
    assertThat(record).isEqualTo(expected);
    assertThat(file.getParent().resolve(record.get("source").asText()).normalize())
        .isEqualTo(photo);
    assertThat(record.at("/computation/arithmetic").asText()).isEqualTo("plain");
    assertThat(withoutNulls(row.path("record"))).isEqualTo(withoutNulls(record));
    assertThat(row.path("status")).isEqualTo(record.path("outcome"));
  }

  /**
   * Returns a copy of JSON without fields that are null: a table does not tell them from missing.
   */
  private static JsonNode withoutNulls(JsonNode node) {
    JsonNode copy = node.deepCopy();
    drop(copy);
    return copy;
  }

  private static void drop(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().removeIf(entry -> entry.getValue().isNull());
    }
    node.forEach(ProtectJobIT::drop);
  }
}
