package io.cdmaa.attack;

import io.cdmaa.CdmaaException;
import io.cdmaa.Spelling;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of everything that can be chosen about a method, with its names: on the command line
 * ({@code --KEY VALUE}), in YAML ({@code KEY: VALUE}) and in reports alike.
 */
public enum MethodOption {
  /** The search. */
  ATTACK(
      "attack",
      "ifgsm",
      "how the budget is searched",
      choice("fgsm", "one step of size epsilon"),
      choice("ifgsm", "steps along the sign of the direction"),
      choice("pgd", "ifgsm from uniform starts anywhere in the budget"),
      choice("mifgsm", "ifgsm along a sum of past directions"),
      choice("apgd", "steps that halve themselves where progress stalls"),
      choice("square", "random squares, of which the better are kept; needs no gradient")),
  /** Starts of PGD. */
  RESTARTS("restarts", "1", "starts of pgd", count(1, 10_000)),
  /** Decay of MI-FGSM. */
  MOMENTUM(
      "momentum", "1", "mu of mifgsm: what is left of the past directions", number("MU", 0, 1)),
  /** Domains within a generator. */
  DOMAINS_BY(
      "domains-by",
      "uniform",
      "how the domains of a generator are combined",
      choice("uniform", "their mean"),
      choice("single", "N", "domain N only, from 1"),
      choice("iterative", "one domain per iteration, in turn"),
      choice("worst", "the domain of least L"),
      choice("mgda", "the shortest point of their hull"),
      choice("mgda", "R", "the same, regularised by R")),
  /** Generators. */
  MODELS_BY(
      "models-by",
      "mgda",
      "how the generators are combined",
      choice("mgda", "the shortest point of the hull of their regularised gradients"),
      choice("uniform", "the mean of their gradients"),
      choice("normalised", "the mean of their regularised gradients"),
      choice("static", "the same, with the first iterate's factors kept"),
      choice("single", "N", "generator N only, from 1"),
      choice("iterative", "one generator per iteration, in turn"),
      choice("threshold", "mgda that spends its steps where a domain can still be broken"),
      choice("weights", "A,B,..", "fixed weights, one per generator")),
  /** Regularisation of the generators' gradients. */
  REGULARISATION(
      "regularisation",
      "penalty",
      "how the generators' gradients are weighed before they are combined",
      choice("none", "not at all"),
      choice("l2", "divided by their length"),
      choice("log", "divided by L"),
      choice("penalty", "times L, so that the weakest generator gains most"),
      choice("l2+log", "divided by both length and L"),
      choice("l2+penalty", "times L, divided by their length")),
  /** Solver of MGDA. */
  SOLVER(
      "solver",
      "active-set",
      "what finds MGDA's shortest point",
      choice("active-set", "Wolfe's exact method"),
      choice("pairwise", "Frank-Wolfe with pairwise steps"),
      choice("frank-wolfe", "Frank-Wolfe as published")),
  /** Length of the steps. */
  SCHEDULE(
      "schedule",
      "constant",
      "how the length of a step changes",
      choice("constant", "not at all"),
      choice("two-stage", "twice the step size for the first half")),
  /** Rounding to the levels of the file. */
  ROUNDING(
      "rounding",
      "at-the-end",
      "when the photo is brought to the levels that its file can hold",
      choice("at-the-end", "once, after the search"),
      choice("every-step", "all the time: the search moves by whole levels")),
  /** What is raised. */
  LOSS(
      "loss",
      "mse",
      "what is raised",
      choice("mse", "MSE to the original's fake"),
      choice("masked", "the same where that fake differs from the photo by more than 0.5"),
      choice("masked", "T", "the same by more than T"),
      choice("weighted", "the same weighed by a mask picture"),
      choice("latent", "MSE of the inner tensor that the manifest names"),
      choice("latent", "TENSOR", "MSE of the inner tensor of that name"),
      choice("input", "MSE to the unprotected photo itself")),
  /** Norm of the budget. */
  NORM(
      "norm",
      "linf",
      "what epsilon measures",
      choice("linf", "the largest change of any value"),
      choice("l2", "the root of the mean squared change")),
  /** Estimate for generators that can only be queried. */
  ESTIMATOR(
      "estimator",
      "nes",
      "directions in which a generator is asked that may only be queried",
      choice("nes", "Gaussian"),
      choice("spsa", "signs")),
  /** Pairs of queries per estimate. */
  QUERY_PAIRS("query-pairs", "20", "antithetic pairs of photos per estimate", count(1, 100_000)),
  /** Distance of queries. */
  QUERY_RADIUS(
      "query-radius", "0.02", "how far they are from the iterate", number("RADIUS", 1e-6, 1)),
  /** Coarseness of queries. */
  QUERY_TILE("query-tile", "8", "side of the squares they are constant over", count(1, 1024)),
  /** Budget of queries. */
  QUERIES(
      "queries",
      "20000",
      "fakes that a generator may be asked for, per photo",
      count(1, 1_000_000_000)),
  /** Which iterate is kept. */
  BEST(
      "best",
      "threshold",
      "which iterate is kept",
      choice("threshold", "most domains broken, then the highest L of the weakest generator"),
      choice("threshold-mean", "most domains broken, then the highest mean L"),
      choice("weakest", "the highest L of the weakest generator"),
      choice("mean", "the highest mean L"),
      choice("last", "the last"));

