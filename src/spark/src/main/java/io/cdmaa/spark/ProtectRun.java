package io.cdmaa.spark;

import io.cdmaa.Device;
import io.cdmaa.FileProtector;
import io.cdmaa.FileSettings;
import io.cdmaa.PhotoProtectorBuilder;
import io.cdmaa.Precision;
import io.cdmaa.cli.JobOptions;
import io.cdmaa.cli.ProtectorOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** One run of the job, from the list of photos to the table of verdicts. */
final class ProtectRun {
  /** The name of the archive of inputs on the executors. */
  static final String ARCHIVE = "cdmaa-inputs";

  /**
   * Lanes where the number of an executor's cores is not known; a lane that is not used is free.
   */
  private static final int UNKNOWN_LANES = 64;

  /** Between the priorities of Spark's hook (40), and of Hadoop's that closes file systems (10). */
  static final int AFTER_SPARK = 20;

  private static final long ENDING_MILLISECONDS = 500;
  private static final Logger LOG = LoggerFactory.getLogger(ProtectRun.class);

  private final JobOptions options;
  private final CommandLine line;
  private final SparkSession session;
  private final JavaSparkContext spark;
  private final Storage storage;
  private final String run;

  ProtectRun(JobOptions options, CommandLine line, SparkSession session) {
    this.options = options;
    this.line = line;
    this.session = session;
    spark = new JavaSparkContext(session.sparkContext());
    run = session.sparkContext().applicationId();
    storage = new Storage(spark.hadoopConfiguration(), run);
  }

