package io.cdmaa.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cdmaa.Causes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.types.StructType;

/**
 * The table of verdicts: a row for each photo of a run. It is written part by part into a folder
 * beside the table and takes the table's place at the end, so that a reader sees the whole table of
 * one run; a run that is killed leaves the table of the run before.
 */
final class VerdictTable {
  /** The columns besides the record. */
  static final String ROW =
      "photo STRING, output STRING, status STRING, outcome STRING, attackRate DOUBLE,"
          + " message STRING, seconds DOUBLE, attempt INT, host STRING";

  private static final String VERDICT =
      "threshold: DOUBLE, attackRate: DOUBLE, maxLevelChange: DOUBLE, psnr: DOUBLE, ssim: DOUBLE,"
          + " generators: ARRAY<STRUCT<name: STRING, averageLoss: DOUBLE, averageMaskedLoss:"
          + " DOUBLE, attackRate: DOUBLE, domains: ARRAY<STRUCT<name: STRING, loss: DOUBLE,"
          + " maskedLoss: DOUBLE, broken: BOOLEAN>>>>";

  /** The content of a record. */
  static final String RECORD =
      "version INT, tool STRING, source STRING, sourceSha256 STRING, output STRING, outputSha256"
          + " STRING, replaces STRING, outcome STRING, required DOUBLE,"
          + " models ARRAY<STRUCT<file: STRING, sha256: STRING, access: STRING>>,"
          + " attributes MAP<STRING, INT>,"
          + " settings STRUCT<method: STRING, parts: MAP<STRING, STRING>, epsilon: DOUBLE,"
          + " stepSize: DOUBLE, iterations: INT, seed: BIGINT, threshold: DOUBLE, earlyStop:"
          + " BOOLEAN, crop: STRING, detectorSha256: STRING, maskSha256: STRING, encoder: STRING,"
          + " warmStartSha256: STRING>,"
          + " computation STRUCT<device: STRING, precision: STRING, tune: STRING, arithmetic:"
          + " STRING, batch: INT, everyDomain: BOOLEAN, memoryBudget: BIGINT>,"
          + " faces ARRAY<STRUCT<x: BIGINT, y: BIGINT, side: BIGINT, crop: STRING>>,"
          + " verdict STRUCT<"
          + VERDICT
          + ", after: MAP<STRING, STRUCT<"
          + VERDICT
          + ">>>";

  private static final String MARK = "_cdmaa-verdicts";
  private static final String COLUMN = "record";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Storage storage;
  private final java.nio.file.Path scratch;
  private final Path table;
  private final Path parts;
  private final Path before;
  private int number;

  /**
   * @param scratch a folder of this machine, where each part is written first
   * @param table its folder
   * @param run the name of the run
   */
  VerdictTable(Storage storage, java.nio.file.Path scratch, Path table, String run) {
    this.storage = storage;
    this.scratch = scratch;
    this.table = table;
    parts = new Path(table.getParent(), "." + table.getName() + "-cdmaa-" + run);
    before = new Path(table.getParent(), "." + table.getName() + "-cdmaa-before");
  }

  /**
   * Creates the folder of the parts, and deletes what killed runs have left.
   *
   * @throws InputException if there is a folder of somebody else's in the table's place, or it
   *     cannot be written
   */
  void create() throws IOException {
    storage.requireWritable(table.getParent());
    FileSystem system = storage.of(table);
    if (system.exists(before) && !system.exists(table)) {
      system.rename(before, table);
    }
    if (system.exists(table)
        && !system.exists(new Path(table, MARK))
        && !(system.getFileStatus(table).isDirectory() && system.listStatus(table).length == 0)) {
      throw new InputException(
          "The folder " + table + " holds something else than verdicts; choose another");
    }
    String left = "." + table.getName() + "-cdmaa-";
    for (FileStatus file :
        system.listStatus(table.getParent(), path -> path.getName().startsWith(left))) {
      system.delete(file.getPath(), true);
    }
    writing(
        () -> {
          java.nio.file.Path mark = Files.createFile(scratch.resolve(MARK));
          storage.store(mark, new Path(parts, MARK));
          return mark;
        });
  }

  /**
   * Writes something of the table.
   *
   * @throws InputException if that fails, for instance because the disk is full
   */
  private void writing(Storage.Action<?> action) {
    try {
      Storage.trying(action);
    } catch (IOException e) {
      throw new InputException(
          Causes.unwritable("The table " + table, table.getParent().toString(), e)
              + ", and start the job again: finished photos stay and are skipped",
          e);
    }
  }

  /** Writes one part. */
  synchronized void add(List<PhotoRow> rows) {
    writing(
        () -> {
          List<ObjectNode> values = new ArrayList<>();
          for (PhotoRow row : rows) {
            values.add(json(row));
          }
          number++;
          String name = "verdicts-%05d.parquet".formatted(number);
          java.nio.file.Path part = scratch.resolve(name);
          try {
            ParquetRows.write(type(), values, part);
            storage.store(part, new Path(parts, name));
          } finally {
            Files.deleteIfExists(part);
          }
          return name;
        });
  }

  /** Returns the type of the rows. */
  static StructType type() {
    return StructType.fromDDL(ROW).add(COLUMN, StructType.fromDDL(RECORD));
  }

  private static ObjectNode json(PhotoRow row) throws IOException {
    ObjectNode json =
        JSON.createObjectNode()
            .put("photo", row.photo())
            .put("output", row.output())
            .put("status", row.status())
            .put("outcome", row.outcome())
            .put("attackRate", row.attackRate())
            .put("message", row.message())
            .put("seconds", row.seconds())
            .put("attempt", row.attempt())
            .put("host", row.host());
    return row.record() == null ? json : json.set(COLUMN, JSON.readTree(row.record()));
  }

  /** Puts the parts in the place of the table. */
  void commit() {
    writing(
        () -> {
          FileSystem system = storage.of(table);
          if (system.exists(table)) {
            system.delete(before, true);
            if (!system.rename(table, before)) {
              throw new IOException(table + " cannot be renamed");
            }
          }
          if (!system.rename(parts, table)) {
            throw new IOException(parts + " cannot be renamed");
          }
          return system.delete(before, true);
        });
  }

  /** Deletes the parts; the table of the run before stays. */
  void abandon() throws IOException {
    storage.of(parts).delete(parts, true);
  }
}
