package io.cdmaa.server;

import io.cdmaa.CancellationToken;
import io.cdmaa.CdmaaException;
import io.cdmaa.FakePair;
import io.cdmaa.PhotoOptions;
import io.cdmaa.PhotoProtector;
import io.cdmaa.ProtectedPhoto;
import io.cdmaa.ProtectionEvent;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import javax.imageio.ImageIO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that protect photos, one per lane of the protector. */
final class Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);

  /** The side of the picture of the first pass. */
  private static final int SAMPLE = 128;

  private final PhotoProtector protector;
  private final JobStore store;
  private final Clock clock;
  private final Pace pace;
  private final ResultSize resultSize;
  private final Metrics metrics;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch warm;
  private final CyclicBarrier together;
  private final CancellationToken stopping = new CancellationToken();
  private volatile RuntimeException failure;

  Lanes(
      PhotoProtector protector,
      JobStore store,
      Clock clock,
      Pace pace,
      ResultSize resultSize,
      Metrics metrics) {
    this.protector = protector;
    this.store = store;
    this.clock = clock;
    this.pace = pace;
    this.resultSize = resultSize;
    this.metrics = metrics;
    warm = new CountDownLatch(protector.lanes());
    together = new CyclicBarrier(protector.lanes());
  }

  void start() {
    for (int i = 0; i < protector.lanes(); i++) {
      Thread thread = new Thread(this::run, "cdmaa-lane-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /** Returns whether each lane has protected a picture. */
  boolean ready() {
    return warm.getCount() == 0 && failure == null;
  }

  /** Returns why the lanes cannot work, if so. */
  Optional<RuntimeException> failure() {
    return Optional.ofNullable(failure);
  }

  private void run() {
    try {
      warmUp();
      for (Optional<Job> job = store.take(); job.isPresent(); job = store.take()) {
        work(job.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (CancellationException e) {
      LOG.debug("Stopped during the first pass");
    } catch (RuntimeException e) {
      failure = e;
      together.reset();
    }
  }

  /**
   * Protects a picture with one step. A lane opens its sessions with its first photo; as all lanes
   * hold theirs until all have begun, each lane has its own.
   */
  private void warmUp() {
    PhotoOptions options =
        PhotoOptions.DEFAULT
            .withName("sample.png")
            .withIterations(1)
            .withCrop("whole")
            .withFakes(true)
            .withListener(
                event -> {
                  if (event instanceof ProtectionEvent.Started) {
                    await();
                  }
                });
    ProtectedPhoto photo = protector.protect(sample(), options, stopping.child());
    resultSize.learn(photo.fakes());
    warm.countDown();
  }

  private void await() {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new CancellationException("another lane failed");
    }
  }

  /** Returns a picture that no generator treats as uniform. */
  private static BufferedImage sample() {
    BufferedImage image = new BufferedImage(SAMPLE, SAMPLE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SAMPLE; y++) {
      for (int x = 0; x < SAMPLE; x++) {
        image.setRGB(x, y, (2 * x) << 16 | (2 * y) << 8 | (x * y * 255 / (SAMPLE * SAMPLE)));
      }
    }
    return image;
  }

  private void work(Job job) {
    long start = System.nanoTime();
    try {
      if (job.status().state().ended()) {
        return;
      }
      if (!store.begin(job)) {
        fail(
            job,
            start,
            Problem.of(
                ProblemKind.UNEXPECTED,
                "The service ended several times while it worked on this photo, so it gives up; try"
                    + " the photo in another format or size"));
        return;
      }
      byte[] file = Files.readAllBytes(store.folder().photo(job.id()));
      ProtectedPhoto photo =
          protector.protect(
              file,
              job.request()
                  .options()
                  .withListener(
                      event -> {
                        metrics.heard(event);
                        job.hear(event);
                      }),
              job.token());
      finish(job, start, photo);
    } catch (CancellationException e) {
      cancelled(job);
    } catch (CdmaaException e) {
      fail(job, start, Problem.of(e));
    } catch (OutOfMemoryError e) {
      fail(
          job,
          start,
          Problem.of(
              ProblemKind.UNUSABLE, "The photo needs more memory than there is; scale it down"));
    } catch (IOException | RuntimeException e) {
      if (job.status().state() != JobState.CANCELLED) {
        LOG.error("A photo failed", e);
        fail(
            job,
            start,
            Problem.of(ProblemKind.UNEXPECTED, "The service failed on this photo; try it again"));
      }
    }
  }

  private void finish(Job job, long start, ProtectedPhoto photo) throws IOException {
    List<FakePair> pairs = photo.fakes();
    double seconds = (System.nanoTime() - start) / 1e9;
    JobEnd end =
        new JobEnd(
            photo.outcome().label(), null, clock.instant().toString(), seconds, pairs.size());
    store.finish(
        job,
        JobState.DONE,
        end,
        folder -> {
          Files.write(folder.resolve("photo.png"), photo.bytes("png"));
          Files.writeString(folder.resolve("report.html"), photo.report(job.request().name()));
          Files.write(
              folder.resolve("verdict.json"),
              Json.bytes(VerdictView.of(photo.verdict(), photo.outcome())));
          Path fakes = Files.createDirectory(folder.resolve("fakes"));
          for (int i = 0; i < pairs.size(); i++) {
            write(pairs.get(i).original(), fakes.resolve(i + "-original.png"));
            write(pairs.get(i).protectedPhoto(), fakes.resolve(i + "-protected.png"));
          }
        });
    pace.add((System.nanoTime() - start) / 1e9 / protector.lanes());
    metrics.ended(photo.outcome().label(), seconds);
  }

  private static void write(BufferedImage image, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("no codec for PNG");
      }
    }
  }

  private void fail(Job job, long start, Problem problem) {
    double seconds = (System.nanoTime() - start) / 1e9;
    try {
      store.finish(
          job,
          JobState.FAILED,
          new JobEnd(null, problem, clock.instant().toString(), seconds, 0),
          folder -> {});
    } catch (IOException e) {
      LOG.error("The end of a job cannot be stored", e);
      job.finish(
          JobState.FAILED,
          new JobEnd(null, problem, clock.instant().toString(), seconds, 0),
          clock.instant());
    }
    metrics.ended("failed", seconds);
  }

  private void cancelled(Job job) {
    if (job.status().state() == JobState.CANCELLED) {
      return;
    }
    try {
      store.requeue(job);
    } catch (IOException e) {
      LOG.warn("The end of an attempt cannot be stored ({})", e.toString());
    }
  }

  /**
   * Waits for the photos in progress; those that take longer stay in the folder for the next start.
   *
   * @param time how long to wait
   */
  void drain(Duration time) throws InterruptedException {
    stopping.cancel();
    long end = System.nanoTime() + time.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    store.running().forEach(job -> job.token().cancel());
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