  /** What stands behind a colon, or for the whole value where there is no name. */
  private enum Argument {
    NONE,
    COUNT,
    NUMBER,
    NUMBERS,
    NAME,
    TENSOR
  }

  /**
   * One allowed value.
   *
   * @param name what is written; empty if the value is a number
   * @param placeholder for what is written behind a colon; empty if nothing is
   * @param description what it means
   */
  public record Choice(
      String name, String placeholder, String description, double low, double high) {
    /** As a user writes it, e.g. {@code single:N}. */
    public String syntax() {
      return name.isEmpty() || placeholder.isEmpty()
          ? name + placeholder
          : name + ":" + placeholder;
    }

    private Argument argument() {
      return switch (placeholder) {
        case "" -> Argument.NONE;
        case "N" -> Argument.COUNT;
        case "A,B,.." -> Argument.NUMBERS;
        case "R" -> Argument.NAME;
        case "TENSOR" -> Argument.TENSOR;
        default -> Argument.NUMBER;
      };
    }
  }

  private final String key;
  private final String standard;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // a copy by List.of
  private final List<Choice> choices;

  MethodOption(String key, String standard, String description, Choice... choices) {
    this.key = key;
    this.standard = standard;
    this.description = description;
    this.choices = List.of(choices);
  }

  private static Choice choice(String name, String description) {
    return new Choice(name, "", description, 0, 0);
  }

  private static Choice choice(String name, String placeholder, String description) {
    return placeholder.equals("T")
        ? new Choice(name, placeholder, description, 0, 6)
        : new Choice(name, placeholder, description, 1, 1_000_000);
  }

  private static Choice count(int low, int high) {
    return new Choice("", "N", "", low, high);
  }

  private static Choice number(String placeholder, double low, double high) {
    return new Choice("", placeholder, "", low, high);
  }

  /** The name of the option. */
  public String key() {
    return key;
  }

  /** The value where none is given. */
  public String standard() {
    return standard;
  }

  /** What it decides. */
  public String description() {
    return description;
  }

  /** The allowed values. */
  public List<Choice> choices() {
    return choices;
  }

  /** The option of a name. */
  static MethodOption of(String key) {
    String wanted = normal(key);
    List<String> known = Arrays.stream(values()).map(MethodOption::key).toList();
    return Arrays.stream(values())
        .filter(option -> option.key.equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new CdmaaException(
                    "A method has no option '"
                        + key
                        + "'; did you mean '"
                        + Spelling.nearest(wanted, known)
                        + "'? There are "
                        + String.join(", ", known)));
  }

  static String normal(String text) {
    return text.strip().toLowerCase(Locale.ROOT).replace('_', '-').replaceAll("\\s", "");
  }

  /**
   * The one way to write a value.
   *
   * @throws CdmaaException if it is none; the message names the nearest one and all others
   */
  String canonical(String text) {
    if (choices.get(0).name().isEmpty()) {
      return checked(choices.get(0), normal(text));
    }
    int colon = text.indexOf(':');
    String name = normal(colon < 0 ? text : text.substring(0, colon));
    String argument = colon < 0 ? "" : text.substring(colon + 1).strip();
    for (Choice choice : choices) {
      if (choice.name().equals(name) && choice.placeholder().isEmpty() == argument.isEmpty()) {
        return argument.isEmpty() ? name : name + ":" + checked(choice, argument);
      }
    }
    Set<String> names = choices.stream().map(Choice::name).collect(Collectors.toSet());
    throw new CdmaaException(
        "'"
            + text
            + "' is no value of "
            + key
            + (names.contains(name)
                ? ""
                : "; did you mean '" + Spelling.nearest(name, List.copyOf(names)) + "'?")
            + " It may be "
            + choices.stream().map(Choice::syntax).collect(Collectors.joining(", ")));
  }

  private String checked(Choice choice, String argument) {
    return switch (choice.argument()) {
      case NONE, TENSOR -> argument;
      case NAME -> REGULARISATION.canonical(argument);
      case COUNT -> {
        double value = within(choice, argument);
        if (value != Math.rint(value)) {
          throw new CdmaaException(key + " is " + argument + "; it must be a whole number");
        }
        yield Long.toString((long) value);
      }
      case NUMBER -> plain(within(choice, argument));
      case NUMBERS -> weights(argument);
    };
  }

  private String weights(String text) {
    double[] values = Arrays.stream(text.split(",", -1)).mapToDouble(this::number).toArray();
    double sum = Arrays.stream(values).sum();
    if (!(Arrays.stream(values).allMatch(v -> v >= 0) && sum > 0 && Double.isFinite(sum))) {
      throw new CdmaaException(
          key + " is " + text + "; weights must be finite and at least 0, and not all 0");
    }
    return Arrays.stream(values).mapToObj(MethodOption::plain).collect(Collectors.joining(","));
  }

  private double within(Choice choice, String text) {
    double value = number(text);
    if (!(value >= choice.low() && value <= choice.high())) {
      throw new CdmaaException(
          key
              + " is "
              + text
              + "; it must be at least "
              + plain(choice.low())
              + " and at most "
              + plain(choice.high()));
    }
    return value;
  }

  private double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new CdmaaException(key + " is '" + text + "', which is no number", e);
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
