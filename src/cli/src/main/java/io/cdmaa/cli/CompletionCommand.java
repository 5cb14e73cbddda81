package io.cdmaa.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** Prints the script that completes commands, options and values in bash and zsh. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the script that completes commands, options and their values in bash and zsh.",
      "For the current shell: source <(cdmaa completion)"
    })
final class CompletionCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  CompletionCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    spec.commandLine().getOut().print(script(console));
    spec.commandLine().getOut().flush();
  }

  /** Returns the script for all commands. */
  static String script(Console console) {
    CommandSpec all = Main.commandLine(console).getCommandSpec();
    return AutoComplete.bash("cdmaa", new CommandLine(prepared(all)));
  }

  /**
   * Returns the commands in the form that picocli's generator needs. The script keeps the values of
   * an option in a variable that is named after its parameter, so each option gets a parameter of
   * its own; and it offers the names of enum constants unchanged, where help and documents have
   * them in lower case.
   */
  private static CommandSpec prepared(CommandSpec command) {
    CommandSpec prepared = CommandSpec.create().name(command.name());
    for (OptionSpec option : command.options()) {
      OptionSpec.Builder changed = option.toBuilder().paramLabel(option.longestName());
      if (option.typeInfo().isEnum()) {
        changed.completionCandidates(lowerCase(option.completionCandidates()));
      }
      prepared.addOption(changed.build());
    }
    command.positionalParameters().forEach(p -> prepared.addPositional(p.toBuilder().build()));
    command
        .subcommands()
        .forEach((name, line) -> prepared.addSubcommand(name, prepared(line.getCommandSpec())));
    return prepared;
  }

  private static List<String> lowerCase(Iterable<String> names) {
    return StreamSupport.stream(names.spliterator(), false)
        .map(name -> name.toLowerCase(Locale.ROOT))
        .toList();
  }
}
