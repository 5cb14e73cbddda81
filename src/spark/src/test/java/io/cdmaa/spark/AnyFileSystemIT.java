package io.cdmaa.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Photos, a table of them, models and output in a file system that is not this machine's. */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class AnyFileSystemIT {
  @TempDir private Path folder;

  private static ClusterFixture.Finished run(
      ClusterFixture cluster, Map<String, String> settings, String photos, String... more)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--models=remote:///in/models",
                "--output=remote:///out",
                "--iterations=3",
                "--cache=off",
                "--skip-bad-models"));
    arguments.addAll(List.of(photos.split(" ")));
    arguments.addAll(List.of(more));
    return cluster.startAnywhere(settings, arguments).await();
  }

  @Test
  void everythingMayLieInAnotherFileSystem() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture(folder)) {
      Path root = Files.createDirectory(folder.resolve("disk of the other machine"));
      Map<String, String> settings =
          Map.of(
              "spark.jars",
              cluster.testJar(RemoteFileSystem.class).toString(),
              "spark.hadoop.fs.remote.impl",
              RemoteFileSystem.class.getName(),
              "spark.hadoop." + RemoteFileSystem.ROOT,
              root.toString());
      Path photo = cluster.photo("a/1.png");
      cluster.photo("b/2 é.png");
      Path alone = cluster.alone(photo, 3);
      Files.writeString(cluster.models.resolve("bad.onnx"), "half a mod");
      Files.move(folder.resolve("photos"), Files.createDirectory(root.resolve("in")).resolve("p"));
      Files.move(folder.resolve("models"), root.resolve("in/models"));
      Files.writeString(root.resolve("in/list.csv"), "file,who\np/a/1.png,x\np/b/2 é.png,y\n");

      ClusterFixture.Finished first =
          run(
              cluster,
              settings,
              "--table remote:///in/list.csv --path-column file",
              "--verdicts=remote:///v1",
              "--no-verdict");
      assertThat(first.code()).as(first.output()).isZero();
      assertThat(first.output())
          .contains("Left out: ", "remote:///in/models/bad.onnx is not", "2 unevaluated")
          .containsOnlyOnce("Left out: ");
      Path output = root.resolve("out/a/1.png");
      assertThat(output).hasSameBinaryContentAs(alone);
      assertThat(root.resolve("out/b/2 é.png.cdmaa.json")).isRegularFile();
      Map<String, JsonNode> rows = cluster.rows(settings, "remote:///v1");
      assertThat(rows).containsOnlyKeys("1.png", "2 é.png");
      JsonNode row = rows.get("1.png");
      assertThat(row.path("photo").asText()).isEqualTo("remote:/in/p/a/1.png");
      assertThat(row.path("outcome").asText()).isEqualTo("unevaluated");
      assertThat(row.has("attackRate")).isFalse();
      assertThat(row.at("/record/source").asText()).isEqualTo("../../in/p/a/1.png");

      // The table of verdicts is a table of photos, too.
      ClusterFixture.Finished second =
          run(
              cluster,
              settings,
              "--table remote:///v1 --path-column photo",
              "--base=remote:///in/p",
              "--verdicts=remote:///v2");
      assertThat(second.code()).as(second.output()).isIn(0, 3);
      assertThat(second.output()).contains("2 skipped");
      assertThat(output).hasSameBinaryContentAs(alone);
      row = cluster.rows(settings, "remote:///v2").get("1.png");
      assertThat(row.path("outcome").asText()).isNotEqualTo("unevaluated");
      assertThat(row.has("attackRate")).isTrue();
      assertThat(row.at("/record/verdict/generators")).hasSize(1);

      ClusterFixture.Finished third =
          run(
              cluster,
              settings,
              "--photos remote:///in/p/*/1.png",
              "--verdicts=remote:///v2",
              "--force");
      assertThat(third.code()).as(third.output()).isIn(0, 3);
      assertThat(third.output()).doesNotContain("skipped");
      assertThat(output).hasSameBinaryContentAs(alone);
      Map<String, JsonNode> replaced = cluster.rows(settings, "remote:///v2");
      assertThat(replaced).containsOnlyKeys("1.png");
      assertThat(replaced.get("1.png").at("/record/outputSha256"))
          .isEqualTo(row.at("/record/outputSha256"));
      try (var files = Files.walk(root)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.startsWith(".") || name.startsWith("_temporary"));
      }
    }
  }
}
