package io.cdmaa.cli;

import io.cdmaa.Suggestions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words errors of the command line as sentences about what was typed. */
final class UsageErrors {
  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, Integer.class, long.class, Long.class);
  private static final Set<Class<?>> REAL = Set.of(double.class, Double.class);

  private UsageErrors() {}

  /** Returns a sentence that describes the error. */
  static String describe(ParameterException e) {
    if (e instanceof MissingParameterException missing) {
      return missing(missing);
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched(unmatched);
    }
    ArgSpec argument = e.getArgSpec();
    return argument != null && e.getCause() instanceof TypeConversionException failure
        ? invalid(argument, e.getValue(), failure)
        : e.getMessage();
  }

  private static String missing(MissingParameterException e) {
    List<ArgSpec> missing = e.getMissing();
    if (missing.stream().anyMatch(arg -> named(arg).equals("--models"))) {
      return "Name the generators to protect against with --models; '--models bundled' uses the"
          + " demonstration generators";
    }
    if (missing.get(0).isOption() && !missing.get(0).required()) {
      // Its name was given, but nothing after it.
      return named(missing.get(0)) + " needs a value: " + form(missing.get(0));
    }
    return "Give "
        + missing.stream().map(UsageErrors::form).collect(Collectors.joining(" and "))
        + ", which "
        + (missing.size() == 1 ? "is" : "are")
        + " missing";
  }

  private static String unmatched(UnmatchedArgumentException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    String first = e.getUnmatched().get(0);
    if (first.startsWith("-")) {
      String name = first.split("=", 2)[0];
      return "There is no option '" + name + "'" + suggestion(name, options(command));
    }
    Set<String> commands = e.getCommandLine().getSubcommands().keySet();
    if (!commands.isEmpty()) {
      return "There is no command '" + first + "'" + suggestion(first, commands);
    }
    return "The argument '"
        + first
        + "' is one too many; "
        + command.qualifiedName(" ")
        + " takes "
        + positionals(command);
  }

  private static String positionals(CommandSpec command) {
    List<PositionalParamSpec> taken = command.positionalParameters();
    return taken.isEmpty()
        ? "only options"
        : taken.stream().map(ArgSpec::paramLabel).collect(Collectors.joining(" "));
  }

  private static String invalid(ArgSpec argument, String value, TypeConversionException failure) {
    Class<?> type = argument.type();
    String name = named(argument);
    if (type.isEnum()) {
      List<String> names =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
              .toList();
      return "'%s' is not a value of %s; did you mean '%s'? It may be %s"
          .formatted(
              value,
              name,
              Suggestions.nearest(value.toLowerCase(Locale.ROOT), names),
              String.join(", ", names));
    }
    if (WHOLE.contains(type)) {
      return "%s is '%s'; it must be a whole number%s"
          .formatted(name, value, value.matches("[-+]?\\d+") ? " that is not as large" : "");
    }
    if (REAL.contains(type)) {
      return "%s is '%s'; it must be a number, such as 0.5".formatted(name, value);
    }
    return name + ": " + failure.getMessage();
  }

  private static String named(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  private static String form(ArgSpec argument) {
    return argument instanceof OptionSpec option
        ? option.longestName() + " " + option.paramLabel()
        : argument.paramLabel();
  }

  private static Set<String> options(CommandSpec command) {
    return command.options().stream()
        .flatMap(option -> Arrays.stream(option.names()))
        .filter(name -> name.startsWith("--"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the nearest name as a question, unless it is quite another word. */
  private static String suggestion(String name, Set<String> known) {
    return Optional.of(Suggestions.nearest(name, known))
        .filter(nearest -> Suggestions.distance(nearest, name) <= Math.max(2, name.length() / 3))
        .map(nearest -> "; did you mean '" + nearest + "'?")
        .orElse("");
  }

  /** Returns the line that names the help on the command at hand. */
  static String hint(CommandLine command) {
    return "Try '" + command.getCommandSpec().qualifiedName(" ") + " --help' for more.";
  }
}