  /**
   * Protects the photos.
   *
   * @param scratch a folder of this machine for the archive of inputs
   * @param out progress
   * @param errors receives a sentence on each failure
   * @return the exit code: 0, 1 if a photo failed, 3 if one does not achieve what is required
   * @throws InputException if there is nothing to protect, or no photo can be protected
   */
  int protect(java.nio.file.Path scratch, PrintStream out, Consumer<String> errors)
      throws IOException, InterruptedException {
    ProtectorOptions protector = options.protector();
    FileSettings files = protector.files(line.getCommandSpec());
    Group group = group(files, errors);
    Path output = qualified(options.output());
    List<PhotoItem> items =
        PhotoNames.items(photos(scratch, output, out), output, group.extension());
    if (items.isEmpty()) {
      String where =
          options.table() == null ? String.join(", ", options.photos()) : options.table();
      throw new InputException(
          "There is no photo to protect in "
              + where
              + "; name others"
              + (options.table() == null && !options.recursive() ? ", or add --recursive" : ""));
    }
    Path verdicts = qualified(options.verdicts());
    MadeFolders made = new MadeFolders(storage);
    try {
      made.note(verdicts.getParent());
      made.note(output);
      for (Path folder : folders(items)) {
        made.note(folder);
      }
      storage.requireWritable(output);
      sweep(items, output);
      VerdictTable table = new VerdictTable(storage, scratch, verdicts, run);
      table.create();
      Tally tally = new Tally(items.size(), files.required(), out, errors);
      LostExecutors.tell(session.sparkContext(), errors);
      run(items, work(scratch, group, output), table, tally, () -> abandon(table, items, output));
      tally.conclude(options.verdicts());
      return tally.exitCode();
    } finally {
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        sweep(items, output);
      }
      made.deleteEmpty();
    }
  }

  private PhotoWork work(java.nio.file.Path scratch, Group group, Path output) throws IOException {
    return new PhotoWork(
        new PhotoWork.Settings(shipped(scratch, group), lanes(), taskCores()),
        new SerializableConfiguration(spark.hadoopConfiguration()),
        run,
        output.toString(),
        options.force());
  }

  /**
   * Protects photos and puts the table of their verdicts in its place.
   *
   * @param stopped what is done when the driver is told to end
   */
  private void run(
      List<PhotoItem> items, PhotoWork work, VerdictTable table, Tally tally, Runnable stopped)
      throws IOException, InterruptedException {
    ShutdownHookManager.get().addShutdownHook(stopped, AFTER_SPARK);
    try {
      new Waves(spark, work, tally, table).run(items);
      table.commit();
    } catch (IOException | RuntimeException | InterruptedException | Error e) {
      try {
        table.abandon();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    } finally {
      if (!ShutdownHookManager.get().isShutdownInProgress()) {
        ShutdownHookManager.get().removeShutdownHook(stopped);
      }
    }
  }

  /**
   * What the driver has to know of the protectors of the executors.
   *
   * @param extension of the protected photos
   * @param modelFiles the files of the models in use
   */
  private record Group(String extension, List<java.nio.file.Path> modelFiles) {}

  /** Checks models and options; on the driver's CPU, as it need not have the executors' device. */
  private Group group(FileSettings files, Consumer<String> errors) {
    PhotoProtectorBuilder builder =
        options
            .protector()
            .builder(line.getCommandSpec(), errors)
            .device(Device.CPU)
            .precision(Precision.FP32);
    try (FileProtector checked = FileProtector.of(builder, files)) {
      return new Group(checked.extension(), checked.modelFiles());
    }
  }

  private Path qualified(String address) throws IOException {
    Path path = new Path(address);
    return storage.of(path).makeQualified(path);
  }

  private SortedMap<Path, Path> photos(java.nio.file.Path scratch, Path output, PrintStream out)
      throws IOException {
    Path base = options.base() == null ? null : qualified(options.base());
    if (options.table() != null) {
      return PhotoTable.read(session, storage, options.table(), options.column(), base);
    }
    PhotoListing listing =
        new PhotoListing(storage, options.recursive(), output, new Results(storage, scratch));
    SortedMap<Path, Path> found = listing.find(options.photos());
    if (listing.protectedAlready() > 0) {
      out.println(
          "cdmaa: Left out: " + listing.protectedAlready() + " protected by cdmaa already.");
    }
    if (base != null) {
      found.replaceAll((photo, own) -> base);
    }
    return found;
  }

  private Shipment shipped(java.nio.file.Path scratch, Group group) throws IOException {
    java.nio.file.Path archive = scratch.resolve(ARCHIVE + ".zip");
    Shipment shipment =
        Shipment.pack(
            options.protector().given(line, group.modelFiles()), group.modelFiles(), archive);
    session.sparkContext().addArchive(archive.toUri() + "#" + ARCHIVE);
    return shipment;
  }

  private int taskCores() {
    return spark.getConf().getInt("spark.task.cpus", 1);
  }

  private int lanes() {
    int cores = spark.getConf().getInt("spark.executor.cores", 0);
    if (cores == 0 && spark.isLocal()) {
      cores = spark.defaultParallelism();
    }
    if (cores == 0 && options.protector().limitsMemory()) {
      throw new InputException(
          "A memory budget is shared by the photos of an executor, so their number has to be known;"
              + " set spark.executor.cores");
    }
    return cores == 0 ? UNKNOWN_LANES : Math.min(UNKNOWN_LANES, Math.max(1, cores / taskCores()));
  }

  /**
   * Deletes what is unfinished when the driver is told to end. Spark has ended its executors by
   * then, or is about to, hence the second time.
   */
  private void abandon(VerdictTable table, List<PhotoItem> items, Path output) {
    try {
      table.abandon();
      sweep(items, output);
      Thread.sleep(ENDING_MILLISECONDS);
      sweep(items, output);
    } catch (IOException e) {
      LOG.warn("Unfinished files stay until the next run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static SortedSet<Path> folders(List<PhotoItem> items) {
    TreeSet<Path> folders = new TreeSet<>();
    items.forEach(item -> folders.add(new Path(item.output()).getParent()));
    return folders;
  }

  /** Deletes what processes that were killed have left in the output folder. */
  private void sweep(List<PhotoItem> items, Path output) throws IOException {
    for (Path folder : folders(items)) {
      storage.sweep(folder);
    }
    FileSystem system = storage.of(output);
    if (system.exists(output)) {
      for (FileStatus left : system.listStatus(output, DeadlyPhotos::isFolder)) {
        system.delete(left.getPath(), true);
      }
    }
  }
}
