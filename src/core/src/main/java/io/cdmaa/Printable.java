package io.cdmaa;

/**
 * Characters that do not print but act: control characters (an escape sequence can retitle a
 * terminal or hide lines) and the marks that turn the direction of writing (a name can be made to
 * read as another). Names come from files that strangers wrote.
 */
public final class Printable {
  private Printable() {}

  /**
   * Whether a character acts instead of printing: Unicode's categories Cc, Zl and Zp, lone
   * surrogates, and the directional formatting characters of UAX 9.
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
   * The text with such characters, but line breaks and tabs, written as JSON would escape them:
   * {@code \}{@code u001b}. Within a line of JSON the result therefore means the same.
   */
  public static String escaped(String text) {
    if (text.codePoints().noneMatch(c -> isHidden(c) && c != '\n' && c != '\t')) {
      return text;
    }
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (isHidden(c) && c != '\n' && c != '\t') {
                safe.append(String.format("\\u%04x", c));
              } else {
                safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
