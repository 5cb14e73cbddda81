package io.cdmaa.server;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Streams of server-sent events, each of which follows one job to its end. A stream has a thread of
 * its own, so that a client that reads slowly delays neither the search nor another client.
 */
final class EventStreams {
  /** After this time without an event a comment keeps the connection open. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** The shortest time between two events, in milliseconds. */
  private static final long PAUSE = 150;

  private final JobStore store;
  private final Views views;
  private final int most;
  private final Semaphore places;
  private volatile boolean closed;

  EventStreams(JobStore store, Views views, int most) {
    this.store = store;
    this.views = views;
    this.most = most;
    places = new Semaphore(most);
  }

  void stream(Context ctx) throws IOException {
    Job job = store.get(ctx.pathParam("id"));
    if (!places.tryAcquire()) {
      throw new Refusal(
          ProblemKind.BUSY, "Too many clients follow their photos; ask for the job instead", 5);
    }
    try {
      ctx.contentType("text/event-stream");
      follow(job, ctx.res().getOutputStream());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  private void follow(Job job, OutputStream out) throws IOException, InterruptedException {
    Job.Status status = job.status();
    send(out, "retry: 1000\n\n");
    int ahead = event(job, status, out);
    while (!status.state().ended() && !closed) {
      Job.Status next = job.after(status.version(), silence(status));
      if (next.version() != status.version() || moved(job, next, ahead)) {
        ahead = event(job, next, out);
        Thread.sleep(next.state().ended() ? 0 : PAUSE);
      } else {
        send(out, ": waiting\n\n");
      }
      status = next;
    }
  }

  /** A place in the queue changes without a change of the job itself. */
  private static Duration silence(Job.Status status) {
    return status.state() == JobState.QUEUED ? Duration.ofSeconds(1) : SILENCE;
  }

  private boolean moved(Job job, Job.Status status, int ahead) {
    return status.state() == JobState.QUEUED && store.position(job).orElse(-1) != ahead;
  }

  /** Sends an event and returns how many jobs come first. */
  private int event(Job job, Job.Status status, OutputStream out) throws IOException {
    JobView view = views.of(job, status);
    send(
        out,
        "event: "
            + status.state().label()
            + "\nid: "
            + status.version()
            + "\ndata: "
            + Json.text(view)
            + "\n\n");
    return view.ahead() == null ? -1 : view.ahead();
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Ends all streams at their next event. */
  void close() {
    closed = true;
  }

  /** Returns how many streams are open. */
  int open() {
    return most - places.availablePermits();
  }
}
