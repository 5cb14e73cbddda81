package io.cdmaa.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.cdmaa.ProtectionEvent;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The description of the API against the service: its routes, status codes and JSON. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OpenApiTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JsonNode document = read();
  private final Set<String> seen = new TreeSet<>();
  @TempDir private Path folder;

  private static JsonNode read() {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("openapi.yaml")) {
      return MAPPER.valueToTree(new Yaml().load(new String(in.readAllBytes(), UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Set<String> declaredRoutes() {
    Set<String> routes = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (!method.equals("parameters")) {
                            routes.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return routes;
  }

  private JsonNode operation(String method, String template) {
    return document.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private Set<String> declaredAnswers() {
    Set<String> answers = new TreeSet<>();
    for (String route : declaredRoutes()) {
      String[] parts = route.split(" ", 2);
      operation(parts[0], parts[1])
          .path("responses")
          .fieldNames()
          .forEachRemaining(status -> answers.add(route + " " + status));
    }
    return answers;
  }

  private String template(String method, String path) {
    String plain = path.replaceFirst("\\?.*", "");
    return declaredRoutes().stream()
        .filter(route -> route.startsWith(method + " "))
        .map(route -> route.substring(method.length() + 1))
        .filter(t -> plain.matches(Pattern.quote(t).replaceAll("\\{[a-z]+}", "\\\\E[^/]+\\\\Q")))
        .findFirst()
        .orElseThrow(() -> new AssertionError(method + " " + path + " is not described"));
  }

  /** Holds an answer to the description, and notes that it was seen. */
  private Client.Answer described(String method, String path, Client.Answer answer) {
    String template = template(method, path);
    JsonNode response =
        resolved(
            operation(method, template).path("responses").path(Integer.toString(answer.status())));
    String what = method + " " + template + " " + answer.status();
    assertThat(response.isMissingNode()).as(what + " is not described: " + answer.text()).isFalse();
    seen.add(what);
    response
        .path("headers")
        .fieldNames()
        .forEachRemaining(
            name -> assertThat(answer.header(name.toLowerCase(Locale.ROOT))).as(what).isNotEmpty());
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      assertThat(answer.body()).as(what).isEmpty();
      return answer;
    }
    String type = answer.header("content-type").replaceFirst(";.*", "");
    assertThat(content.has(type)).as(what + " as " + type).isTrue();
    if (type.endsWith("json")) {
      assertThat(schema(content.path(type).path("schema")).validate(answer.json()))
          .as(what + " " + answer.text())
          .isEmpty();
    }
    return answer;
  }

  private JsonSchema schema(JsonNode node) {
    ObjectNode whole = MAPPER.createObjectNode();
    whole.setAll((ObjectNode) node);
    whole.set("components", document.path("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
  }

  private Client.Answer ask(Client client, String method, String path, String... headers) {
    return described(method, path, client.send(method, path, headers));
  }

  private Client.Answer faces(Client client, byte[] photo, String... fields) {
    return described("POST", "/api/v1/faces", client.faces(photo, fields));
  }

  private Client.Answer submit(Client client, byte[] photo, String... fields) {
    return described("POST", "/api/v1/jobs", client.submit("me.png", photo, fields));
  }

  @Test
  void describesExactlyTheRoutesOfTheService() {
    try (PhotoServer server =
        TinyService.start(TinyService.builder(), TinyService.settings(folder))) {
      Set<String> routes = new TreeSet<>();
      server.routes().all().forEach(route -> routes.add(route.method() + " " + route.path()));
      assertThat(declaredRoutes()).isEqualTo(routes);
    }
  }

  @Test
  void describesEveryAnswerAndNoOther() {
    aPhotoOnItsWay();
    jobsThatCannotBeDone();
    aServiceWithAToken();
    aServiceThatStarts();
    assertThat(seen).isEqualTo(declaredAnswers());
  }

  private void aPhotoOnItsWay() {
    CountDownLatch gate = new CountDownLatch(1);
    Limits limits =
        new Limits(
            200_000,
            20_000,
            1,
            9,
            4,
            1,
            100,
            Limits.DEFAULT.upload(),
            Limits.DEFAULT.keep(),
            Limits.DEFAULT.keepDelivered(),
            20 << 20);
    try (PhotoServer server =
        TinyService.start(
            TinyService.builder().listener(event -> await(event, gate)),
            TinyService.settings(folder).with(limits))) {
      Client client = new Client(server.port());
      ask(client, "GET", "/api/v1/generators");
      ask(client, "GET", "/api/v1/limits");
      ask(client, "GET", "/healthz");
      ask(client, "GET", "/readyz");
      ask(client, "GET", "/metrics");
      String job = submit(client, TinyService.photo(), "strength", "low").header("location");
      Poll.until(() -> client.get(job).json().has("progress"), "the search to begin");
      ask(client, "GET", job);
      for (String part : new String[] {"/photo", "/verdict", "/report", "/fakes/0/original"}) {
        assertThat(ask(client, "GET", job + part).status()).isEqualTo(409);
      }
      String next = submit(client, TinyService.photo()).header("location");
      ask(client, "GET", next);
      assertThat(submit(client, TinyService.photo()).status()).isEqualTo(429);
      assertThat(facesBesides(client, server).status()).isEqualTo(429);
      Poll.until(
          () -> client.faces(TinyService.portrait()).status() == 200, "the others to be gone");
      faces(client, TinyService.portrait());
      Thread follower = Poll.beside(() -> client.get(job + "/events"));
      Poll.until(() -> client.get("/metrics").text().contains("cdmaa_streams 1"), "a stream");
      assertThat(ask(client, "GET", next + "/events").status()).isEqualTo(429);
      assertThat(ask(client, "DELETE", next).status()).isEqualTo(204);
      gate.countDown();
      client.await(job, "done");
      Poll.until(() -> !follower.isAlive(), "the end of the stream");
      ask(client, "GET", job + "/events");
      ask(client, "GET", job);
      ask(client, "GET", job + "/original");
      ask(client, "GET", job + "/verdict");
      ask(client, "GET", job + "/report");
      ask(client, "GET", job + "/fakes/0/original");
      ask(client, "GET", job + "/photo?preview");
      String nowhere = "/api/v1/jobs/" + "x".repeat(27);
      for (String route : declaredRoutes()) {
        if (route.contains("{id}")) {
          String[] parts = route.split(" ", 2);
          ask(client, parts[0], filled(parts[1], nowhere));
        }
      }
    }
  }

  /** Asks for faces while others, who come until every place is taken, send theirs. */
  private Client.Answer facesBesides(Client client, PhotoServer server) {
    List<Socket> others = new ArrayList<>();
    try {
      Poll.until(
          () -> {
            others.add(sendingFaces(server));
            return client.faces(new byte[9]).status() == 429;
          },
          "the others to be served");
      return faces(client, new byte[9]);
    } finally {
      others.forEach(OpenApiTest::close);
    }
  }

  private static Socket sendingFaces(PhotoServer server) {
    try {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
      String begin =
          "POST /api/v1/faces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n"
              + "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b";
      socket.getOutputStream().write(begin.getBytes(UTF_8));
      return socket;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String filled(String template, String job) {
    return template
        .replace("/api/v1/jobs/{id}", job)
        .replace("{number}", "0")
        .replace("{side}", "original");
  }

  private static void await(ProtectionEvent event, CountDownLatch gate) {
    if (event instanceof ProtectionEvent.Evaluating && !event.photo().equals("sample.png")) {
      try {
        gate.await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void jobsThatCannotBeDone() {
    CountDownLatch gate = new CountDownLatch(1);
    // A small photo may take 8.4 million bytes, most of them for its report.
    Limits limits = Limits.DEFAULT.withPhoto(100_000, 10_000).withDisk(8_450_000);
    try (PhotoServer server =
        TinyService.start(
            TinyService.builder().listener(event -> await(event, gate)),
            TinyService.settings(folder.resolve("2")).with(limits))) {
      Client client = new Client(server.port());
      byte[] photo = TinyService.photo();
      assertThat(submit(client, photo, "x", "y").status()).isEqualTo(400);
      assertThat(submit(client, new byte[200_000]).status()).isEqualTo(413);
      assertThat(submit(client, Arrays.copyOf(photo, 99)).status()).isEqualTo(415);
      assertThat(submit(client, photo, "crop", "a").status()).isEqualTo(422);
      assertThat(faces(client, photo, "crop", "whole").status()).isEqualTo(400);
      assertThat(faces(client, new byte[200_000]).status()).isEqualTo(413);
      assertThat(faces(client, Arrays.copyOf(photo, 99)).status()).isEqualTo(415);
      assertThat(faces(client, TinyService.photo(120, 120, 1)).status()).isEqualTo(422);
      submit(client, photo);
      assertThat(submit(client, photo).status()).isEqualTo(503);
      assertThat(faces(client, new byte[90_000]).status()).isEqualTo(503);
      gate.countDown();
    }
  }

  private void aServiceWithAToken() {
    try (PhotoServer server =
        TinyService.start(
            TinyService.builder(), TinyService.settings(folder.resolve("3")).withToken("secret"))) {
      Client client = new Client(server.port());
      for (String route : declaredRoutes()) {
        String[] parts = route.split(" ", 2);
        String path = filled(parts[1], "/api/v1/jobs/" + "x".repeat(27));
        ask(client, parts[0], path, "Origin", "https://elsewhere.example");
        if (operation(parts[0], parts[1]).path("responses").has("401")) {
          assertThat(ask(client, parts[0], path).status()).isEqualTo(401);
        }
      }
    }
  }

  private void aServiceThatStarts() {
    CountDownLatch gate = new CountDownLatch(1);
    try (PhotoServer server =
        PhotoServer.start(
            TinyService.builder()
                .listener(
                    event -> {
                      try {
                        gate.await(30, TimeUnit.SECONDS);
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                    })
                .build(),
            TinyService.settings(folder.resolve("4")))) {
      assertThat(ask(new Client(server.port()), "GET", "/readyz").status()).isEqualTo(503);
      gate.countDown();
    }
  }
}
