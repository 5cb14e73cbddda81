package io.cdmaa.io;

import java.util.regex.Pattern;

/** Words of commands that a message advises to run in a POSIX shell. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[\\w./+@-]+");

  private ShellWord() {}

  /** Returns a text as one word, quoted where the shell would otherwise split or expand it. */
  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns a file name as one word that no command takes for an option. */
  public static String ofFile(String path) {
    return of(path.startsWith("-") ? "./" + path : path);
  }
}
