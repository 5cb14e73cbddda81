package io.cdmaa.cli;

import io.cdmaa.io.Json;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
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
    CommandLine line = named(console, args);
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

  /** A command, which is made when it is needed: each takes some milliseconds of every start. */
  private record Named(String name, Function<Console, Object> maker) {}

  private static final List<Named> COMMANDS =
      List.of(
          new Named("protect", console -> MethodOptions.complete(new ProtectCommand(console))),
          new Named("learn", console -> MethodOptions.complete(new LearnCommand(console))),
          new Named("evaluate", EvaluateCommand::new),
          new Named("experiment", ExperimentCommand::new),
          new Named("inspect", InspectCommand::new),
          new Named("differentiate", DifferentiateCommand::new),
          new Named("check", CheckCommand::new),
          new Named("plot", PlotCommand::new),
          new Named("model", Main::model),
          new Named("serve", console -> MethodOptions.complete(new ServeCommand(console))),
          new Named("cluster", ClusterCommand::new),
          new Named("demo", console -> MethodOptions.complete(new DemoCommand(console))),
          new Named("completion", CompletionCommand::new),
          new Named("help", console -> new HelpCommand()));

  /** Commands that tell of all others. */
  private static final Set<String> OVERVIEWS = Set.of("completion", "help");

  private static CommandLine model(Console console) {
    CommandLine line = ModelCommand.line(console, Questions.onTerminal(console));
    return line.addSubcommand("help", new HelpCommand());
  }

  /** Returns the command line with all commands. */
  static CommandLine commandLine(Console console) {
    return commandLine(console, COMMANDS);
  }

  /** Returns the command line for arguments: with the command that they name, if they name one. */
  private static CommandLine named(Console console, String... args) {
    List<Named> named =
        COMMANDS.stream().filter(c -> args.length > 0 && c.name().equals(args[0])).toList();
    boolean all = named.isEmpty() || OVERVIEWS.contains(args[0]);
    return commandLine(console, all ? COMMANDS : named);
  }

  private static CommandLine commandLine(Console console, List<Named> commands) {
    CommandLine line = new CommandLine(new CdmaaCommand(console));
    commands.forEach(command -> line.addSubcommand(command.name(), command.maker().apply(console)));
    line.setOut(writer(console.out()));
    line.setErr(writer(console.err()));
    CommandLines.reading(line);
    line.setParameterExceptionHandler((e, args) -> misused(console, e, args));
    line.setExecutionExceptionHandler((e, command, result) -> failed(console, e, result));
    return line;
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
