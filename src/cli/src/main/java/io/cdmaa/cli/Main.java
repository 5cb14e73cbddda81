package io.cdmaa.cli;

import io.cdmaa.io.Json;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Entry point of the command line tool. Exit codes: 0 everything succeeded, 1 something failed, 2
 * the command line is invalid, 3 a photo does not meet the requirement, 130 stopped by Ctrl-C.
 */
public final class Main {
  private Main() {}

  /**
   * Runs the tool.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    Interruption interruption = new Interruption();
    interruption.install();
    Console console =
        new Console(
            utf8(System.out),
            utf8(System.err),
            Boolean.getBoolean("cdmaa.terminal"),
            Optional.ofNullable(System.getProperty("cdmaa.home")).map(Path::of),
            interruption);
    int code = run(console, args);
    console.out().flush();
    interruption.finished();
    System.exit(code);
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /**
   * Runs the tool in this process.
   *
   * @return the exit code
   */
  static int run(Console console, String... args) {
    CommandLine line = commandLine(console);
    try {
      int code = line.execute(args);
      return console.interruption().requested() ? console.interruption().exitCode() : code;
    } catch (Error e) {
      // Memory, native libraries, or a fault of the tool; picocli handles exceptions only.
      List<String> given = List.of(args);
      tell(console, Failures.describe(e), given.contains("--json"));
      if (given.contains("--verbose")) {
        e.printStackTrace(console.err());
      }
      return ExitCode.SOFTWARE;
    }
  }

  /** Prints a failure, one or several sentences, and with {@code --json} a line for each. */
  private static void tell(Console console, String sentences, boolean json) {
    console.error(sentences);
    if (json) {
      for (String sentence : sentences.split(Console.BETWEEN, -1)) {
        console.out().println(Json.line(FailureLine.of(sentence)));
      }
    }
  }

  /** Returns the command line with all commands. */
  static CommandLine commandLine(Console console) {
    CommandLine line =
        new CommandLine(new CdmaaCommand(console))
            .addSubcommand("protect", MethodOptions.complete(new ProtectCommand(console)))
            .addSubcommand("evaluate", new EvaluateCommand(console))
            .addSubcommand("experiment", new ExperimentCommand(console))
            .addSubcommand("inspect", new InspectCommand(console))
            .addSubcommand("differentiate", new DifferentiateCommand(console))
            .addSubcommand("check", new CheckCommand(console))
            .addSubcommand("plot", new PlotCommand(console))
            .addSubcommand("model", ModelCommand.line(console, Questions.onTerminal(console)))
            .addSubcommand("serve", MethodOptions.complete(new ServeCommand(console)))
            .addSubcommand("demo", MethodOptions.complete(new DemoCommand(console)))
            .addSubcommand("completion", new CompletionCommand(console))
            .addSubcommand("help", new HelpCommand());
    line.getSubcommands().get("model").addSubcommand("help", new HelpCommand());
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    line.registerConverter(Path.class, new PathConverter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(usageWidth(System.getenv("COLUMNS")));
    line.setParameterExceptionHandler((e, args) -> misused(console, e, args));
    line.setExecutionExceptionHandler((e, command, result) -> failed(console, e, result));
    return line;
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

  private static int misused(Console console, ParameterException e, String... args) {
    tell(console, UsageErrors.describe(e), List.of(args).contains("--json"));
    console.err().println(UsageErrors.hint(e.getCommandLine()));
    return ExitCode.USAGE;
  }

  private static int failed(Console console, Exception e, ParseResult result) {
    if (e instanceof CancellationException && console.interruption().requested()) {
      console.error("Stopped.");
      return Interruption.EXIT_CODE;
    }
    tell(console, Failures.describe(e), matches(result, "--json"));
    if (matches(result, "--verbose")) {
      e.printStackTrace(console.err());
    }
    return ExitCode.SOFTWARE;
  }

  private static boolean matches(ParseResult result, String option) {
    ParseResult current = result;
    while (current.hasSubcommand()) {
      current = current.subcommand();
    }
    return current.hasMatchedOption(option);
  }
}
