package io.cdmaa.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.attack.AttackSettings;
import java.util.Locale;

/**
 * What is done to each photo.
 *
 * @param settings the attack's settings
 * @param method how generators are combined
 * @param crop what the generators see
 */
record AttackPlan(AttackSettings settings, Method method, CropChoice crop) {
  /** All that the result depends on, besides photo and models. */
  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("method", method.name().toLowerCase(Locale.ROOT));
    node.put("epsilon", settings.budget().epsilon());
    node.put("stepSize", settings.stepSize());
    node.put("iterations", settings.iterations());
    node.put("seed", settings.seed());
    node.put("threshold", settings.threshold());
    node.put("earlyStop", settings.earlyStop());
    node.put("crop", crop.text());
    return node;
  }

  /** The settings in one line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s, epsilon %s (%d levels of 255), step size %s, %d iterations, seed %d, crop %s",
        method.name().toLowerCase(Locale.ROOT),
        settings.budget().epsilon(),
        (int) Math.floor(settings.budget().epsilon() * 127.5 + 1e-9),
        settings.stepSize(),
        settings.iterations(),
        settings.seed(),
        crop.text());
  }
}
