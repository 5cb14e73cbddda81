package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.testkit.Poll;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests that occupy threads, and those that have to get one all the same. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RequestLimitTest {
  private final CountDownLatch entered = new CountDownLatch(2);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final Server server = new Server();
  private final LocalConnector connector = new LocalConnector(server);

  /** Waits at {@code /slow}, fails at {@code /broken}, and answers everything else. */
  private final class Work extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      switch (Request.getPathInContext(request)) {
        case "/slow" -> {
          entered.countDown();
          gate.await();
        }
        case "/broken" -> throw new IllegalStateException("broken");
        case "/elsewhere" -> {
          return false;
        }
        default -> {}
      }
      response.setStatus(200);
      callback.succeeded();
      return true;
    }
  }

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    server.setHandler(new RequestLimit(2, new Work()));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    gate.countDown();
    server.stop();
  }

  private String get(String path) {
    try {
      return connector.getResponse(
          "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    } catch (Exception e) { // declared by Jetty
      throw new AssertionError(e);
    }
  }

  @Test
  void whileAllPlacesAreTakenOnlyHealthChecksAreAnswered() throws InterruptedException {
    Thread one = Poll.beside(() -> get("/slow"));
    Thread two = Poll.beside(() -> get("/slow"));
    entered.await();
    assertThat(get("/api/v1/limits"))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 1")
        .contains("urn:cdmaa:problem:unavailable");
    assertThat(get("/healthz")).startsWith("HTTP/1.1 200");
    assertThat(get("/readyz")).startsWith("HTTP/1.1 200");
    gate.countDown();
    one.join();
    two.join();
    assertThat(get("/api/v1/limits")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aPlaceIsGivenBackHoweverARequestEnds() {
    for (int i = 0; i < 5; i++) {
      assertThat(get("/broken")).startsWith("HTTP/1.1 500");
      assertThat(get("/elsewhere")).startsWith("HTTP/1.1 404");
    }
    assertThat(get("/api/v1/limits")).startsWith("HTTP/1.1 200");
  }
}
