package io.cdmaa.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of the page, read into memory at the start. A path is looked up in a table, so no
 * request reaches the file system.
 */
final class Page {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml");

  private static final List<String> ASSETS =
      List.of(
          "page.css",
          "app.js",
          "api.js",
          "boxes.js",
          "card.js",
          "choices.js",
          "dom.js",
          "fakes.js",
          "region.js",
          "slider.js",
          "words.js",
          "zip.js",
          "icon.svg");

  private final Map<String, byte[]> files = new LinkedHashMap<>();

  Page() {
    files.put("/", read("index.html"));
    files.put("/openapi.yaml", read("openapi.yaml"));
    ASSETS.forEach(name -> files.put("/assets/" + name, read(name)));
  }

  /** Returns whether a path belongs to the page, which needs no token and shows no photo. */
  static boolean serves(String path) {
    return path.equals("/") || path.equals("/openapi.yaml") || path.startsWith("/assets/");
  }

  Iterable<String> paths() {
    return files.keySet();
  }

  void send(Context ctx) {
    byte[] content = files.get(ctx.path());
    String name = ctx.path().equals("/") ? "index.html" : ctx.path();
    ctx.contentType(TYPES.get(name.substring(name.lastIndexOf('.') + 1))).result(content);
  }

  private static byte[] read(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The page lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
