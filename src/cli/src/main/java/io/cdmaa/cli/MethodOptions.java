package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.Method;
import io.cdmaa.MethodOption;
import io.cdmaa.MethodSyntax;
import io.cdmaa.generator.Loss;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options for the method and for each of its parts. All but the mask come from {@link
 * MethodSyntax}; {@link #complete} adds them to a command.
 */
final class MethodOptions {
  private static final String METHOD = "method";

  /** What gives an option an effect, where the name of another method would not. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          "survive-by", "name transforms with --survive",
          "survive-effort", "name transforms with --survive");

  /** The given values, by key. */
  private final Map<String, String> given = new LinkedHashMap<>();

  private final Method usual;

  /** The parts that have an option; empty for all, and for the whole method and its mask. */
  private final Set<String> parts;

  @Option(
      names = "--mask",
      paramLabel = "FILE",
      description =
          "Image of the photo's size for --loss weighted, which it implies: white counts, black"
              + " does not.")
  private Path mask;

  /** Creates the options for a whole method. */
  MethodOptions() {
    this(Defaults.METHOD, Set.of());
  }

  /**
   * Creates the options for some parts of a method.
   *
   * @param usual the method that they change
   * @param parts keys of the parts
   */
  MethodOptions(Method usual, Set<String> parts) {
    this.usual = usual;
    this.parts = Set.copyOf(parts);
  }

  /**
   * Returns the command line of a command, with the method's options if the command has a method.
   */
  static CommandLine complete(Object command) {
    CommandLine line = new CommandLine(command);
    CommandSpec spec = line.getCommandSpec();
    in(spec).forEach(options -> options.addTo(spec));
    return line;
  }

  private static Stream<MethodOptions> in(CommandSpec spec) {
    return spec.mixins().values().stream()
        .flatMap(
            mixin ->
                mixin.userObject() instanceof MethodOptions options
                    ? Stream.of(options)
                    : in(mixin));
  }

  private void addTo(CommandSpec spec) {
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder()
            .exclusive(false)
            .validate(false)
            .heading(parts.isEmpty() ? "%nThe method and its parts:%n" : "%nThe method:%n");
    if (parts.isEmpty()) {
      group.addArg(
          option("--" + METHOD, METHOD)
              .paramLabel("METHOD")
              .completionCandidates(
                  MethodSyntax.presets().stream().map(MethodSyntax.Preset::name).toList())
              .description(MethodReference.methods())
              .build());
    } else {
      spec.remove(spec.findOption("--mask"));
    }
    for (MethodOption<?> part : MethodSyntax.options()) {
      if (!parts.isEmpty() && !parts.contains(part.key())) {
        continue;
      }
      String[] names =
          Stream.concat(Stream.of(part.key()), part.aliases().stream())
              .map(name -> "--" + name)
              .toArray(String[]::new);
      group.addArg(
          option(names[0], part.key())
              .names(names)
              .paramLabel(MethodReference.label(part))
              .completionCandidates(part.names())
              .description(
                  parts.isEmpty()
                      ? MethodReference.description(part)
                      : MethodReference.description(part, part.print(usual)))
              .build());
    }
    spec.addArgGroup(group.build());
  }

  private OptionSpec.Builder option(String name, String key) {
    return OptionSpec.builder(name)
        .type(String.class)
        .getter(
            new IGetter() {
              @Override
              // picocli's signature; the option's type is String
              @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
              public <T> T get() {
                return (T) given.get(key);
              }
            })
        .setter(
            new ISetter() {
              @Override
              @SuppressWarnings("unchecked") // the option's type is String
              public <T> T set(T value) {
                return (T) (value == null ? given.remove(key) : given.put(key, (String) value));
              }
            });
  }

  /**
   * Returns the method that these options describe.
   *
   * @throws ParameterException if a name is unknown, or an option has no effect on the method
   */
  Method method(CommandSpec spec) {
    Map<String, String> changes = new LinkedHashMap<>(given);
    String named = changes.remove(METHOD);
    if (mask != null) {
      changes.putIfAbsent("loss", "weighted");
    }
    try {
      Method result = MethodSyntax.with(named == null ? usual : MethodSyntax.parse(named), changes);
      List<String> idle = MethodSyntax.idle(result, changes.keySet());
      if (!idle.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "--"
                + idle.get(0)
                + " has no effect on this method ("
                + MethodSyntax.print(result)
                + "); leave it out, or "
                + REMEDIES.getOrDefault(idle.get(0), "choose a method that uses it"));
      }
      boolean weighted = result.loss() instanceof Loss.Weighted;
      if (weighted != (mask != null)) {
        throw new ParameterException(
            spec.commandLine(),
            weighted
                ? "--loss weighted needs a mask; give one with --mask"
                : "--mask applies only to --loss weighted; leave one of the two out");
      }
      return result;
    } catch (CdmaaException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  /** Returns the mask of a weighted loss. */
  Optional<Path> mask() {
    return Optional.ofNullable(mask);
  }
}
