package io.cdmaa.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cdmaa.CdmaaException;
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
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The part of the API that submits, describes and deletes jobs. */
final class Api {
  /** Photos are decoded by few threads at a time, whatever the number of uploads. */
  private static final int READERS = 4;

  private final PhotoProtector protector;
  private final JobStore store;
  private final Limits limits;
  private final Clock clock;
  private final DiskBudget disk;
  private final Views views;
  private final Metrics metrics;
  private final Deadlines deadlines;
  private final Semaphore uploads;
  private final Semaphore readers = new Semaphore(READERS);

  Api(
      PhotoProtector protector,
      JobStore store,
      Limits limits,
      Clock clock,
      DiskBudget disk,
      Views views,
      Metrics metrics,
      Deadlines deadlines) {
    this.protector = protector;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.disk = disk;
    this.views = views;
    this.metrics = metrics;
    this.deadlines = deadlines;
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
                        s.name().toLowerCase(Locale.ROOT),
                        (int) Math.floor(s.epsilon() * 127.5),
                        s.iterations()))
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
            limits.upload().toSeconds(),
            limits.keep().toSeconds(),
            limits.keepDelivered().toSeconds(),
            List.of("JPEG", "PNG", "BMP", "TIFF", "WebP")));
  }

  void submit(Context ctx) throws IOException {
    if (store.closed()) {
      store.requireRoom("");
    }
    if (!uploads.tryAcquire()) {
      throw new Refusal(
          ProblemKind.BUSY, "Too many photos are being uploaded at once; try again shortly", 1);
    }
    try {
      Upload upload = upload(ctx);
      String client = ctx.req().getRemoteAddr();
      JobRequest request = request(upload);
      Job job = store.submit(client, request, upload.photo());
      ctx.header("Location", Routes.API + "/jobs/" + job.id());
      Answers.json(ctx, 202, views.of(job, job.status()));
    } finally {
      uploads.release();
    }
  }

  private Upload upload(Context ctx) throws IOException {
    long stated = ctx.req().getContentLengthLong();
    long bytes = stated < 0 ? limits.bytes() : Math.min(stated, limits.bytes());
    if (!disk.take(bytes)) {
      throw new Refusal(
          ProblemKind.UNAVAILABLE,
          "The service's disk space is used up by other photos; try again when some have expired",
          60);
    }
    try {
      Upload upload = Upload.read(ctx.req(), store.folder().incoming(), limits.bytes());
      deadlines.arrived(
          ServletContextRequest.getServletContextRequest(ctx.req())
              .getConnectionMetaData()
              .getConnection());
      return upload;
    } finally {
      disk.free(bytes);
    }
  }

  private JobRequest request(Upload upload) {
    PhotoInfo info;
    readers.acquireUninterruptibly();
    try {
      info = PhotoInfo.of(upload.photo(), upload.name());
    } catch (CdmaaException e) {
      throw new Refusal(ProblemKind.NOT_A_PHOTO, e.getMessage());
    } finally {
      readers.release();
    }
    if ((long) info.width() * info.height() > limits.pixels()) {
      throw new Refusal(
          ProblemKind.UNUSABLE,
          String.format(
              Locale.ROOT,
              "The photo measures %d x %d pixels, more than the %.1f megapixels that this service"
                  + " accepts; scale it down first",
              info.width(),
              info.height(),
              limits.pixels() / 1e6));
    }
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
    return request;
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
