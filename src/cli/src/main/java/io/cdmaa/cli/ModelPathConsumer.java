package io.cdmaa.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Consumes as many arguments as look like models, so that photos may follow: the first one in any
 * case, then ONNX files, manifests and folders up to the first other argument. The word {@code
 * bundled} stands for the folder of the demonstration generators, independent of the working
 * directory.
 */
final class ModelPathConsumer implements IParameterConsumer {
  static final String BUNDLED = "bundled";

  @Override
  @SuppressWarnings("JdkObsolete") // picocli's signature
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    if (args.isEmpty() || args.peek().startsWith("-")) {
      throw new ParameterException(
          command.commandLine(), "--models needs an ONNX file, a manifest or a folder");
    }
    List<Path> paths = option.getValue();
    do {
      paths.add(path(args.pop(), command));
    } while (!args.isEmpty() && looksLikeModel(args.peek()));
  }

  private static Path path(String argument, CommandSpec command) {
    if (!argument.equals(BUNDLED) || Files.exists(Path.of(argument))) {
      return Path.of(argument);
    }
    return Optional.of(command.root().userObject())
        .filter(CdmaaCommand.class::isInstance)
        .flatMap(root -> ((CdmaaCommand) root).bundledModels())
        .orElseThrow(
            () ->
                new ParameterException(
                    command.commandLine(),
                    "The bundled generators are part of a checkout, which this is not; name others"
                        + " with --models"));
  }

  private static boolean looksLikeModel(String argument) {
    String lower = argument.toLowerCase(Locale.ROOT);
    return !argument.startsWith("-")
        && (lower.endsWith(".onnx")
            || lower.endsWith(".yaml")
            || lower.endsWith(".yml")
            || argument.equals(BUNDLED)
            || Files.isDirectory(Path.of(argument)));
  }
}
