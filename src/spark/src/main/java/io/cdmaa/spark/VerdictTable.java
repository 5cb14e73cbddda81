package io.cdmaa.spark;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
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

  private final SparkSession spark;
  private final Storage storage;
  private final Path table;
  private final Path parts;
  private final Path before;
  private int number;

  /**
   * @param table its folder
   * @param run the name of the run
   */
  VerdictTable(SparkSession spark, Storage storage, Path table, String run) {
    this.spark = spark;
    this.storage = storage;
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
    storage.prepare(table.getParent());
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
    if (system.exists(table.getParent())) {
      for (FileStatus file :
          system.listStatus(table.getParent(), path -> path.getName().startsWith(left))) {
        system.delete(file.getPath(), true);
      }
    }
    system.mkdirs(parts);
    system.create(new Path(parts, MARK), true).close();
  }

  /** Writes one part. */
  synchronized void add(List<PhotoRow> rows) throws IOException {
    FileSystem system = storage.of(parts);
    Path part = new Path(parts, "_part");
    List<Row> values = rows.stream().map(VerdictTable::row).toList();
    Dataset<Row> text =
        spark.createDataFrame(values, StructType.fromDDL(ROW + ", " + COLUMN + " STRING"));
    text.withColumn(COLUMN, functions.from_json(text.col(COLUMN), StructType.fromDDL(RECORD)))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(part.toString());
    for (FileStatus file : system.listStatus(part, path -> path.getName().endsWith(".parquet"))) {
      number++;
      system.rename(file.getPath(), new Path(parts, "verdicts-%05d.parquet".formatted(number)));
    }
    system.delete(part, true);
  }

  private static Row row(PhotoRow row) {
    return RowFactory.create(
        row.photo(),
        row.output(),
        row.status(),
        row.outcome(),
        row.attackRate(),
        row.message(),
        row.seconds(),
        row.attempt(),
        row.host(),
        row.record());
  }

  /** Puts the parts in the place of the table. */
  void commit() throws IOException {
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
    system.delete(before, true);
  }

  /** Deletes the parts; the table of the run before stays. */
  void abandon() throws IOException {
    storage.of(parts).delete(parts, true);
  }
}
