package io.cdmaa.attack;

import static io.cdmaa.attack.MethodOption.ATTACK;
import static io.cdmaa.attack.MethodOption.BEST;
import static io.cdmaa.attack.MethodOption.DOMAINS_BY;
import static io.cdmaa.attack.MethodOption.LOSS;
import static io.cdmaa.attack.MethodOption.MODELS_BY;
import static io.cdmaa.attack.MethodOption.MOMENTUM;
import static io.cdmaa.attack.MethodOption.NORM;
import static io.cdmaa.attack.MethodOption.REGULARISATION;
import static io.cdmaa.attack.MethodOption.RESTARTS;
import static io.cdmaa.attack.MethodOption.ROUNDING;
import static io.cdmaa.attack.MethodOption.SCHEDULE;
import static io.cdmaa.attack.MethodOption.SOLVER;

import io.cdmaa.CdmaaException;
import io.cdmaa.Spelling;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.ActiveSet;
import io.cdmaa.mgda.DomainAggregation;
import io.cdmaa.mgda.FixedWeights;
import io.cdmaa.mgda.FrankWolfe;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.mgda.IterativeDomains;
import io.cdmaa.mgda.IterativeModels;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.MgdaDomains;
import io.cdmaa.mgda.MinNormSolver;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.NormalisedModels;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.SingleDomain;
import io.cdmaa.mgda.SingleModel;
import io.cdmaa.mgda.StandardArithmetic;
import io.cdmaa.mgda.UniformDomains;
import io.cdmaa.mgda.UniformModels;
import io.cdmaa.mgda.WorstDomain;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A whole method: what is raised, how it is searched, how domains and generators are combined. Not
 * how far and how long, which {@link AttackSettings} say. Two specifications are equal if they do
 * the same: an option that has no effect beside the others has its standard value.
 *
 * @param choices every option with its value as {@link MethodOption} writes it
 */
public record MethodSpec(Map<MethodOption, String> choices) {
  /** The method of Qiu, Du and Lu 2022: uniform domains, MGDA with the penalty over generators. */
  public static final String CDMAA = "cdmaa";

  /** The plain mean of all gradients. */
  public static final String UNIFORM = "uniform";

  /** MGDA that knows the threshold: {@link ThresholdAware}, with momentum, on the file's levels. */
  public static final String THRESHOLD = "threshold";

  /** What each preset changes about the standard values. */
  private static final Map<String, Map<MethodOption, String>> PRESETS = presetTable();

  /** Attacks that take steps of a given size. */
  private static final Set<String> STEPPED = Set.of("ifgsm", "pgd", "mifgsm");

  private static final Set<String> REGULARISED = Set.of("mgda", "normalised", "static");

  private static Map<String, Map<MethodOption, String>> presetTable() {
    Map<String, Map<MethodOption, String>> table = new LinkedHashMap<>();
    table.put(CDMAA, Map.of());
    table.put(UNIFORM, Map.of(MODELS_BY, "uniform"));
    table.put(
        THRESHOLD,
        Map.of(
            MODELS_BY, "threshold",
            ATTACK, "mifgsm",
            MOMENTUM, "0.7",
            SCHEDULE, "two-stage"));
    return Collections.unmodifiableMap(table);
  }

  /**
   * Completes with standard values and drops what has no effect.
   *
   * @throws CdmaaException if a value is not allowed
   */
  public MethodSpec {
    Map<MethodOption, String> all = new EnumMap<>(MethodOption.class);
    for (MethodOption option : MethodOption.values()) {
      all.put(option, option.canonical(choices.getOrDefault(option, option.standard())));
    }
    for (MethodOption option : MethodOption.values()) {
      if (!matters(option, all)) {
        all.put(option, option.standard());
      }
    }
    choices = Collections.unmodifiableMap(all);
  }

  /** The names of the presets. */
  public static List<String> presets() {
    return List.copyOf(PRESETS.keySet());
  }

  /**
   * A preset by its name.
   *
   * @throws CdmaaException if there is none; the message names the nearest
   */
  public static MethodSpec preset(String name) {
    String wanted = MethodOption.normal(name);
    Map<MethodOption, String> changes = PRESETS.get(wanted);
    if (changes == null) {
      throw new CdmaaException(
          "'"
              + name
              + "' is no method; did you mean '"
              + Spelling.nearest(wanted, PRESETS.keySet())
              + "'? There are "
              + String.join(", ", PRESETS.keySet())
              + ", and each option can be changed by itself");
    }
    return new MethodSpec(changes);
  }

