package io.cdmaa;

/**
 * Escapes characters that a terminal interprets instead of printing: control characters (an escape
 * sequence can change the terminal's title or hide lines) and directional marks (which can make a
 * name read as another). Names may come from untrusted files.
 */
public final class Printable {
  private Printable() {}

  /**
   * Returns whether a character has an effect instead of a glyph: Unicode's categories Cc, Zl and
   * Zp, lone surrogates, and the directional formatting characters of UAX 9.
   */
  public static boolean isHidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default ->
          codePoint == 0x061c
              || codePoint == 0x200e
              || codePoint == 0x200f
              || (codePoint >= 0x202a && codePoint <= 0x202e)
              || (codePoint >= 0x2066 && codePoint <= 0x2069);
    };
  }

  /**
   * Returns the text with such characters, except line breaks and tabs, escaped as in JSON: {@code
   * \}{@code u001b}. Inside a JSON string the result therefore has the same meaning.
   */
  public static String escaped(String text) {
    return escaped(text, "\n\t");
  }

  /** Returns the text on one line: line breaks and tabs are escaped as well. */
  public static String line(String text) {
    return escaped(text, "");
  }

  private static String escaped(String text, String except) {
    if (text.codePoints().noneMatch(c -> isHidden(c) && except.indexOf(c) < 0)) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isHidden(c) && except.indexOf(c) < 0) {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
