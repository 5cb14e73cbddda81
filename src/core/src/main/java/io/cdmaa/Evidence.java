package io.cdmaa;

import io.cdmaa.evaluation.HtmlReport;
import io.cdmaa.image.Pictures;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.ProtectionPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fakes that a verdict is based on.
 *
 * @param result the photos and their evaluation
 * @param plan how the photo was protected
 */
record Evidence(PhotoResult result, ProtectionPlan plan) {
  List<FakePair> fakes() {
    List<FakePair> pairs = new ArrayList<>();
    Verdict verdict = result.evaluation().verdict();
    for (int j = 0; j < verdict.generators().size(); j++) {
      Verdict.GeneratorVerdict generator = verdict.generators().get(j);
      for (int k = 0; k < generator.domains().size(); k++) {
        pairs.add(
            new FakePair(
                generator.name(),
                generator.domains().get(k).name(),
                Pictures.toImage(result.evaluation().before().get(j).row(k)),
                Pictures.toImage(result.evaluation().after().get(j).row(k))));
      }
    }
    return pairs;
  }

  String report(String name, Outcome outcome) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Settings", plan.describe());
    facts.put(
        "Threshold", "a fake counts as broken from L = " + plan.settings().threshold() + " on");
    HtmlReport report = new HtmlReport(facts);
    report.add(
        name,
        outcome.label(),
        result.region().describe(),
        result.original(),
        result.protectedPhoto(),
        result.evaluation(),
        result.region().shown(result.original()));
    return report.render();
  }
}
