package io.cdmaa.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Runs the tasks of a run. They are submitted in waves, since the scheduler keeps something of each
 * task of a stage in the driver's memory and millions of photos would not fit. Two waves are
 * submitted at a time, so that the next one fills the cores that the end of one leaves idle.
 */
final class Waves {
  private static final int AT_A_TIME = 2;
  private static final int TASKS_PER_CORE = 40;
  private static final int LEAST = 500;
  private static final int MOST = 20_000;

  private final JavaSparkContext spark;
  private final PhotoWork work;
  private final Tally tally;
  private final VerdictTable table;

  /** Why no photo can be protected; null if that is not so. */
  private final AtomicReference<String> stop = new AtomicReference<>();

  Waves(JavaSparkContext spark, PhotoWork work, Tally tally, VerdictTable table) {
    this.spark = spark;
    this.work = work;
    this.tally = tally;
    this.table = table;
  }

  /**
   * Protects the photos, a task each.
   *
   * @throws InputException if no photo can be protected
   */
  void run(List<PhotoItem> items) throws IOException, InterruptedException {
    int size = Math.max(LEAST, Math.min(MOST, TASKS_PER_CORE * spark.defaultParallelism()));
    ExecutorService threads =
        Executors.newFixedThreadPool(
            AT_A_TIME,
            job -> {
              Thread thread = new Thread(job, "cdmaa-wave");
              thread.setDaemon(true);
              return thread;
            });
    try {
      CompletionService<Void> waves = new ExecutorCompletionService<>(threads);
      int submitted = 0;
      for (int from = 0; from < items.size(); from += size) {
        List<PhotoItem> wave =
            new ArrayList<>(items.subList(from, Math.min(items.size(), from + size)));
        waves.submit(
            () -> {
              wave(wave);
              return null;
            });
        submitted++;
      }
      for (int i = 0; i < submitted; i++) {
        waves.take().get();
      }
    } catch (ExecutionException e) {
      raise(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private void raise(Throwable failure) throws IOException {
    if (stop.get() != null) {
      throw new InputException(stop.get(), failure);
    }
    if (failure instanceof InputException input) {
      throw input;
    }
    if (failure instanceof IOException io) {
      throw io;
    }
    if (failure instanceof UncheckedIOException io) {
      throw io.getCause();
    }
    throw new IllegalStateException(failure);
  }

  private void wave(List<PhotoItem> items) throws IOException {
    List<PhotoRow> rows = new ArrayList<>();
    RDD<PhotoItem> tasks = spark.parallelize(items, items.size()).rdd();
    ClassTag<PhotoRow> type = ClassTag$.MODULE$.apply(PhotoRow.class);
    spark
        .sc()
        .runJob(
            tasks,
            work,
            new AbstractFunction2<Object, PhotoRow, BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object task, PhotoRow row) {
                if (row.status().equals(PhotoRow.STOP)) {
                  stop.compareAndSet(null, row.message());
                  spark.sc().cancelAllJobs();
                } else {
                  rows.add(row);
                  tally.add(row);
                }
                return BoxedUnit.UNIT;
              }
            },
            type);
    if (stop.get() != null) {
      throw new InputException(stop.get());
    }
    table.add(rows);
  }
}
