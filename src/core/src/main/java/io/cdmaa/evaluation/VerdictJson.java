package io.cdmaa.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.Verdict;
import io.cdmaa.Verdict.DomainVerdict;
import io.cdmaa.Verdict.GeneratorVerdict;

/**
 * Formats a verdict as JSON for other programs. Infinite values (PSNR of equal photos) become null.
 */
public final class VerdictJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private VerdictJson() {}

  /**
   * Returns the verdict as one object: {@code threshold}, {@code attackRate}, {@code
   * maxLevelChange}, {@code psnr}, {@code ssim} and {@code generators}, each with {@code name},
   * {@code averageLoss}, {@code averageMaskedLoss}, {@code attackRate} and {@code domains} of
   * {@code name}, {@code loss}, {@code maskedLoss} and {@code broken}. A missing masked loss is
   * null. If the photo was evaluated after transforms, {@code after} holds an object like this for
   * each, by the transform's text.
   */
  public static ObjectNode of(Verdict verdict) {
    ObjectNode node = NODES.objectNode();
    node.put("threshold", verdict.threshold());
    node.put("attackRate", verdict.attackRate());
    put(node, "maxLevelChange", verdict.quality().maxLevelChange());
    put(node, "psnr", verdict.quality().psnr());
    put(node, "ssim", verdict.quality().ssim());
    ArrayNode generators = node.putArray("generators");
    for (GeneratorVerdict generator : verdict.generators()) {
      ObjectNode entry = generators.addObject();
      entry.put("name", generator.name());
      put(entry, "averageLoss", generator.averageLoss());
      put(entry, "averageMaskedLoss", generator.averageMaskedLoss().orElse(Double.NaN));
      entry.put("attackRate", generator.attackRate());
      ArrayNode domains = entry.putArray("domains");
      for (DomainVerdict domain : generator.domains()) {
        ObjectNode part = domains.addObject();
        part.put("name", domain.name());
        put(part, "loss", domain.loss());
        put(part, "maskedLoss", domain.maskedLoss().orElse(Double.NaN));
        part.put("broken", domain.broken());
      }
    }
    if (!verdict.transformed().isEmpty()) {
      ObjectNode after = node.putObject("after");
      verdict.transformed().forEach((transform, own) -> after.set(transform.text(), of(own)));
    }
    return node;
  }

  private static void put(ObjectNode node, String key, double value) {
    if (Double.isFinite(value)) {
      node.put(key, value);
    } else {
      node.putNull(key);
    }
  }
}
