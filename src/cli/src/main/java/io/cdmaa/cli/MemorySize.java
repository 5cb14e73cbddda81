package io.cdmaa.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory.
 *
 * @param bytes at least 1
 */
record MemorySize(long bytes) {
  private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)([MG])(?:i?B)?");

  /** Parses sizes such as 900M, 3G or 1.5GiB; units are binary. */
  static final class Converter implements ITypeConverter<MemorySize> {
    @Override
    public MemorySize convert(String text) {
      Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT).replace("IB", "B"));
      double amount = matcher.matches() ? Double.parseDouble(matcher.group(1)) : 0;
      if (amount <= 0) {
        throw new TypeConversionException(
            "'" + text + "' is not a size; write for instance 3G or 900M");
      }
      return new MemorySize((long) (amount * (matcher.group(2).equals("G") ? 1L << 30 : 1L << 20)));
    }
  }
}
