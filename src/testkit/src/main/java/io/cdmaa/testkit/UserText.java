package io.cdmaa.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.cdmaa.Printable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks that text shown to a user is written for users, not for developers. */
public final class UserText {
  /** Java packages, exceptions, inner classes, C++ names, source lines, native status codes. */
  private static final Pattern FOREIGN =
      Pattern.compile(
          "\\b(java|javax|jdk|sun|org|com|io|ai)\\.[a-z]\\w*\\.\\w"
              + "|\\b\\w*(Exception|Throwable)\\b|\\b(OutOfMemory|StackOverflow|Linkage)Error\\b"
              + "|\\w{3}\\$[A-Za-z]{3}|[a-z]{3}::[A-Za-z]{3}|\\w\\.(cc|java|kt):\\d+|\\bORT_[A-Z]|ONNXRuntimeError|physicalBytes|Input"
              + " length =|out of bounds for length|\\bnull\\b|@[0-9a-f]{6,}\\b");

  private static final int LONGEST = 2000;

  private UserText() {}

  /**
   * Fails if a text is blank or too long, quotes developers' names, or has control characters.
   *
   * @param text the text shown to a user; file names in it are the test's own
   */
  public static void assertPlain(String text) {
    assertFalse(text.isBlank(), "nothing is said");
    assertTrue(text.length() < LONGEST, () -> text.length() + " characters: " + text);
    Matcher foreign = FOREIGN.matcher(text);
    assertFalse(foreign.find(), () -> "'" + foreign.group() + "' in: " + text);
    assertTrue(
        text.codePoints().noneMatch(c -> Printable.isHidden(c) && c != '\n' && c != '\t'),
        () -> "control characters in: " + Printable.escaped(text));
  }
}
