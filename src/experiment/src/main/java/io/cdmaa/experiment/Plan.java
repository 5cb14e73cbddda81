package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.Defaults;
import io.cdmaa.ErrorReason;
import io.cdmaa.Method;
import io.cdmaa.MethodOption;
import io.cdmaa.MethodSyntax;
import io.cdmaa.SearchStrategy;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.BudgetShape;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.attack.WarmStart;
import io.cdmaa.generator.Loss;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.protection.CropChoice;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.transform.Survival;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a setting protects a photo.
 *
 * @param method the loss to maximise, the search, and the aggregation of domains and generators
 * @param settings budget and steps, with the method's choices
 */
public record Plan(Method method, AttackSettings settings) {
  private static final String METHOD = "method";
  private static final String EPSILON = "epsilon";
  private static final String STEP_SIZE = "step-size";
  private static final String ITERATIONS = "iterations";
  private static final String SEED = "seed";
  private static final String START_OFFSET = "start-offset";
  private static final String WARM_START = "warm-start";
  private static final String COLD = "none";

  private static final List<String> BESIDE =
      List.of(METHOD, EPSILON, STEP_SIZE, ITERATIONS, SEED, START_OFFSET, WARM_START);

  /** Returns the keys that a setting may have: those of a method and those beside it. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>(BESIDE);
    MethodSyntax.options().stream().map(MethodOption::key).forEach(keys::add);
    return keys;
  }

  /**
   * Returns the plan that a setting describes; keys that it does not contain have their value in
   * {@link io.cdmaa.Defaults}.
   *
   * @param values key and value as written
   * @param threshold L from which a fake counts as broken
   * @param starts reads the universal perturbation that a setting names
   * @throws CdmaaException if a key or value is unknown or out of range
   */
  static Plan of(Map<String, String> values, double threshold, Function<String, WarmStart> starts) {
    Map<String, String> parts = new LinkedHashMap<>(values);
    parts.keySet().removeIf(key -> BESIDE.contains(key) && !key.equals(METHOD));
    Method method = MethodSyntax.parse(parts);
    BudgetShape.Form form = method.budget().form();
    String start = values.getOrDefault(WARM_START, COLD);
    AttackSettings standard =
        start.equals(COLD)
            ? AttackSettings.defaults()
            : AttackSettings.defaults().withWarmStart(starts.apply(start));
    int iterations = (int) whole(values, ITERATIONS, standard.iterations());
    double step = Defaults.STRENGTH.stepSize(form, method.schedule(), iterations);
    AttackSettings settings =
        standard
            .withEpsilon(number(values, EPSILON, Defaults.STRENGTH.epsilon(form)))
            .withStepSize(number(values, STEP_SIZE, step))
            .withIterations(iterations)
            .withSeed(whole(values, SEED, standard.seed()))
            .withStartOffset(number(values, START_OFFSET, standard.startOffset()))
            .withThreshold(threshold);
    AttackSettings all = MethodAlgorithms.settings(method, settings);
    all.warmStart().ifPresent(warm -> warm.requireFits(all.budget(), all.shape()));
    return new Plan(method, all);
  }

  /**
   * Returns what is done to each photo.
   *
   * @param experiment names the region that the generators process, and the transforms after which
   *     photos are evaluated
   * @param arithmetic creates the arithmetic that aggregates gradients, for one search
   */
  ProtectionPlan protection(Experiment experiment, Supplier<GradientArithmetic> arithmetic) {
    return new ProtectionPlan(
        settings,
        method,
        new CropChoice(experiment.crop()),
        Optional.empty(),
        arithmetic,
        experiment.after(),
        true);
  }

  /** Returns whether a mask per photo is needed. */
  boolean weighs() {
    return method.loss() instanceof Loss.Weighted;
  }

  private static double number(Map<String, String> values, String key, double standard) {
    try {
      return values.containsKey(key) ? Double.parseDouble(values.get(key)) : standard;
    } catch (NumberFormatException e) {
      throw new CdmaaException(
          ErrorReason.EXPERIMENT, key + " '" + values.get(key) + "' is not a number; give one", e);
    }
  }

  private static long whole(Map<String, String> values, String key, long standard) {
    try {
      return values.containsKey(key) ? Integer.parseInt(values.get(key)) : standard;
    } catch (NumberFormatException e) {
      throw new CdmaaException(
          ErrorReason.EXPERIMENT,
          key + " '" + values.get(key) + "' is not a whole number; give one",
          e);
    }
  }

  /** Returns every choice in canonical form, defaults included: equal plans have equal maps. */
  public Map<String, String> canonical() {
    Map<String, String> all = new LinkedHashMap<>(MethodSyntax.toMap(method));
    all.put(EPSILON, Double.toString(settings.budget().epsilon()));
    all.put(STEP_SIZE, Double.toString(settings.stepSize()));
    all.put(ITERATIONS, Integer.toString(settings.iterations()));
    all.put(SEED, Long.toString(settings.seed()));
    all.put(START_OFFSET, Double.toString(settings.startOffset()));
    settings.warmStart().ifPresent(start -> all.put(WARM_START, start.sha256()));
    return all;
  }

  /** Returns a copy with a single step per start, for timing. */
  Plan withOneStep() {
    return new Plan(method, settings.withIterations(1));
  }

  /** Returns what the time of one step depends on. */
  String kind() {
    return Stream.of("attack", "domains-by", "models-by", "loss", "survive", "survive-by")
        .map(key -> MethodSyntax.option(key).print(method))
        .collect(Collectors.joining(" "));
  }

  /**
   * Returns how often the generators are evaluated for one photo: for the references, at every
   * iterate and, under every transform, at the last one, and to evaluate the file.
   */
  double evaluations() {
    boolean one = method.attack() instanceof SearchStrategy.Fgsm;
    int starts = method.attack() instanceof SearchStrategy.Pgd pgd ? pgd.restarts() : 1;
    if (settings.iterations() == 0) {
      return 2;
    }
    Survival survive = settings.survive();
    int looks = survive.steps(one ? 1 : settings.iterations()) * survive.looks();
    return 2 + starts * (looks + (double) survive.slots());
  }
}
