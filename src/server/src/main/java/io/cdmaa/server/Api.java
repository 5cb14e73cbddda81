package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.PhotoInfo;
import io.cdmaa.PhotoProtector;
import io.cdmaa.Strength;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** The part of the API that submits, describes and deletes jobs. */
final class Api {
  private final PhotoProtector protector;
  private final JobStore store;
  private final Limits limits;
  private final Clock clock;
  private final Views views;
  private final Metrics metrics;
  private final Intake intake;
  private final Semaphore uploads;

  Api(
      PhotoProtector protector,
      JobStore store,
      Limits limits,
      Clock clock,
      Views views,
      Metrics metrics,
      Intake intake) {
    this.protector = protector;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.views = views;
    this.metrics = metrics;
    this.intake = intake;
    uploads = new Semaphore(limits.uploads());
  }

  /**
   * The generators and strengths that a client may choose.
   *
   * @param usual the strength of photos for which none is chosen; null if it is none of these
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Choices(List<GeneratorChoice> generators, List<StrengthChoice> strengths, String usual) {}

  /** A generator and the domains that photos are protected against. */
  record GeneratorChoice(String name, List<String> domains) {}

  /** A strength and the largest change of a channel, in levels of 255. */
  record StrengthChoice(String name, int levels, int iterations) {}

  /** The limits that a client has to observe. */
  record LimitsView(
      long bytes,
      long pixels,
      int queue,
      int jobsPerClient,
      int regions,
      long uploadSeconds,
      long keepSeconds,
      long keepDeliveredSeconds,
      List<String> formats) {}

  void generators(Context ctx) {
    List<GeneratorChoice> generators =
        protector.domains().entrySet().stream()
            .map(e -> new GeneratorChoice(e.getKey(), e.getValue()))
            .toList();
    List<StrengthChoice> strengths =
        Arrays.stream(Strength.values())
            .map(
                s ->
                    new StrengthChoice(
                        s.name().toLowerCase(Locale.ROOT), protector.levels(s), s.iterations()))
            .toList();
    String usual = protector.strength().map(s -> s.name().toLowerCase(Locale.ROOT)).orElse(null);
    Answers.json(ctx, 200, new Choices(generators, strengths, usual));
  }

  void limits(Context ctx) {
    Answers.json(
        ctx,
        200,
        new LimitsView(
            limits.bytes(),
            limits.pixels(),
            limits.queue(),
            limits.jobsPerClient(),
            Limits.REGIONS,
            limits.upload().toSeconds(),
            limits.keep().toSeconds(),
            limits.keepDelivered().toSeconds(),
            List.of("JPEG", "PNG", "BMP", "TIFF", "WebP")));
  }

  void submit(Context ctx) throws IOException {
    String client = ctx.req().getRemoteAddr();
    store.requireRoom(client); // before the photo is received and decoded in vain
    intake.receive(
        ctx,
        uploads,
        Upload.OPTIONS,
        received -> {
          Job job = store.submit(client, request(received), received.upload().photo());
          ctx.header("Location", Routes.API + "/jobs/" + job.id());
          Answers.json(ctx, 202, views.of(job, job.status()));
        });
  }

  private JobRequest request(Intake.Received received) {
    Upload upload = received.upload();
    PhotoInfo info = received.info();
    JobRequest request =
        new JobRequest(
            upload.name(),
            info.format(),
            info.width(),
            info.height(),
            upload.photo().length,
            strength(upload.fields()),
            upload.fields().get(Upload.CROP),
            upload.fields().getOrDefault(Upload.ATTRIBUTES, ""),
            generators(upload.fields()),
            clock.instant().toString());
    protector.check(request.options(), info);
    JobRequest resolved =
        request.withCrop(
            intake.decoded(received, () -> protector.region(upload.photo(), request.options())));
    if (resolved.regions() > Limits.REGIONS) {
      throw new Refusal(
          ProblemKind.UNUSABLE,
          "The photo has "
              + resolved.regions()
              + " regions to protect, more than the "
              + Limits.REGIONS
              + " that this service accepts; choose fewer");
    }
    return resolved;
  }

  private static String strength(Map<String, String> fields) {
    String given = fields.get(Upload.STRENGTH);
    if (given == null || given.isEmpty()) {
      return null;
    }
    String name = given.toLowerCase(Locale.ROOT);
    if (Arrays.stream(Strength.values()).noneMatch(s -> s.name().equalsIgnoreCase(name))) {
      throw new Refusal(
          ProblemKind.UNUSABLE, "There is no such strength; choose low, medium or high");
    }
    return name;
  }

  private List<String> generators(Map<String, String> fields) {
    List<String> named =
        Stream.of(fields.getOrDefault(Upload.GENERATORS, "").split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .distinct()
            .toList();
    return named.isEmpty() ? protector.generators() : named;
  }

  void job(Context ctx) {
    Job job = store.get(ctx.pathParam("id"));
    Answers.json(ctx, 200, views.of(job, job.status()));
  }

  void delete(Context ctx) {
    Job job = store.get(ctx.pathParam("id"));
    if (!job.status().state().ended()) {
      metrics.ended("cancelled", 0);
    }
    store.remove(job);
    ctx.status(204);
  }
}
