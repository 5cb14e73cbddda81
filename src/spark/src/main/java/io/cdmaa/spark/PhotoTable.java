package io.cdmaa.spark;

import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads the photos of a table with a column of paths. */
final class PhotoTable {
  private PhotoTable() {}

  /**
   * Returns the photos, each once; none is missing where a file is, since a file that cannot be
   * read is to be named in the verdicts.
   *
   * @param base the folder that the output folder mirrors; null for the deepest one of all photos
   * @throws InputException if there is no such table, column or common folder
   */
  static SortedMap<Path, Path> read(
      SparkSession spark, Storage storage, String table, String column, Path base)
      throws IOException {
    Path file = storage.of(new Path(table)).makeQualified(new Path(table));
    if (storage.status(file) == null) {
      throw new InputException("There is no table " + table + "; check the path");
    }
    Dataset<Row> rows =
        table.toLowerCase(Locale.ROOT).endsWith(".csv")
            ? spark.read().option("header", "true").csv(file.toString())
            : spark.read().parquet(file.toString());
    if (!Arrays.asList(rows.columns()).contains(column)) {
      throw new InputException(
          "The table "
              + table
              + " has no column '"
              + column
              + "'; it has "
              + String.join(", ", rows.columns())
              + "; name one of them with --path-column");
    }
    TreeSet<Path> photos = new TreeSet<>();
    Iterator<String> paths =
        rows.select(rows.col("`" + column + "`").cast("string"))
            .na()
            .drop()
            .as(Encoders.STRING())
            .toLocalIterator();
    while (paths.hasNext()) {
      Path photo = new Path(file.getParent(), paths.next());
      photos.add(storage.of(photo).makeQualified(photo));
    }
    Path mirrored = base == null ? PhotoNames.common(photos) : base;
    if (mirrored == null && !photos.isEmpty()) {
      throw new InputException(
          "The photos of " + table + " have no folder in common; give one with --base");
    }
    SortedMap<Path, Path> found = new TreeMap<>();
    photos.forEach(photo -> found.put(photo, mirrored));
    return found;
  }
}
