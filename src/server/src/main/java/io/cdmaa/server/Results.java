package io.cdmaa.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The part of the API that delivers the photos and verdicts of jobs. */
final class Results {
  private static final Set<String> SIDES = Set.of("original", "protected");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");

  private static final Map<String, String> TYPES =
      Map.of(
          "JPEG", "image/jpeg",
          "PNG", "image/png",
          "BMP", "image/bmp",
          "TIFF", "image/tiff",
          "WebP", "image/webp");

  /** For the report, whose style is in the page: it may load and run nothing. */
  private static final String REPORT_POLICY =
      "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox; frame-ancestors"
          + " 'none'";

  private final JobStore store;

  Results(JobStore store) {
    this.store = store;
  }

  private Job done(Context ctx) {
    Job job = store.get(ctx.pathParam("id"));
    Job.Status status = job.status();
    if (status.state() == JobState.FAILED) {
      throw new Refusal(
          ProblemKind.NOT_DONE,
          "The photo could not be protected: " + status.end().error().detail());
    }
    if (status.state() != JobState.DONE) {
      throw new Refusal(
          ProblemKind.NOT_DONE, "The photo is not protected yet; wait until the job is done");
    }
    return job;
  }

  /** The protected photo. Whoever asks for it without {@code preview} has it. */
  void photo(Context ctx) throws IOException {
    Job job = done(ctx);
    String stem = job.request().name().replaceFirst("\\.[^.]{1,5}$", "");
    attachment(ctx, stem + "-protected.png");
    file(ctx, store.folder().result(job.id(), "photo.png"), "image/png");
    if (ctx.queryParam("preview") == null) {
      store.delivered(job);
    }
  }

  void original(Context ctx) throws IOException {
    Job job = store.get(ctx.pathParam("id"));
    file(ctx, store.folder().photo(job.id()), TYPES.get(job.request().format()));
  }

  void verdict(Context ctx) throws IOException {
    file(ctx, store.folder().result(done(ctx).id(), "verdict.json"), "application/json");
  }

  void report(Context ctx) throws IOException {
    Job job = done(ctx);
    ctx.header("Content-Security-Policy", REPORT_POLICY);
    attachment(ctx, "report.html");
    file(ctx, store.folder().result(job.id(), "report.html"), "text/html; charset=utf-8");
  }

  /** One fake of the original or of the protected photo. */
  void fake(Context ctx) throws IOException {
    Job job = done(ctx);
    String number = ctx.pathParam("number");
    String side = ctx.pathParam("side").toLowerCase(Locale.ROOT);
    if (!NUMBER.matcher(number).matches()
        || Integer.parseInt(number) >= job.status().end().fakes()
        || !SIDES.contains(side)) {
      throw new Refusal(
          ProblemKind.NOT_FOUND,
          "There is no such fake; this photo has numbers from 0 to "
              + (job.status().end().fakes() - 1)
              + ", each 'original' and 'protected'");
    }
    String name = Integer.parseInt(number) + "-" + side + ".png";
    file(ctx, store.folder().result(job.id(), "fakes").resolve(name), "image/png");
  }

  private static void attachment(Context ctx, String name) {
    String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    ctx.header("Content-Disposition", "attachment; filename*=UTF-8''" + encoded);
  }

  private static void file(Context ctx, Path file, String type) throws IOException {
    try {
      ctx.header("Content-Length", Long.toString(Files.size(file)));
      ctx.contentType(type).result(Files.newInputStream(file));
    } catch (NoSuchFileException e) {
      throw new Refusal(
          ProblemKind.NOT_FOUND, "There is no such job; it may have expired or been deleted");
    }
  }
}
