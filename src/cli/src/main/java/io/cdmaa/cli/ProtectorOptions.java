package io.cdmaa.cli;

import io.cdmaa.Face;
import io.cdmaa.FileSettings;
import io.cdmaa.PhotoProtector;
import io.cdmaa.PhotoProtectorBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options of {@code protect} that decide what a protected photo looks like, for a program with
 * a command line of its own that protects photos elsewhere.
 *
 * <p>Such a program parses the options where it is started and again where it protects photos.
 * {@link #given} names them with the files that they need, so that the files can be moved along.
 */
public final class ProtectorOptions {
  /** What is no input: the cache belongs to the machine. */
  private static final String CACHE = "--cache";

  private static final String MODELS = "--models";
  private static final String QUERY = "--query";
  private static final String SKIP = "--skip-bad-models";

  @Mixin private ModelOptions models;
  @Mixin private LabelOptions labels;
  @Mixin private FormatOptions format;
  @Mixin private ArithmeticOption arithmetic;

  @Option(
      names = "--memory-budget",
      paramLabel = "SIZE",
      converter = MemorySize.Converter.class,
      description = "Memory limit of a process, for instance 3G or 900M. Default: no limit.")
  private MemorySize memoryBudget;

  @Mixin private BadModelsOption badModels;
  @Mixin private NoVerdictOption noVerdict;
  @Mixin private AttackOptions attack;
  @Mixin private RequireOption require;

  /**
   * One of the options as it was given.
   *
   * @param name with its dashes
   * @param values empty for a flag
   * @param files whether the values are paths of input files
   */
  public record Given(String name, List<String> values, boolean files) {
    /** Copies the list. */
    public Given {
      values = List.copyOf(values);
    }
  }

  /**
   * Returns the command line of a command that has these options as a mixin.
   *
   * @param command an annotated object
   */
  public static CommandLine commandLine(Object command) {
    return CommandLines.reading(MethodOptions.complete(command));
  }

  /** Returns a sentence that describes an error of the command line or another failure. */
  public static String sentence(Throwable failure) {
    return failure instanceof ParameterException e
        ? UsageErrors.describe(e)
        : Failures.describeFully(failure);
  }

  /**
   * Returns a sentence with a remedy if photos do not meet the requirement.
   *
   * @param rated whether an attack rate is required
   * @param all number of photos
   * @param broken number of those of which any fake is broken
   * @param unmet number of those that do not meet the requirement
   */
  public static Optional<String> complaint(boolean rated, int all, int broken, int unmet) {
    return OutcomeCounts.complaint(rated, all, broken, unmet);
  }

  /** Returns the name and version that records give for their author. */
  public static String tool() {
    return CdmaaCommand.Version.tool();
  }

  /**
   * Returns those of these options that were given on the parsed command line of a command.
   *
   * @param modelFiles the files of the models in use; what was given for models that are left out
   *     is not returned
   */
  public List<Given> given(CommandLine line, List<Path> modelFiles) {
    CommandSpec own = MethodOptions.complete(new Alone()).getCommandSpec();
    List<Given> given = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      String name = option.longestName();
      if (own.findOption(name) == null || name.equals(SKIP)) {
        continue;
      }
      if (name.equals(QUERY)) {
        List<String> names = models.queried(modelFiles);
        if (!names.isEmpty()) {
          given.add(new Given(name, names, false));
        }
      } else if (isPath(option) && !name.equals(CACHE)) {
        List<String> paths = paths(option.getValue());
        if (name.equals(MODELS)) {
          paths = paths.stream().filter(path -> holdsAny(Path.of(path), modelFiles)).toList();
        }
        if (!paths.isEmpty()) {
          given.add(new Given(name, paths, true));
        }
      } else if (line.getParseResult().hasMatchedOption(name)) {
        given.add(new Given(name, words(line.getParseResult().matchedOption(name)), false));
      }
    }
    return given;
  }

  private static List<String> paths(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Object::toString).toList();
    }
    return value == null ? List.of() : List.of(value.toString());
  }

  private static List<String> words(OptionSpec option) {
    return option.arity().max() == 0 ? List.of() : option.originalStringValues();
  }

  private static boolean isPath(ArgSpec option) {
    Class<?>[] types = option.auxiliaryTypes();
    return option.type() == Path.class || (types.length > 0 && types[0] == Path.class);
  }

  private static boolean holdsAny(Path given, List<Path> files) {
    Path path = given.toAbsolutePath().normalize();
    return files.stream().anyMatch(file -> file.toAbsolutePath().normalize().startsWith(path));
  }

  /**
   * Returns a builder with these options. Lanes are the caller's choice.
   *
   * @param leftOut receives a sentence on each model that is left out, if that is asked for
   * @throws ParameterException if a value is out of range, or options contradict each other
   */
  public PhotoProtectorBuilder builder(CommandSpec spec, Consumer<String> leftOut) {
    PhotoProtectorBuilder builder = PhotoProtector.builder();
    if (badModels.skip()) {
      builder.skipBadModels(problem -> leftOut.accept("Left out: " + Failures.describe(problem)));
    }
    models.configure(builder, spec);
    attack.configure(builder, spec, Optional.empty());
    attack.mask().ifPresent(builder::mask);
    arithmetic.configure(builder);
    if (memoryBudget != null) {
      builder.memoryBudget(memoryBudget.bytes());
    }
    if (noVerdict.given()) {
      if (require.given() || attack.evaluatesAfter()) {
        throw new ParameterException(
            spec.commandLine(), "--no-verdict excludes --require and --after; leave one out");
      }
      builder.withoutVerdict();
    }
    return builder;
  }

  /** Returns whether memory is limited. */
  public boolean limitsMemory() {
    return memoryBudget != null;
  }

  /** Returns the number of threads that was asked for; 0 for none. */
  public int threads(CommandSpec spec) {
    return models.threads(spec);
  }

  /** Returns how files are written and what is recorded of them. */
  public FileSettings files(CommandSpec spec) {
    return format.files(spec, require.requirement(spec).rate(), tool());
  }

  /** The known attributes of the faces on photos. */
  @FunctionalInterface
  public interface Faces {
    /**
     * Returns the known attributes of the face on a photo.
     *
     * @param photo only its file name matters
     * @throws io.cdmaa.CdmaaException if there is a file of attributes that does not list the photo
     */
    Face on(Path photo);
  }

  /** Reads the known attributes of the faces. */
  public Faces faces(CommandSpec spec) {
    LabelOptions.Faces faces = labels.read(spec);
    return photo -> new Face(faces.on(photo).values());
  }

  /** A command with nothing but these options. */
  @CommandLine.Command
  private static final class Alone {
    @SuppressWarnings("UnusedVariable") // read by picocli
    @Mixin
    private ProtectorOptions options;
  }
}
