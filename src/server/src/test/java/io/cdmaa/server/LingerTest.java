package io.cdmaa.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that read the answer only when all of their photo is sent, of which the service refuses
 * to take all.
 */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LingerTest {
  private static final String TOKEN = "a token of this test";
  private static final int MEGABYTE = 1 << 20;
  private static final Duration UPLOAD = Duration.ofSeconds(4);

  /** More than the buffers of both sides hold. */
  private static final int LARGE = 12;

  @TempDir private static Path folder;
  private static PhotoServer server;

  @BeforeAll
  static void start() {
    Limits limits = Limits.DEFAULT.withPhoto(20 * MEGABYTE, 10_000).withUpload(UPLOAD);
    server =
        TinyService.start(
            TinyService.builder(), TinyService.settings(folder).with(limits).withToken(TOKEN));
    // The first request takes long on a busy machine, as its classes are loaded.
    assertThat(new Client(server.port()).submit("a.png", new byte[9]).status()).isEqualTo(401);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static byte[] header(String path, String length, String... others) {
    return (String.join("\r\n", "POST " + path + " HTTP/1.1", length, String.join("\r\n", others))
            + "\r\n\r\n")
        .getBytes(UTF_8);
  }

  private static String host() {
    return "Host: 127.0.0.1:" + server.port();
  }

  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  /** Sends a number of megabytes, each after a pause. */
  private static void send(OutputStream out, int megabytes) throws Exception {
    for (int i = 0; i < megabytes; i++) {
      out.write(new byte[MEGABYTE]);
      out.flush();
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, Bearer wrong, multipart/form-data; boundary=b, 127.0.0.1",
    "403, Bearer a token of this test, multipart/form-data; boundary=b, evil.example",
    "415, Bearer a token of this test, image/png, 127.0.0.1",
    "404, Bearer a token of this test, multipart/form-data; boundary=b, 127.0.0.1"
  })
  void whoSendsAllOfItFirstReadsWhyItIsRefused(
      int status, String authorization, String type, String host) throws Exception {
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(
          header(
              status == 404 ? "/api/v1/nothing" : "/api/v1/jobs",
              "Content-Length: " + LARGE * MEGABYTE,
              "Host: " + host,
              "Authorization: " + authorization,
              "Content-Type: " + type));
      send(out, LARGE);
      assertThat(answer(socket))
          .startsWith("HTTP/1.1 " + status)
          .containsIgnoringCase("Connection: close")
          .contains("urn:cdmaa:problem")
          .endsWith("}");
    }
  }

  @Test
  void whoSendsAPhotoThatIsTooLargeReadsThat() throws Exception {
    for (String length : new String[] {"Content-Length: 30000000", "Transfer-Encoding: chunked"}) {
      try (Socket socket = connect()) {
        OutputStream out = socket.getOutputStream();
        out.write(
            header(
                "/api/v1/jobs",
                length,
                host(),
                "Authorization: Bearer " + TOKEN,
                "Content-Type: multipart/form-data; boundary=b"));
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        part.writeBytes(
            "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"x\"\r\n\r\n"
                .getBytes(UTF_8));
        part.writeBytes(new byte[MEGABYTE - part.size()]);
        boolean chunked = length.endsWith("chunked");
        for (int i = 0; i < 28; i++) {
          if (chunked) {
            out.write("100000\r\n".getBytes(UTF_8));
          }
          out.write(i == 0 ? part.toByteArray() : new byte[MEGABYTE]);
          if (chunked) {
            out.write("\r\n".getBytes(UTF_8));
          }
        }
        assertThat(answer(socket)).startsWith("HTTP/1.1 413").contains("limit").endsWith("}");
      }
    }
  }

  @Test
  void theAnswerComesAtOnceAndWhoGoesOnSendingIsCutOff() throws Exception {
    long start = System.nanoTime();
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      out.write(header("/api/v1/jobs", "Content-Length: 1000000000", host()));
      out.write(new byte[1000]);
      assertThat(answer(socket)).startsWith("HTTP/1.1 401").endsWith("}");
      assertThat(System.nanoTime() - start).isLessThan(UPLOAD.toNanos());
      boolean open = true;
      while (open) {
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(30).toNanos());
        Thread.sleep(200);
        try {
          out.write('a');
        } catch (IOException e) {
          open = false;
        }
      }
    }
    assertThat(System.nanoTime() - start).isGreaterThan(UPLOAD.toNanos());
  }

  @Test
  void aRefusedRequestThatHasArrivedKeepsItsConnection() throws Exception {
    byte[] form = Client.form("a.png", new byte[9]);
    try (Socket socket = connect()) {
      OutputStream out = socket.getOutputStream();
      for (int i = 0; i < 2; i++) {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
            header(
                "/api/v1/jobs",
                "Content-Length: " + form.length,
                host(),
                i == 0 ? "X: y" : "Connection: close",
                "Content-Type: multipart/form-data; boundary=b0undary"));
        request.writeBytes(form);
        out.write(request.toByteArray());
      }
      String both = answer(socket);
      assertThat(both.split("HTTP/1.1 401", -1)).hasSize(3);
    }
  }
}
