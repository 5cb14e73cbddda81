package io.cdmaa.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers, foreign pages and slow clients cannot do. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class SecurityTest {
  private static final String TOKEN = "correct horse";
  private static final Duration UPLOAD = Duration.ofSeconds(2);

  @TempDir private static Path folder;
  private static PhotoServer server;

  @BeforeAll
  static void start() {
    server =
        TinyService.start(
            TinyService.builder(),
            TinyService.settings(folder).with(Limits.DEFAULT.withUpload(UPLOAD)).withToken(TOKEN));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Sends bytes as they are and returns the answer. */
  private static String raw(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), server.port());
  }

  private static String get(String path, String... headers) throws IOException {
    return raw(
        "GET "
            + path
            + " HTTP/1.1\r\nConnection: close\r\n"
            + String.join("\r\n", headers)
            + "\r\n\r\n");
  }

  private static String host() {
    return "Host: 127.0.0.1:" + server.port();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: evil.example",
        "Host: 127.0.0.1.evil.example:8080",
        "Host: localhost.evil.example",
        "Host: [::2]"
      })
  void aForeignHostIsRefused(String host) throws IOException {
    for (String path : List.of("/", "/healthz", "/api/v1/limits", "/nowhere")) {
      assertThat(get(path, host)).startsWith("HTTP/1.1 403").contains("Host header");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:1", "LOCALHOST", "[::1]:8080", "127.0.0.1"})
  void theNamesOfThisMachineAreAccepted(String host) throws IOException {
    assertThat(get("/healthz", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: https://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site"
      })
  void aForeignPageIsRefused(String header) throws IOException {
    assertThat(get("/api/v1/limits", host(), "Authorization: Bearer " + TOKEN, header))
        .startsWith("HTTP/1.1 403")
        .contains("another site");
  }

  @Test
  void theOwnPageIsAccepted() throws IOException {
    String own = "Origin: http://127.0.0.1:" + server.port();
    assertThat(get("/api/v1/limits", host(), "Authorization: Bearer " + TOKEN, own))
        .startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X: y",
        "Authorization: Bearer",
        "Authorization: Bearer correct hors",
        "Authorization: Bearer correct horsf",
        "Authorization: Basic Y29ycmVjdA=="
      })
  void withoutTheTokenNothingIsTold(String header) throws IOException {
    for (String path : List.of("/api/v1/limits", "/metrics", "/api/v1/jobs/x", "/nowhere")) {
      assertThat(get(path, host(), header)).startsWith("HTTP/1.1 401").contains("Bearer");
    }
    assertThat(get("/readyz", host(), header)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../openapi.yaml",
        "/assets/..%2f..%2fetc/passwd",
        "/assets/%2e%2e/%2e%2e/etc/passwd",
        "/assets//etc/passwd",
        "/assets/PhotoServer.class",
        "//etc/passwd",
        "/../../etc/passwd"
      })
  void noPathLeadsOutOfThePage(String path) throws IOException {
    String answer = get(path, host(), "Authorization: Bearer " + TOKEN);
    assertThat(answer).doesNotContain("root:").doesNotContain("cafebabe");
    assertThat(answer.substring(9, 12)).isIn("400", "404", "200");
    if (answer.startsWith("HTTP/1.1 200")) {
      assertThat(answer).contains("openapi: 3.1.0");
    }
  }

  @Test
  void everyAnswerForbidsForeignContentAndScriptsInThePage() throws IOException {
    for (String path : List.of("/", "/healthz", "/nowhere", "/assets/app.js", "/metrics")) {
      assertThat(get(path, host()))
          .contains("default-src 'none'; script-src 'self'; style-src 'self'")
          .contains("frame-ancestors 'none'")
          .contains("nosniff")
          .doesNotContain("unsafe-inline")
          .doesNotContainIgnoringCase("server: jetty");
    }
  }

  @Test
  void whatJettyRefusesIsAProblemToo() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400").contains("urn:cdmaa");
    assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400").doesNotContain("<html");
  }

  @Test
  void identifiersAreLongAndNoTwoAreAlike() {
    JobIds ids = new JobIds();
    Set<String> all = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      assertThat(all.add(ids.next())).isTrue();
    }
    // 27 characters of 6 bits hold 160 bits.
    assertThat(all).allMatch(id -> id.matches("[A-Za-z0-9_-]{27}"));
    for (int position = 0; position < 26; position++) {
      int at = position;
      assertThat(all.stream().map(id -> id.charAt(at)).distinct().count()).isEqualTo(64);
    }
  }

  static List<String> beginnings() {
    String header =
        String.join(
            "\r\n",
            "POST /api/v1/jobs HTTP/1.1",
            "Host: localhost",
            "Authorization: Bearer " + TOKEN);
    String body =
        String.join(
            "\r\n",
            "",
            "Content-Type: multipart/form-data; boundary=b",
            "Content-Length: 5000",
            "",
            "--b",
            "");
    return List.of("", header, header + body);
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void aClientThatSendsOneByteASecondIsCutOff(String begin) throws Exception {
    long start = System.nanoTime();
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(begin.getBytes(UTF_8));
      boolean open = true;
      while (open) {
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(30).toNanos());
        Thread.sleep(500);
        try {
          out.write('a');
          out.flush();
          open = socket.getInputStream().available() == 0;
        } catch (SocketException e) {
          open = false;
        }
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(UPLOAD);
    Path incoming = TinyService.settings(folder).data().resolve("incoming");
    Poll.until(() -> TinyService.files(incoming) == 0, "the parts to be deleted");
  }

  @Test
  void aFormThatEndsTooEarlyIsMalformed() throws IOException {
    String form = "--b\r\nContent-Disposition: form-data; name=\"photo\"\r\n\r\nda";
    String answer =
        raw(
            String.join(
                "\r\n",
                "POST /api/v1/jobs HTTP/1.1",
                host(),
                "Connection: close",
                "Authorization: Bearer " + TOKEN,
                "Content-Type: multipart/form-data; boundary=b",
                "Content-Length: " + form.length(),
                "",
                form));
    assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:cdmaa:problem:malformed");
  }

  @Test
  void anUploadThatBreaksOffLeavesNothing() {
    Path incoming = TinyService.settings(folder).data().resolve("incoming");
    for (int i = 0; i < 5; i++) {
      try (Socket socket = connect()) {
        OutputStream out = socket.getOutputStream();
        out.write(
            ("POST /api/v1/jobs HTTP/1.1\r\n"
                    + host()
                    + "\r\nAuthorization: Bearer "
                    + TOKEN
                    + "\r\nContent-Type: multipart/form-data; boundary=b\r\n"
                    + "Content-Length: 5000\r\n\r\n--b\r\nContent-Disposition: form-data;"
                    + " name=\"photo\"; filename=\"x\"\r\n\r\n"
                    + "data".repeat(100))
                .getBytes(UTF_8));
        out.flush();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
    Poll.until(() -> TinyService.files(incoming) == 0, "the parts to be deleted");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "C:\\x\\..\\passwd",
        "/etc/passwd",
        "pass\u0000wd",
        "<passwd>"
      })
  void namesOfFilesAreMadePlain(String submitted) {
    assertThat(Upload.plain(submitted)).isEqualTo("passwd");
  }

  @Test
  void namelessFilesGetAName() {
    assertThat(List.of(Upload.plain(null), Upload.plain(".."), Upload.plain("\u202e")))
        .containsOnly("photo");
  }
}
