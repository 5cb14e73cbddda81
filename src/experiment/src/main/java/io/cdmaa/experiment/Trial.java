package io.cdmaa.experiment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.io.Digest;
import io.cdmaa.transform.TransformList;

/**
 * One photo under one setting.
 *
 * @param setting the setting
 * @param photo the photo
 * @param key digest of everything that the result depends on: the plan with all its defaults, the
 *     bytes of the photo and, if relevant, of its mask, the attributes that affect the generators,
 *     the crop, the threshold, the transforms of the evaluation, the bytes of every generator of
 *     the group, in order, since they are attacked together, and the metrics with the bytes of
 *     their models. Names and paths are not included
 */
public record Trial(Setting setting, PhotoFile photo, String key) {
  /** Incremented when the meaning of a plan changes, so that older results are not reused. */
  private static final int METHOD_VERSION = 1;

  static Trial of(
      Experiment experiment, ExperimentInputs inputs, Setting setting, PhotoFile photo) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", METHOD_VERSION);
    ObjectNode plan = node.putObject("plan");
    setting.plan().canonical().forEach(plan::put);
    node.put("photo", photo.sha256());
    if (setting.plan().weighs()) {
      node.put("mask", photo.mask().orElseThrow().sha256());
    }
    ObjectNode face = node.putObject("face");
    photo.face().values().forEach(face::put);
    node.put("crop", experiment.crop());
    node.put("threshold", experiment.threshold());
    if (!experiment.after().isEmpty()) {
      node.put("after", TransformList.text(experiment.after()));
    }
    inputs.generatorDigests().forEach(node.putArray("generators")::add);
    if (!inputs.metricDigests().isEmpty()) {
      ObjectNode metrics = node.putObject("metrics");
      inputs.metricDigests().forEach(metrics::put);
    }
    return new Trial(setting, photo, Digest.ofText(node.toString()));
  }

  /** Returns the path of the features of a trial's fakes, relative to the output folder. */
  static String features(String key) {
    return "features/" + key.substring(0, 32) + ".bin";
  }

  /** Returns the path of the protected photo, relative to the output folder. */
  String file() {
    return "protected/"
        + setting.slug()
        + "/"
        + Setting.slug(photo.stem())
        + "-"
        + key.substring(0, 12)
        + ".png";
  }
}
