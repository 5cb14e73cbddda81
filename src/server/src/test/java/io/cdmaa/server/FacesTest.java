package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.testkit.Poll;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Faces that the service finds, and photos whose regions are checked when they are submitted. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FacesTest {
  @TempDir private static Path folder;
  private static PhotoServer server;
  private static Client client;

  @BeforeAll
  static void start() {
    server = TinyService.start(TinyService.builder(), TinyService.settings(folder));
    client = new Client(server.port());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> crops(JsonNode faces) {
    return faces.path("faces").findValuesAsText("crop");
  }

  private static void problem(Client.Answer answer, int status, String words) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).contains(words);
  }

  @Test
  void facesAreFoundAndNothingOfThePhotoIsKept() {
    Client.Answer answer = client.faces(TinyService.couple());
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().path("width").asInt()).isEqualTo(320);
    assertThat(answer.json().path("height").asInt()).isEqualTo(160);
    JsonNode faces = answer.json().path("faces");
    assertThat(faces).hasSize(2);
    assertThat(faces.get(0).path("x").asInt()).isBetween(10, 150);
    assertThat(faces.get(1).path("x").asInt()).isBetween(190, 300);
    assertThat(crops(answer.json())).allMatch(crop -> crop.matches("\\d+(,\\d+){3}"));
    assertThat(crops(client.faces(TinyService.photo()).json())).isEmpty();
    Path incoming = TinyService.settings(folder).data().resolve("incoming");
    Poll.until(() -> TinyService.files(incoming) == 0, "the photos to be deleted");
  }

  @Test
  void correctedFacesAreProtectedAndNothingElseOfThePhoto() throws IOException {
    byte[] photo = TinyService.couple();
    List<String> found = crops(client.faces(photo).json());
    String moved = "200,20,40,40";
    String job = client.protect("two.png", photo, "crop", found.get(0) + "+" + moved);
    JsonNode view = client.get(job).json();
    assertThat(view.path("crop").asText()).isEqualTo(found.get(0) + "+" + moved);
    assertThat(view.path("progress").path("iterations").asInt()).isEqualTo(2 * 3);
    assertThat(client.get(job + "/verdict").json().path("generators").findValuesAsText("name"))
        .contains("plain, face 1", "two, face 1", "plain, face 2", "two, face 2");
    assertThat(client.get(job + "/fakes/5/protected").status()).isEqualTo(200);
    assertThat(client.get(job + "/report").text()).contains("2 regions: ");
    BufferedImage before = ImageIO.read(new ByteArrayInputStream(photo));
    BufferedImage after =
        ImageIO.read(new ByteArrayInputStream(client.get(job + "/photo?preview").body()));
    int[] first = Arrays.stream(found.get(0).split(",")).mapToInt(Integer::parseInt).toArray();
    int changed = 0;
    for (int y = 0; y < 160; y++) {
      for (int x = 0; x < 320; x++) {
        boolean inside =
            (x >= first[0] && x < first[0] + first[2] && y >= first[1] && y < first[1] + first[3])
                || (x >= 200 && x < 240 && y >= 20 && y < 60);
        boolean differs = before.getRGB(x, y) != after.getRGB(x, y);
        assertThat(differs && !inside).as("%d,%d", x, y).isFalse();
        changed += differs && x >= 200 ? 1 : 0;
      }
    }
    assertThat(changed).isGreaterThan(800);
  }

  @Test
  void theServiceFindsTheFacesOfWhoeverLeavesThemToIt() {
    byte[] photo = TinyService.couple();
    String all = String.join("+", crops(client.faces(photo).json()));
    String accepted = client.submit("two.png", photo, "crop", "faces").header("location");
    assertThat(client.get(accepted).json().path("crop").asText()).isEqualTo(all);
    String middle = client.submit("a.png", TinyService.photo(), "crop", "auto").header("location");
    assertThat(client.get(middle).json().path("crop").asText()).isEqualTo("0,0,20,20");
    problem(client.submit("a.png", TinyService.photo(), "crop", "faces"), 422, "No face was found");
    client.await(accepted, "done");
  }

  @Test
  void aPhotoHasABoundedNumberOfRegions() {
    String most =
        IntStream.range(0, Limits.REGIONS)
            .mapToObj(i -> i + ",0,4,4")
            .collect(Collectors.joining("+"));
    byte[] photo = TinyService.photo(24, 20, 1);
    problem(client.submit("a.png", photo, "crop", most + "+3,9,4,4"), 422, "more than the 16");
    Client.Answer accepted = client.submit("a.png", photo, "crop", most);
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(202);
    assertThat(client.send("DELETE", accepted.header("location")).status()).isEqualTo(204);
  }

  @Test
  void aPhotoThatEndsTooEarlyIsRefusedWhenItIsSubmitted() throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(TinyService.couple()));
    ImageIO.write(image, "jpeg", whole);
    byte[] cut = Arrays.copyOf(whole.toByteArray(), whole.size() / 2);
    problem(client.submit("cut.jpg", cut), 415, "cut.jpg is truncated");
    problem(client.submit("cut.jpg", cut, "crop", "auto"), 415, "cut.jpg is truncated");
    problem(client.faces(cut), 415, "truncated");
    client.protect("whole.jpg", whole.toByteArray(), "crop", "0,0,20,20");
  }
}
