package io.cdmaa.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that manage models. */
@Command(
    name = "model",
    mixinStandardHelpOptions = true,
    description = "Adds, lists, shows and verifies generators.")
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  private ModelCommand() {}

  /** Returns the command with its subcommands. */
  static CommandLine line(Console console, Questions questions) {
    return new CommandLine(new ModelCommand())
        .addSubcommand("add", new ModelAddCommand(console, questions))
        .addSubcommand("list", new ModelListCommand(console))
        .addSubcommand("show", new ModelShowCommand(console))
        .addSubcommand("verify", new ModelVerifyCommand(console));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Name a command: model add, list, show or verify");
  }
}
