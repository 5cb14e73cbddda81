package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.Apgd;
import io.cdmaa.attack.Attack;
import io.cdmaa.attack.AttackSettings;
import io.cdmaa.attack.Fgsm;
import io.cdmaa.attack.IFgsm;
import io.cdmaa.attack.MiFgsm;
import io.cdmaa.attack.Pgd;
import io.cdmaa.generator.Spelling;
import io.cdmaa.mgda.IterativeModels;
import io.cdmaa.mgda.Mgda;
import io.cdmaa.mgda.ModelAggregation;
import io.cdmaa.mgda.Regularisation;
import io.cdmaa.mgda.SingleModel;
import io.cdmaa.mgda.UniformModels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plans out of the attacks and aggregations that there are. */
final class MethodPlans implements Plans {
  private static final Map<String, String> DEFAULTS =
      new LinkedHashMap<>(
          Map.of(
              "attack", "ifgsm",
              "models", "mgda",
              "regularisation", "penalty",
              "epsilon", "0.05",
              "step-size", "0.01",
              "iterations", "10",
              "seed", "0"));

  @Override
  public List<String> keys() {
    return List.copyOf(DEFAULTS.keySet());
  }

  @Override
  public Plan plan(Map<String, String> values, double threshold) {
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
    all.putAll(values);
    AttackSettings settings =
        AttackSettings.defaults()
            .withEpsilon(number(all, "epsilon"))
            .withStepSize(number(all, "step-size"))
            .withIterations((int) number(all, "iterations"))
            .withSeed((long) number(all, "seed"))
            .withThreshold(threshold)
            .withAggregation(aggregation(all));
    all.put("epsilon", Double.toString(settings.budget().epsilon()));
    all.put("step-size", Double.toString(settings.stepSize()));
    return new Plan(attack(all.get("attack")), settings, all);
  }

  private static double number(Map<String, String> values, String key) {
    try {
      return Double.parseDouble(values.get(key));
    } catch (NumberFormatException e) {
      throw new CdmaaException(key + " '" + values.get(key) + "' is no number; write one", e);
    }
  }

  private static Attack attack(String name) {
    return switch (name) {
      case "fgsm" -> new Fgsm();
      case "ifgsm" -> new IFgsm();
      case "pgd" -> new Pgd();
      case "mifgsm" -> new MiFgsm();
      case "apgd" -> new Apgd();
      default -> throw unknown("attack", name, List.of("fgsm", "ifgsm", "pgd", "mifgsm", "apgd"));
    };
  }

  private static ModelAggregation aggregation(Map<String, String> values) {
    String name = values.get("models");
    if (name.matches("single:\\d+")) {
      return new SingleModel(Integer.parseInt(name.substring(7)) - 1);
    }
    Regularisation regularisation;
    try {
      regularisation =
          Regularisation.valueOf(values.get("regularisation").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw unknown(
          "regularisation", values.get("regularisation"), List.of("none", "l2", "log", "penalty"));
    }
    return switch (name) {
      case "mgda" -> new Mgda(regularisation);
      case "uniform" -> new UniformModels();
      case "iterative" -> new IterativeModels();
      default -> throw unknown("models", name, List.of("mgda", "uniform", "iterative", "single:1"));
    };
  }

  private static CdmaaException unknown(String key, String value, List<String> known) {
    return new CdmaaException(
        key
            + " '"
            + value
            + "' is unknown; did you mean '"
            + Spelling.nearest(value, known)
            + "'?");
  }
}
