package io.cdmaa.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.testkit.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A tab of the browser, used as a person uses it. */
final class Tab {
  /** Clicks on an element that moves before it is given up; a disabled one takes none. */
  private static final int CLICKS = 5;

  private final Chromium browser;
  private final String session;

  Tab(Chromium browser, String session) {
    this.browser = browser;
    this.session = session;
  }

  private JsonNode command(String method, Map<String, ?> parameters) {
    return browser.command(session, method, parameters);
  }

  void begin(String address) {
    for (String domain : List.of("Page", "Runtime", "Log", "DOM", "Network")) {
      command(domain + ".enable", Map.of());
    }
    command("Page.navigate", Map.of("url", address));
    until("document.readyState === 'complete' && location.href !== 'about:blank'");
  }

  void reload() {
    eval("window.before = true");
    command("Page.reload", Map.of());
    until("document.readyState === 'complete' && window.before === undefined");
  }

  JsonNode eval(String script) {
    JsonNode result =
        command(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(script + ": " + result.path("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  String text(String selector) {
    return eval("document.querySelector('" + selector + "')?.innerText ?? ''").asText();
  }

  /** Waits until an expression is true. */
  void until(String script) {
    try {
      Poll.until(
          () -> {
            JsonNode value =
                command(
                        "Runtime.evaluate",
                        Map.of("expression", "Boolean(" + script + ")", "returnByValue", true))
                    .path("result")
                    .path("value");
            return value.asBoolean();
          },
          script);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the page: " + text("body"), e);
    }
  }

  /** Waits until an element shows a text. */
  void untilText(String selector, String text) {
    until("(document.querySelector('" + selector + "')?.innerText ?? '').includes('" + text + "')");
  }

  /** Clicks with the mouse in the middle of an element. */
  void click(String selector) {
    until("document.querySelector('" + selector + "')");
    int left = CLICKS;
    while (left > 0 && !clicked(selector)) {
      left--;
    }
  }

  /** Clicks where an element is; it may have moved before the click arrives. */
  private boolean clicked(String selector) {
    JsonNode at =
        eval(
            "(() => { const e = document.querySelector('"
                + selector
                + "'); if (!e) { return null; } window.reached = false;"
                + " e.addEventListener('click', () => { window.reached = true; },"
                + " {once: true, capture: true});"
                + " e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return {x: r.x + r.width / 2, y: r.y + r.height / 2}; })()");
    if (at.isNull() || at.isMissingNode()) {
      return true;
    }
    mouse("mousePressed", at.path("x").asDouble(), at.path("y").asDouble());
    mouse("mouseReleased", at.path("x").asDouble(), at.path("y").asDouble());
    return eval("window.reached !== false").asBoolean();
  }

  /** Draws from one point of an element to another, given as parts of its sides. */
  void drag(String selector, double x0, double y0, double x1, double y1) {
    JsonNode area =
        eval(
            "(() => { const e = document.querySelector('"
                + selector
                + "'); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return {x: r.x, y: r.y, w: r.width, h: r.height}; })()");
    double w = area.path("w").asDouble();
    double h = area.path("h").asDouble();
    double x = area.path("x").asDouble();
    double y = area.path("y").asDouble();
    mouse("mousePressed", x + x0 * w, y + y0 * h);
    mouse("mouseMoved", x + x1 * w, y + y1 * h);
    mouse("mouseReleased", x + x1 * w, y + y1 * h);
  }

  private void mouse(String type, double x, double y) {
    command(
        "Input.dispatchMouseEvent",
        Map.of("type", type, "x", x, "y", y, "button", "left", "buttons", 1, "clickCount", 1));
  }

  /** Presses a key that has no character, or the space bar. */
  void press(String key, int code) {
    press(key, code, false);
  }

  /** Presses a key that has no character, with the shift key or without. */
  void press(String key, int code, boolean shift) {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      command(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key,
              "windowsVirtualKeyCode",
              code,
              "modifiers",
              shift ? 8 : 0));
    }
  }

  /** Chooses files in a file input. */
  void choose(String selector, Path... files) {
    int root = command("DOM.getDocument", Map.of()).path("root").path("nodeId").asInt();
    int node =
        command("DOM.querySelector", Map.of("nodeId", root, "selector", selector))
            .path("nodeId")
            .asInt();
    command(
        "DOM.setFileInputFiles",
        Map.of("nodeId", node, "files", Stream.of(files).map(Path::toString).toList()));
  }

  /** Drops a file on an element. */
  void drop(String selector, Path file) {
    JsonNode at =
        eval(
            "(() => { const r = document.querySelector('"
                + selector
                + "').getBoundingClientRect(); return {x: r.x + r.width / 2, y: r.y + r.height /"
                + " 2}; })()");
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      command(
          "Input.dispatchDragEvent",
          Map.of(
              "type",
              type,
              "x",
              at.path("x").asDouble(),
              "y",
              at.path("y").asDouble(),
              "data",
              Map.of(
                  "items", List.of(), "files", List.of(file.toString()), "dragOperationsMask", 1)));
    }
  }

  void size(int width, int height, boolean mobile) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
  }

  void dark(boolean dark) {
    command(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** Chooses an option of a select. */
  void select(String selector, String value) {
    eval(
        "(() => { const s = document.querySelector('"
            + selector
            + "'); s.value = '"
            + value
            + "'; s.dispatchEvent(new Event('change')); })()");
  }

  /** Saves a picture of the whole page. */
  void screenshot(Path file) {
    JsonNode shot =
        command("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(shot.path("data").asText()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the page wrote as an error, threw, or was refused by its policy. */
  List<String> errors() {
    List<String> errors = new ArrayList<>();
    for (JsonNode event : browser.events(session)) {
      String method = event.path("method").asText();
      JsonNode parameters = event.path("params");
      boolean bad =
          method.equals("Runtime.exceptionThrown")
              || (method.equals("Runtime.consoleAPICalled")
                  && parameters.path("type").asText().equals("error"))
              || (method.equals("Log.entryAdded")
                  && parameters.path("entry").path("level").asText().equals("error"));
      if (bad) {
        errors.add(parameters.toString());
      }
    }
    return errors;
  }

  /** Returns the hosts that the page sent requests to. */
  List<String> hosts() {
    return browser.events(session).stream()
        .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
        .map(event -> event.path("params").path("request").path("url").asText())
        .filter(url -> !url.startsWith("blob:") && !url.startsWith("data:"))
        .map(url -> url.replaceFirst("^[a-z]+://", "").replaceFirst("[/?].*", ""))
        .distinct()
        .toList();
  }
}
