package io.cdmaa.evaluation;

import java.util.Locale;

/** Builds HTML text; all text from outside is escaped. */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Appends markup unchanged. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Appends a number with a fixed number of decimals, in any locale. */
  Html number(double value, int decimals) {
    text.append(String.format(Locale.ROOT, "%." + decimals + "f", value));
    return this;
  }

  /** Appends text, escaped. */
  Html text(String content) {
    text.append(escape(content));
    return this;
  }

  /** Appends an image with its alternative text. */
  Html image(String dataUri, String alternative) {
    return raw("<img src=\"")
        .raw(dataUri)
        .raw("\" alt=\"")
        .text(alternative)
        .raw("\" loading=\"lazy\" decoding=\"async\">");
  }

  /** Escapes text for use between tags and in quoted attributes. */
  static String escape(String content) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c);
      }
    }
    return safe.toString();
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
