package io.cdmaa.spark;

import io.cdmaa.CancellationToken;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.Face;
import io.cdmaa.FileProtector;
import io.cdmaa.Outcome;
import io.cdmaa.PhotoRecord;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.SerializableConfiguration;
import picocli.CommandLine.ParameterException;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * Protects the one photo of a task. Whatever goes wrong with a photo becomes a row: a task fails
 * only if its process dies.
 */
final class PhotoWork extends AbstractFunction2<TaskContext, Iterator<PhotoItem>, PhotoRow>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /**
   * What a protector depends on.
   *
   * @param shipment its options
   * @param lanes photos at a time in a process
   * @param threads of each photo, unless the options say otherwise
   */
  record Settings(Shipment shipment, int lanes, int threads) implements Serializable {}

  private final Settings settings;
  private final SerializableConfiguration hadoop;
  private final String run;
  private final String output;
  private final boolean force;

  /**
   * @param run the name of the run
   * @param output the output folder
   * @param force whether to protect finished photos again and to replace files of others
   */
  PhotoWork(
      Settings settings,
      SerializableConfiguration hadoop,
      String run,
      String output,
      boolean force) {
    this.settings = settings;
    this.hadoop = hadoop;
    this.run = run;
    this.output = output;
    this.force = force;
  }

  @Override
  public PhotoRow apply(TaskContext context, Iterator<PhotoItem> photos) {
    long start = System.nanoTime();
    PhotoItem item = photos.next();
    Storage storage = new Storage(hadoop.value(), run);
    Report report = new Report(item, start, context.attemptNumber());
    ExecutorProtector protector;
    try {
      protector = ExecutorProtector.of(settings);
    } catch (CdmaaException | ParameterException | IOException | LinkageError e) {
      return report.stop(Sentences.of(e));
    }
    DeadlyPhotos deadly = new DeadlyPhotos(storage, output, run);
    try {
      return deadly.guard(
          item,
          context.attemptNumber(),
          protector.sharing(),
          () -> inScratch(item, storage, protector, report),
          report);
    } catch (IOException e) {
      return report.failed(Causes.unwritable("The output folder " + output, output, e));
    }
  }

  /** The rows of a photo. */
  record Report(PhotoItem item, long start, int attempt) {
    private double seconds() {
      return Math.round((System.nanoTime() - start) / 1e6) / 1e3;
    }

    private static String host() {
      return SparkEnv.get().blockManager().blockManagerId().host();
    }

    PhotoRow done(String status, PhotoRecord record) {
      return new PhotoRow(
          item.photo(),
          item.output(),
          status,
          record.outcome().label(),
          record.outcome() == Outcome.UNEVALUATED ? null : (Double) record.attackRate(),
          null,
          seconds(),
          attempt,
          host(),
          record.json());
    }

    PhotoRow failed(String sentence) {
      return without(PhotoRow.FAILED, sentence);
    }

    PhotoRow stop(String sentence) {
      return without(PhotoRow.STOP, sentence);
    }

    private PhotoRow without(String status, String sentence) {
      return new PhotoRow(
          item.photo(), null, status, null, null, sentence, seconds(), attempt, host(), null);
    }
  }

  private PhotoRow inScratch(
      PhotoItem item, Storage storage, ExecutorProtector protector, Report report) {
    try (Scratch scratch = Scratch.open(item)) {
      try {
        return protect(scratch, storage, protector, report);
      } catch (CdmaaException e) {
        return report.failed(scratch.worded(Sentences.of(e)));
      }
    } catch (CancellationException e) {
      throw e;
    } catch (IOException e) {
      return report.failed(
          "The photo " + item.photo() + " could not be protected (" + Causes.of(e) + ")");
    } catch (RuntimeException | Error e) {
      return report.failed(Sentences.of(e));
    }
  }

  private PhotoRow protect(
      Scratch scratch, Storage storage, ExecutorProtector protector, Report report)
      throws IOException {
    PhotoItem item = scratch.item();
    Path output = new Path(item.output());
    Path record = output.suffix(Scratch.RECORD);
    Face face = protector.faces().on(scratch.photo());
    try {
      storage.fetch(new Path(item.photo()), scratch.photo());
    } catch (IOException e) {
      return report.failed(Causes.unreadable("The photo " + item.photo(), false, e));
    }
    FileProtector files = protector.files();
    if (storage.status(output) != null) {
      storage.fetch(output, scratch.output());
      if (storage.status(record) != null) {
        storage.fetch(record, scratch.record());
      }
      Optional<PhotoRecord> done =
          force ? Optional.empty() : files.done(scratch.photo(), scratch.output(), face);
      if (done.isPresent()) {
        return report.done(PhotoRow.SKIPPED, done.get());
      }
      if (!force && !FileProtector.mayReplace(scratch.output())) {
        return report.failed(
            "The output "
                + item.output()
                + " exists and was not written by cdmaa; move it, or replace it with --force");
      }
    }
    try {
      files.load();
    } catch (CdmaaException | LinkageError e) {
      return report.stop(Sentences.of(e));
    }
    Optional<PhotoRecord> evaluated =
        force
            ? Optional.empty()
            : files.evaluate(scratch.photo(), scratch.output(), face, new CancellationToken());
    try {
      if (evaluated.isPresent()) {
        storage.store(scratch.record(), record);
        return report.done(PhotoRow.SKIPPED, evaluated.get());
      }
      PhotoRecord made =
          files.protect(
              scratch.photo(), scratch.output(), item.source(), face, new CancellationToken());
      store(scratch, storage, record, output);
      return report.done(made.outcome().label(), made);
    } catch (IOException e) {
      return report.failed(
          Causes.unwritable("The output " + item.output(), output.getParent().toString(), e));
    }
  }

  /**
   * Both are complete before one of them appears, so that a full disk leaves neither. The record
   * appears first: a photo without a record would count as a file of somebody else's.
   */
  private static void store(Scratch scratch, Storage storage, Path record, Path output)
      throws IOException {
    try (Storage.Prepared photo = storage.prepare(scratch.output(), output);
        Storage.Prepared text = storage.prepare(scratch.record(), record)) {
      text.commit();
      photo.commit();
    }
  }
}
