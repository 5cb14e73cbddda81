package io.cdmaa.cli;

import java.nio.file.Path;
import picocli.CommandLine;

/** What all command lines have in common. */
final class CommandLines {
  private CommandLines() {}

  /** Sets how values are read and how wide help is. */
  static CommandLine reading(CommandLine line) {
    return line.registerConverter(Path.class, new PathConverter())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(usageWidth(System.getenv("COLUMNS")));
  }

  /** Returns the width of the help text: that of the terminal, within readable limits. */
  static int usageWidth(String columns) {
    int least = 55;
    int most = 100;
    try {
      return Math.max(least, Math.min(most, Integer.parseInt(columns)));
    } catch (NumberFormatException e) {
      return most;
    }
  }
}
