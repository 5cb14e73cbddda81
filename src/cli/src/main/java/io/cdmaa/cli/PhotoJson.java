package io.cdmaa.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.cdmaa.Outcome;
import io.cdmaa.attack.Queries;
import io.cdmaa.evaluation.VerdictJson;
import io.cdmaa.image.PictureFile;
import io.cdmaa.io.Json;
import io.cdmaa.protection.PhotoResult;
import io.cdmaa.protection.PhotoTask;
import io.cdmaa.protection.PlannedSettings;
import io.cdmaa.protection.ProtectionPlan;
import io.cdmaa.protection.Region;
import io.cdmaa.runtime.Processor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A photo that was protected, now or in an earlier run, as JSON. Values that do not apply are null.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PhotoJson(
    String photo,
    String output,
    String status,
    String outcome,
    Double seconds,
    Long peakMemoryMiB,
    Integer framesLeftOut,
    String ending,
    Map<String, Long> queries,
    List<Region.FaceJson> faces,
    PlannedSettings settings,
    JsonNode verdict) {

  static PhotoJson of(
      PhotoTask task, PhotoResult work, Outcome outcome, double seconds, ProtectionPlan plan) {
    int frames = PictureFile.frames(task.photo());
    Map<String, Long> queries = new LinkedHashMap<>();
    for (Queries.Count count : work.queries()) {
      queries.put(count.generator(), count.used());
    }
    return new PhotoJson(
        task.photo().toString(),
        task.target().toString(),
        outcome.label(),
        outcome.label(),
        Math.round(seconds * 1000) / 1000.0,
        Processor.peakResidentBytes() >> 20,
        frames > 1 ? frames - 1 : null,
        work.attack().orElseThrow().ending().name().toLowerCase(Locale.ROOT),
        queries.isEmpty() ? null : queries,
        work.region().json(),
        plan.json(),
        Json.reread(VerdictJson.of(work.evaluation().verdict())));
  }

  static PhotoJson skipped(PhotoTask task, Outcome outcome, ProtectionPlan plan, JsonNode verdict) {
    return new PhotoJson(
        task.photo().toString(),
        task.target().toString(),
        "skipped",
        outcome.label(),
        null,
        null,
        null,
        null,
        null,
        null,
        plan.json(),
        verdict);
  }
}
