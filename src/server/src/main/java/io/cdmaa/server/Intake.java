package io.cdmaa.server;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.PhotoInfo;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** Receives photos, each within the limits. */
final class Intake {
  private final JobStore store;
  private final Limits limits;
  private final DiskBudget disk;
  private final Deadlines deadlines;
  private final Decoding decoding;

  Intake(JobStore store, Limits limits, DiskBudget disk, Deadlines deadlines) {
    this.store = store;
    this.limits = limits;
    this.disk = disk;
    this.deadlines = deadlines;
    decoding = new Decoding(limits.pixels());
  }

  /** A form that has arrived, and what the header of its photo says. */
  record Received(Upload upload, PhotoInfo info) {}

  /** Does something with a form. */
  @FunctionalInterface
  interface Use {
    void with(Received received) throws IOException;
  }

  /**
   * Receives a photo for use.
   *
   * @param places for such requests at a time
   * @param fields that the form may have besides the photo
   * @throws Refusal if all places are taken, a limit is exceeded, or the form or its photo cannot
   *     be read
   */
  void receive(Context ctx, Semaphore places, Set<String> fields, Use use) throws IOException {
    if (!places.tryAcquire()) {
      throw new Refusal(
          ProblemKind.BUSY, "Too many photos are being uploaded at once; try again shortly", 1);
    }
    try {
      Upload upload = upload(ctx, fields);
      use.with(new Received(upload, info(upload)));
    } finally {
      places.release();
    }
  }

  private Upload upload(Context ctx, Set<String> fields) throws IOException {
    long stated = ctx.req().getContentLengthLong();
    long bytes = stated < 0 ? limits.bytes() : Math.min(stated, limits.bytes());
    if (!disk.take(bytes)) {
      throw new Refusal(
          ProblemKind.UNAVAILABLE,
          "The service's disk space is used up by other photos; try again when some have expired",
          60);
    }
    try {
      Upload upload = Upload.read(ctx.req(), store.folder().incoming(), limits.bytes(), fields);
      deadlines.arrived(
          ServletContextRequest.getServletContextRequest(ctx.req())
              .getConnectionMetaData()
              .getConnection());
      return upload;
    } finally {
      disk.free(bytes);
    }
  }

  private PhotoInfo info(Upload upload) {
    PhotoInfo info = readable(() -> PhotoInfo.of(upload.photo(), upload.name()));
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
    return info;
  }

  /**
   * Does work that decodes a photo, when its turn has come.
   *
   * @throws Refusal if the photo is damaged
   */
  <T> T decoded(Received received, Supplier<T> work) {
    return decoding.of(received.info(), () -> readable(work));
  }

  private static <T> T readable(Supplier<T> work) {
    try {
      return work.get();
    } catch (CdmaaException e) {
      if (e.reason() == ErrorReason.PHOTO) {
        throw new Refusal(ProblemKind.NOT_A_PHOTO, e.getMessage());
      }
      throw e;
    }
  }
}