  /**
   * Reads what {@link #text()} wrote: a preset, or {@code KEY=VALUE} pairs, or a preset and pairs
   * that change it, between blanks.
   *
   * @throws CdmaaException if a name is not known
   */
  public static MethodSpec parse(String text) {
    String[] words = text.strip().split("\\s+", -1);
    boolean named = !words[0].contains("=");
    MethodSpec spec = preset(named ? words[0] : CDMAA);
    Map<String, String> changes = new LinkedHashMap<>();
    for (String word : Arrays.asList(words).subList(named ? 1 : 0, words.length)) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new CdmaaException("'" + word + "' is no KEY=VALUE of a method");
      }
      changes.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return spec.with(changes);
  }

  /**
   * Reads a map such as a YAML node: the options by their keys, and optionally {@code method}, the
   * preset that they change ({@value #CDMAA} if absent).
   *
   * @throws CdmaaException if a key or value is not known; the message names the nearest known one
   */
  public static MethodSpec parse(Map<String, String> named) {
    Map<String, String> changes = new LinkedHashMap<>(named);
    String preset = changes.remove("method");
    return preset(preset == null ? CDMAA : preset).with(changes);
  }

  /** This specification with some options changed, by their keys. */
  public MethodSpec with(Map<String, String> changes) {
    Map<MethodOption, String> changed = new EnumMap<>(choices);
    changes.forEach((key, value) -> changed.put(MethodOption.of(key), value));
    return new MethodSpec(changed);
  }

  /** This specification with one option changed. */
  public MethodSpec with(MethodOption option, String value) {
    return with(Map.of(option.key(), value));
  }

  /**
   * The options among some that this specification does not use, so that giving them was a mistake:
   * {@code momentum} where the attack has none.
   */
  public List<MethodOption> idle(Collection<MethodOption> given) {
    return given.stream().filter(option -> !matters(option, choices)).toList();
  }

  private static boolean matters(MethodOption option, Map<MethodOption, String> all) {
    String models = all.get(MODELS_BY);
    if (all.get(ATTACK).equals("square")) {
      return switch (option) {
        case ATTACK, LOSS, BEST, QUERIES -> true;
        default -> false;
      };
    }
    return switch (option) {
      case RESTARTS -> all.get(ATTACK).equals("pgd");
      case MOMENTUM -> all.get(ATTACK).equals("mifgsm");
      case REGULARISATION -> REGULARISED.contains(models);
      case DOMAINS_BY -> !models.equals("threshold");
      case SCHEDULE -> STEPPED.contains(all.get(ATTACK));
      case ROUNDING -> STEPPED.contains(all.get(ATTACK)) && all.get(NORM).equals("linf");
      case SOLVER -> models.equals("mgda") || all.get(DOMAINS_BY).startsWith("mgda");
      default -> true;
    };
  }

  /** The value of an option. */
  public String get(MethodOption option) {
    return choices.get(option);
  }

  /** All options by their keys, in the order of the table; {@link #parse(Map)} reads it back. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    choices.forEach((option, value) -> map.put(option.key(), value));
    return Collections.unmodifiableMap(map);
  }

  /**
   * The shortest text that {@link #parse(String)} reads back: the preset that this is, or else
   * {@value #CDMAA} and what differs from it.
   */
  public String text() {
    for (String name : PRESETS.keySet()) {
      if (preset(name).equals(this)) {
        return name;
      }
    }
    MethodSpec base = preset(CDMAA);
    return choices.entrySet().stream()
        .filter(entry -> !base.get(entry.getKey()).equals(entry.getValue()))
        .map(entry -> entry.getKey().key() + "=" + entry.getValue())
        .collect(Collectors.joining(" "));
  }

  @Override
  public String toString() {
    return text();
  }

  /** The search, with {@link StandardArithmetic}. */
  public Attack attack() {
    return attack(StandardArithmetic::create);
  }

  /**
   * The search.
   *
   * @param arithmetic makes the arithmetic of one run
   */
  public Attack attack(Supplier<GradientArithmetic> arithmetic) {
    return switch (get(ATTACK)) {
      case "fgsm" -> new Fgsm(arithmetic);
      case "pgd" -> new Pgd(Integer.parseInt(get(RESTARTS)), arithmetic);
      case "mifgsm" -> new MiFgsm(Double.parseDouble(get(MOMENTUM)), arithmetic);
      case "apgd" -> new Apgd(arithmetic);
      case "square" -> new Square(arithmetic);
      default -> new IFgsm(arithmetic);
    };
  }

  /** How domains are combined. */
  public DomainAggregation domains() {
    String value = get(DOMAINS_BY);
    String argument = argument(value);
    return switch (name(value)) {
      case "single" -> new SingleDomain(Integer.parseInt(argument) - 1);
      case "iterative" -> new IterativeDomains();
      case "worst" -> new WorstDomain();
      case "mgda" ->
          new MgdaDomains(
              new Mgda(regularisation(argument.isEmpty() ? "none" : argument), solver()));
      default -> new UniformDomains();
    };
  }

  /** How generators are combined. */
  public ModelAggregation models() {
    String value = get(MODELS_BY);
    return switch (name(value)) {
      case "uniform" -> new UniformModels();
      case "normalised" -> new NormalisedModels(regularisation(get(REGULARISATION)), false);
      case "static" -> new NormalisedModels(regularisation(get(REGULARISATION)), true);
      case "single" -> new SingleModel(Integer.parseInt(argument(value)) - 1);
      case "iterative" -> new IterativeModels();
      case "threshold" -> new ThresholdAware();
      case "weights" -> new FixedWeights(weights(argument(value)));
      default -> new Mgda(regularisation(get(REGULARISATION)), solver());
    };
  }

  /** What is raised. */
  public Loss loss() {
    String value = get(LOSS);
    String argument = argument(value);
    return switch (name(value)) {
      case "masked" ->
          new Loss.Masked(argument.isEmpty() ? Loss.Masked.USUAL : Double.parseDouble(argument));
      case "weighted" -> new Loss.Weighted();
      case "latent" ->
          new Loss.Latent(argument.isEmpty() ? Optional.empty() : Optional.of(argument));
      case "input" -> new Loss.Input();
      default -> Loss.mse();
    };
  }

  /** How generators are asked that may only be queried. */
  public Queries queries() {
    return new Queries(
        Queries.Estimator.valueOf(get(MethodOption.ESTIMATOR).toUpperCase(Locale.ROOT)),
        Integer.parseInt(get(MethodOption.QUERY_PAIRS)),
        Double.parseDouble(get(MethodOption.QUERY_RADIUS)),
        Integer.parseInt(get(MethodOption.QUERY_TILE)),
        Long.parseLong(get(MethodOption.QUERIES)));
  }

  private static List<Double> weights(String text) {
    return Arrays.stream(text.split(",", -1)).map(Double::valueOf).toList();
  }

  private static Regularisation regularisation(String name) {
    return Regularisation.valueOf(name.toUpperCase(Locale.ROOT).replace('+', '_'));
  }

  private MinNormSolver solver() {
    return switch (get(SOLVER)) {
      case "pairwise" -> new FrankWolfe();
      case "frank-wolfe" -> new FrankWolfe(FrankWolfe.Steps.CLASSIC, 1e-10, 100_000);
      default -> new ActiveSet();
    };
  }

  private static String name(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? value : value.substring(0, colon);
  }

  private static String argument(String value) {
    int colon = value.indexOf(':');
    return colon < 0 ? "" : value.substring(colon + 1);
  }

  /** What the generators' sessions have to tell. */
  public Gradients gradients() {
    if (get(ATTACK).equals("square")) {
      return Gradients.NONE;
    }
    return domains().needsGradients() ? Gradients.PER_DOMAIN : Gradients.WEIGHTED;
  }

  /** Settings with this specification's strategies, norm and criterion, and all else as it was. */
  public AttackSettings applyTo(AttackSettings settings) {
    double epsilon = settings.budget().epsilon();
    return settings
        .withBudget(get(NORM).equals("l2") ? new Budget.Rms(epsilon) : new Budget.LInf(epsilon))
        .withDomains(domains())
        .withAggregation(models())
        .withQueries(queries())
        .withSchedule(constant(Schedule.class, SCHEDULE))
        .withRounding(constant(Rounding.class, ROUNDING))
        .withCriterion(constant(Criterion.class, BEST));
  }

  /** The constant whose name is the value of an option. */
  private <E extends Enum<E>> E constant(Class<E> type, MethodOption option) {
    return Enum.valueOf(type, get(option).toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /**
   * Checks what depends on the group.
   *
   * @param generators how many there are
   * @throws CdmaaException if the strategy does not fit so many
   */
  public void requireFits(int generators) {
    ModelAggregation models = models();
    Loss loss = loss();
    if (models instanceof ThresholdAware
        && (loss instanceof Loss.Latent || loss instanceof Loss.Input)) {
      throw new CdmaaException(
          "models-by threshold needs a loss that the threshold is meant for, and "
              + get(LOSS)
              + " is none; combine the generators otherwise (--method cdmaa)");
    }
    if (models instanceof SingleModel single && single.generator() >= generators) {
      throw new CdmaaException(
          "models-by is " + get(MODELS_BY) + ", but there are " + generators + " generators");
    }
    if (models instanceof FixedWeights fixed && fixed.given().size() != generators) {
      throw new CdmaaException(
          "models-by gives "
              + fixed.given().size()
              + " weights for "
              + generators
              + " generators; give one for each");
    }
  }
}
