package io.cdmaa.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes as many arguments as look like models, so that photos may follow: the first whatever it is,
 * then ONNX files, manifests and folders up to anything else.
 */
final class ModelPathConsumer implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's signature
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    if (args.isEmpty() || args.peek().startsWith("-")) {
      throw new ParameterException(
          command.commandLine(), "--models needs an ONNX file, a manifest or a folder");
    }
    List<Path> paths = option.getValue();
    do {
      paths.add(Path.of(args.pop()));
    } while (!args.isEmpty() && looksLikeModel(args.peek()));
  }

  private static boolean looksLikeModel(String argument) {
    String lower = argument.toLowerCase(Locale.ROOT);
    return !argument.startsWith("-")
        && (lower.endsWith(".onnx")
            || lower.endsWith(".yaml")
            || lower.endsWith(".yml")
            || Files.isDirectory(Path.of(argument)));
  }
}
