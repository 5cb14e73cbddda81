package io.cdmaa.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The top-level command. */
@Command(
    name = "cdmaa",
    mixinStandardHelpOptions = true,
    versionProvider = CdmaaCommand.Version.class,
    description = {
      "Protects photos against image-translation deepfakes.",
      "Changes a photo by a few levels of 255 so that the fakes that generators make from it are"
          + " visibly ruined."
    },
    footer = {
      "",
      "Start with 'cdmaa demo'. 'cdmaa COMMAND --help' explains a command.",
      "Exit codes: 0 everything succeeded, 1 something failed, 2 wrong command line, 3 no fake of"
          + " some photo is broken, or fewer than --require demands, 130 Ctrl-C."
    })
final class CdmaaCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec;

  CdmaaCommand(Console console) {
    this.console = console;
  }

  /** Returns the folder of the demonstration generators, if known. */
  Optional<Path> bundledModels() {
    return console.home().map(home -> home.resolve("onnx")).filter(Files::isDirectory);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Name a command: protect, learn, evaluate, experiment, inspect, differentiate, check, plot,"
            + " model, serve, cluster or demo");
  }

  /** The version as stated in the jar. */
  static final class Version implements IVersionProvider {
    static String number() {
      String version = CdmaaCommand.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }

    /** The name and version that records and reports give for their author. */
    static String tool() {
      return "cdmaa " + number();
    }

    @Override
    public String[] getVersion() {
      return new String[] {tool()};
    }
  }
}
