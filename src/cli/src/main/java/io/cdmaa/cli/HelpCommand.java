package io.cdmaa.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Prints the help of a command or of a nested command, which picocli's own help command does not
 * support.
 */
@Command(
    name = "help",
    helpCommand = true,
    description = "Prints the help of a command, for instance 'help protect' or 'help model add'.")
final class HelpCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command.")
  private final List<String> path = new ArrayList<>();

  @Override
  public void run() {
    CommandLine command = spec.commandLine().getParent();
    for (String name : path) {
      CommandLine inner = command.getSubcommands().get(name);
      if (inner == null) {
        throw new ParameterException(
            spec.commandLine(),
            "There is no command '"
                + name
                + (command.getSubcommands().isEmpty()
                    ? "' of "
                        + command.getCommandSpec().qualifiedName(" ")
                        + ", which has no commands"
                    : "'; the commands are "
                        + String.join(", ", command.getSubcommands().keySet())));
      }
      command = inner;
    }
    command.usage(spec.commandLine().getOut());
  }
}
