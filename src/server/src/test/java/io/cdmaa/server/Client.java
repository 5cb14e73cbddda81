package io.cdmaa.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cdmaa.testkit.Poll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A client of a service, which is no browser. */
final class Client {
  private static final String BOUNDARY = "b0undary";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  Client(int port) {
    this.port = port;
  }

  /** An answer. */
  record Answer(int status, Map<String, List<String>> headers, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  Answer send(String method, String path, String... headers) {
    return send(method, path, new byte[0], headers);
  }

  Answer get(String path, String... headers) {
    return send("GET", path, headers);
  }

  Answer send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return exchange(request.build());
  }

  private Answer exchange(HttpRequest request) {
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return new Answer(answer.statusCode(), answer.headers().map(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /**
   * Submits a photo.
   *
   * @param fields names and values in turn
   */
  Answer submit(String name, byte[] photo, String... fields) {
    return send(
        "POST",
        "/api/v1/jobs",
        form(name, photo, fields),
        "Content-Type",
        "multipart/form-data; boundary=" + BOUNDARY);
  }

  /** Asks for the faces on a photo. */
  Answer faces(byte[] photo, String... fields) {
    return send(
        "POST",
        "/api/v1/faces",
        form("faces.png", photo, fields),
        "Content-Type",
        "multipart/form-data; boundary=" + BOUNDARY);
  }

  /** Submits a photo without stating the length of the request. */
  Answer submitChunked(String name, byte[] photo) {
    byte[] form = form(name, photo);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/jobs"))
            .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(form)))
            .build();
    return exchange(request);
  }

  static byte[] form(String name, byte[] photo, String... fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        utf8(
            "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\""
                + name
                + "\"\r\nContent-Type: application/octet-stream\r\n\r\n"));
    body.writeBytes(photo);
    for (int i = 0; i < fields.length; i += 2) {
      body.writeBytes(
          utf8(
              "\r\n--"
                  + BOUNDARY
                  + "\r\nContent-Disposition: form-data; name=\""
                  + fields[i]
                  + "\"\r\n\r\n"
                  + fields[i + 1]));
    }
    body.writeBytes(utf8("\r\n--" + BOUNDARY + "--\r\n"));
    return body.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Submits a photo and waits for the end of its job; returns the job's path. */
  String protect(String name, byte[] photo, String... fields) {
    Answer accepted = submit(name, photo, fields);
    if (accepted.status() != 202) {
      throw new AssertionError(accepted.status() + " " + accepted.text());
    }
    String path = accepted.header("location");
    await(path, "done");
    return path;
  }

  JsonNode await(String path, String state) {
    Poll.until(
        () -> {
          String now = get(path).json().path("state").asText();
          if (now.equals("failed") && !state.equals("failed")) {
            throw new AssertionError(get(path).text());
          }
          return now.equals(state);
        },
        path + " to be " + state);
    return get(path).json();
  }
}
