package io.cdmaa.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.ProtectionEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/** A service, and a real Chromium that shows its page. */
final class PageInChromium implements AutoCloseable {
  private final PhotoServer server;
  private final Chromium browser;

  /** Milliseconds that each step of a search takes besides its work. */
  private final AtomicInteger delay = new AtomicInteger();

  private PageInChromium(Path program, PhotoProtectorBuilder builder, Path folder)
      throws IOException {
    server = TinyService.start(builder.listener(this::slowly), TinyService.settings(folder));
    try {
      browser = Chromium.start(program, folder);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** Starts both, or skips the test where there is no Chromium. */
  static PageInChromium start(PhotoProtectorBuilder builder, Path folder) throws IOException {
    Optional<Path> program = Chromium.installed();
    Assumptions.assumeTrue(
        program.isPresent(), "Chromium is not installed (on Debian: apt-get install chromium)");
    return new PageInChromium(program.get(), builder, folder);
  }

  private void slowly(ProtectionEvent event) {
    if (event instanceof ProtectionEvent.Iterated) {
      try {
        Thread.sleep(delay.get());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Sets how many milliseconds each step of a search takes besides its work; at first 0. */
  void delay(int millis) {
    delay.set(millis);
  }

  /** Returns a client of the service beside the browser. */
  Client client() {
    return new Client(server.port());
  }

  Chromium browser() {
    return browser;
  }

  /** Opens the page in a new tab, up to its form. */
  Tab open() {
    Tab tab = open(server);
    tab.until("!document.getElementById('form').hidden");
    return tab;
  }

  /** Opens the page of another service in a new tab. */
  Tab open(PhotoServer other) {
    return browser.open("http://localhost:" + other.port() + "/");
  }

  /** Asserts that a tab had no errors and asked this service alone. */
  void assertSettled(Tab tab) {
    assertThat(tab.errors()).isEmpty();
    assertThat(tab.hosts()).containsOnly("localhost:" + server.port());
  }

  @Override
  public void close() {
    browser.close();
    server.close();
  }
}
