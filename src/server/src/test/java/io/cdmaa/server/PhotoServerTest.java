package io.cdmaa.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.CdmaaException;
import io.cdmaa.ProtectionEvent;
import io.cdmaa.testkit.Poll;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a photo through the service, its limits, and its end. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PhotoServerTest {
  @TempDir private Path folder;

  private PhotoServer start(Limits limits) {
    return TinyService.start(TinyService.builder(), TinyService.settings(folder).with(limits));
  }

  @Test
  void aPhotoIsProtectedWithinTheBudgetAndItsVerdictIsThatOfTheLibrary() throws IOException {
    byte[] photo = TinyService.photo();
    try (PhotoServer server = start(Limits.DEFAULT)) {
      Client client = new Client(server.port());
      String job = client.protect("me.png", photo, "strength", "high", "crop", "2,3,16,16");
      Client.Answer result = client.get(job + "/photo?preview");
      assertThat(result.header("content-type")).isEqualTo("image/png");
      BufferedImage before = ImageIO.read(new ByteArrayInputStream(photo));
      BufferedImage after = ImageIO.read(new ByteArrayInputStream(result.body()));
      int largest = 0;
      for (int y = 0; y < 20; y++) {
        for (int x = 0; x < 20; x++) {
          int change = change(before.getRGB(x, y), after.getRGB(x, y));
          largest = Math.max(largest, change);
          if (x < 2 || y < 3 || x > 17 || y > 18) {
            assertThat(change).isZero();
          }
        }
      }
      // Epsilon 0.08 on [-1, 1] is 10.2 levels.
      assertThat(largest).isPositive().isLessThanOrEqualTo(10);
      JsonNode verdict = client.get(job + "/verdict").json();
      assertThat(verdict.path("maxLevelChange").asInt()).isEqualTo(largest);
      assertThat(verdict.path("generators").findValuesAsText("name")).contains("plain", "two");
      assertThat(verdict.path("after").get(0).path("transform").asText()).isEqualTo("jpeg:85");
      assertThat(client.get(job + "/original").body()).isEqualTo(photo);
      // As a browser asks; the answer has the length that it states.
      assertThat(client.get(job + "/report", "Accept-Encoding", "gzip, br").text())
          .contains("me.png")
          .endsWith("</html>\n");
      Client.Answer fake = client.get(job + "/fakes/2/protected");
      assertThat(ImageIO.read(new ByteArrayInputStream(fake.body())).getWidth())
          .isEqualTo(TinyService.SIDE);
      assertThat(client.get(job + "/fakes/3/protected").status()).isEqualTo(404);
    }
  }

  private static int change(int a, int b) {
    int largest = 0;
    for (int shift = 0; shift < 24; shift += 8) {
      largest = Math.max(largest, Math.abs((a >> shift & 255) - (b >> shift & 255)));
    }
    return largest;
  }

  @Test
  void eventsFollowAJobToItsEnd() {
    try (PhotoServer server = start(Limits.DEFAULT)) {
      Client client = new Client(server.port());
      String job = client.submit("me.png", TinyService.photo()).header("location");
      Client.Answer stream = client.get(job + "/events", "Accept", "text/event-stream");
      assertThat(stream.header("content-type")).startsWith("text/event-stream");
      List<String> events =
          stream.text().lines().filter(line -> line.startsWith("event: ")).distinct().toList();
      assertThat(events).last().isEqualTo("event: done");
      assertThat(stream.text()).contains("\"outcome\":");
    }
  }

  @Test
  void whatCannotBeUsedIsRefusedWithTheLibrarysOwnSentence() {
    try (PhotoServer server = start(Limits.DEFAULT.withPhoto(100_000, 10_000))) {
      Client client = new Client(server.port());
      byte[] photo = TinyService.photo();
      problem(client.submit("a.png", "nonsense".getBytes(UTF_8)), 415, "a.png");
      problem(client.submit("a.png", Arrays.copyOf(photo, 300)), 415, "a.png");
      problem(client.submit("a.png", photo, "crop", "9,9,99,99"), 422, "crop");
      problem(client.submit("a.png", photo, "generators", "plaim"), 422, "'plain'");
      problem(client.submit("a.png", photo, "strength", "huge"), 422, "medium");
      problem(client.submit("a.png", photo, "colour", "red"), 400, "strength");
      problem(client.submit("a.png", TinyService.photo(120, 120, 1)), 422, "megapixels");
      problem(client.submit("a.png", new byte[150_000]), 413, "limit");
      problem(client.submitChunked("a.png", new byte[900_000]), 413, "limit");
      problem(client.submit("a.png", new byte[0]), 400, "photo");
      problem(client.send("POST", "/api/v1/jobs", photo), 415, "multipart");
      problem(client.get("/api/v1/jobs/" + "x".repeat(27)), 404, "no such job");
      problem(client.get("/api/v1/jobs/..%2f..%2fetc%2fpasswd"), 400, "");
      problem(client.get("/nothing"), 404, "openapi");
      problem(client.send("PUT", "/api/v1/jobs"), 405, "openapi");
    }
  }

  private static void problem(Client.Answer answer, int status, String word) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith("application/problem+json");
    assertThat(answer.json().path("status").asInt()).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).contains(word).doesNotContain("Exception");
  }

  /** A service whose searches wait until the test lets them go on. */
  private PhotoServer held(CountDownLatch gate, Limits limits, int lanes) {
    return TinyService.start(
        TinyService.builder()
            .lanes(lanes)
            .listener(
                event -> {
                  if (searching(event)) {
                    try {
                      gate.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  }
                }),
        TinyService.settings(folder).with(limits));
  }

  private static boolean searching(ProtectionEvent event) {
    return event instanceof ProtectionEvent.Iterated && !event.photo().equals("sample.png");
  }

  @Test
  void aFullQueueRefusesWithATimeToWait() {
    CountDownLatch gate = new CountDownLatch(1);
    try (PhotoServer server = held(gate, Limits.DEFAULT.withQueue(2, 99), 1)) {
      Client client = new Client(server.port());
      List<String> jobs = new ArrayList<>();
      jobs.add(client.submit("a.png", TinyService.photo()).header("location"));
      Poll.until(
          () -> !client.get(jobs.get(0)).json().path("state").asText().equals("queued"),
          "the first job to begin");
      jobs.add(client.submit("b.png", TinyService.photo()).header("location"));
      jobs.add(client.submit("c.png", TinyService.photo()).header("location"));
      Client.Answer refused = client.submit("d.png", TinyService.photo());
      problem(refused, 429, "queue");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
      assertThat(client.get(jobs.get(2)).json().path("ahead").asInt()).isEqualTo(1);
      gate.countDown();
      jobs.forEach(job -> client.await(job, "done"));
    }
  }

  @Test
  void oneAddressMayNotFillTheQueue() {
    CountDownLatch gate = new CountDownLatch(1);
    try (PhotoServer server = held(gate, Limits.DEFAULT.withQueue(9, 2), 1)) {
      Client client = new Client(server.port());
      client.submit("a.png", TinyService.photo());
      client.submit("b.png", TinyService.photo());
      problem(client.submit("c.png", TinyService.photo()), 429, "address");
      gate.countDown();
    }
  }

  @Test
  void twoPhotosAtOnceShareTheLanes() {
    CountDownLatch gate = new CountDownLatch(1);
    try (PhotoServer server = held(gate, Limits.DEFAULT, 2)) {
      Client client = new Client(server.port());
      List<String> jobs =
          List.of(
              client.submit("a.png", TinyService.photo(20, 20, 1)).header("location"),
              client.submit("b.png", TinyService.photo(24, 20, 2)).header("location"));
      jobs.forEach(
          job ->
              Poll.until(
                  () -> !client.get(job).json().path("state").asText().equals("queued"),
                  "both to be in progress"));
      gate.countDown();
      jobs.forEach(job -> client.await(job, "done"));
    }
  }

  @Test
  void aCancelledJobLeavesNothing() throws IOException {
    CountDownLatch gate = new CountDownLatch(1);
    try (PhotoServer server = held(gate, Limits.DEFAULT, 1)) {
      Client client = new Client(server.port());
      String running = client.submit("a.png", TinyService.photo()).header("location");
      String waiting = client.submit("b.png", TinyService.photo()).header("location");
      assertThat(client.get(running + "/photo").status()).isEqualTo(409);
      assertThat(client.send("DELETE", waiting).status()).isEqualTo(204);
      assertThat(client.send("DELETE", running).status()).isEqualTo(204);
      assertThat(client.get(running).status()).isEqualTo(404);
      gate.countDown();
      client.protect("c.png", TinyService.photo());
      assertThat(client.get("/metrics").text())
          .contains("cdmaa_photo_seconds_count{outcome=\"cancelled\"} 2");
      Path jobs = TinyService.settings(folder).data().resolve("jobs");
      try (var all = Files.list(jobs)) {
        assertThat(all.count()).isEqualTo(1);
      }
    }
  }

  @Test
  void aDeliveredPhotoIsDeletedSoonAndAnUndeliveredOneLater() throws IOException {
    Limits limits = Limits.DEFAULT.withKeep(Duration.ofHours(1), Duration.ZERO);
    try (PhotoServer server = start(limits)) {
      Client client = new Client(server.port());
      String delivered = client.protect("a.png", TinyService.photo());
      String other = client.protect("b.png", TinyService.photo());
      assertThat(client.get(other + "/photo?preview").status()).isEqualTo(200);
      assertThat(client.get(delivered + "/photo").status()).isEqualTo(200);
      assertThat(client.get(delivered + "/photo").status()).isEqualTo(404);
      assertThat(client.get(other).status()).isEqualTo(200);
      Path jobs = TinyService.settings(folder).data().resolve("jobs");
      Poll.until(() -> count(jobs) == 1, "the delivered photo to be deleted");
    }
  }

  private static long count(Path jobs) {
    try (var all = Files.list(jobs)) {
      return all.count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatDoesNotFitOnDiskIsRefusedUntilSomethingExpires() {
    Limits limits = Limits.DEFAULT.withDisk(9 << 20);
    try (PhotoServer server = start(limits)) {
      Client client = new Client(server.port());
      String first = client.protect("a.png", TinyService.photo());
      assertThat(client.send("DELETE", first).status()).isEqualTo(204);
      // A photo of 600 x 600 pixels may take 3 MB, and its report 8.
      Client.Answer refused = client.submit("b.png", TinyService.photo(600, 600, 1));
      problem(refused, 503, "disk");
      assertThat(refused.header("retry-after")).isNotEmpty();
      client.protect("c.png", TinyService.photo());
    }
  }

  @Test
  void theNextServiceFinishesWhatThisOneAccepted() {
    CountDownLatch gate = new CountDownLatch(1);
    List<String> jobs = new ArrayList<>();
    ServerSettings settings = TinyService.settings(folder);
    ServerSettings hasty =
        new ServerSettings(
            "127.0.0.1",
            0,
            settings.data(),
            settings.token(),
            List.of(),
            Duration.ofMillis(1),
            Limits.DEFAULT);
    PhotoServer first =
        TinyService.start(
            TinyService.builder()
                .listener(
                    event -> {
                      if (searching(event)) {
                        try {
                          gate.await(500, TimeUnit.MILLISECONDS);
                        } catch (InterruptedException e) {
                          Thread.currentThread().interrupt();
                        }
                      }
                    }),
            hasty);
    try (first) {
      Client client = new Client(first.port());
      jobs.add(client.submit("a.png", TinyService.photo(20, 20, 1)).header("location"));
      jobs.add(client.submit("b.png", TinyService.photo(20, 20, 2)).header("location"));
    }
    try (PhotoServer second = start(Limits.DEFAULT)) {
      Client client = new Client(second.port());
      jobs.forEach(job -> client.await(job, "done"));
      assertThat(client.get(jobs.get(1)).json().path("name").asText()).isEqualTo("b.png");
    }
    try (PhotoServer third = start(Limits.DEFAULT)) {
      assertThat(new Client(third.port()).get(jobs.get(0) + "/photo").status()).isEqualTo(200);
    }
  }

  @Test
  void aFolderBelongsToOneService() {
    try (PhotoServer server = start(Limits.DEFAULT)) {
      assertThat(server.ready()).isTrue();
      assertThatThrownBy(() -> start(Limits.DEFAULT))
          .isInstanceOf(CdmaaException.class)
          .hasMessageContaining("is running");
    }
  }
}
