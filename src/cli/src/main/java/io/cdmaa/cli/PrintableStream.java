package io.cdmaa.cli;

import io.cdmaa.Printable;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * A stream to a terminal or a pipe that escapes control characters, except line breaks and tabs
 * outside the arguments of a format, as JSON does, so that a name from an untrusted file neither
 * moves the cursor nor hides a line, and lines of JSON keep their meaning. Bytes are passed
 * unchanged.
 */
final class PrintableStream extends PrintStream {
  /** Wraps a stream that does no encoding itself. */
  PrintableStream(PrintStream stream) {
    super(stream, true, StandardCharsets.UTF_8);
  }

  @Override
  public void print(String text) {
    super.print(Printable.escaped(String.valueOf(text)));
  }

  @Override
  public void print(Object object) {
    print(String.valueOf(object));
  }

  @Override
  public void print(char[] text) {
    print(new String(text));
  }

  @Override
  public void print(char character) {
    print(String.valueOf(character));
  }

  @Override
  @SuppressWarnings("AnnotateFormatMethod") // no annotations of Error Prone at run time
  public PrintStream format(String format, Object... args) {
    print(String.format(format, onOneLine(args)));
    return this;
  }

  @Override
  public PrintStream format(Locale locale, String format, Object... args) {
    print(String.format(locale, format, onOneLine(args)));
    return this;
  }

  /** Returns the arguments with line breaks in texts and file names escaped. */
  private static Object[] onOneLine(Object... args) {
    return Arrays.stream(args)
        .map(
            arg ->
                arg instanceof CharSequence || arg instanceof Path
                    ? Printable.line(arg.toString())
                    : arg)
        .toArray();
  }
}
