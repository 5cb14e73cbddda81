package io.cdmaa.spark;

import java.io.IOException;
import org.apache.spark.sql.SparkSession;

/** A job that prints the rows of a Parquet table as JSON, for tests. */
public final class ShowVerdicts {
  static final String MARK = "ROW ";

  private ShowVerdicts() {}

  /**
   * Prints the rows.
   *
   * @param args the folder of the table
   */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      spark
          .read()
          .parquet(args[0])
          .toJSON()
          .collectAsList()
          .forEach(row -> System.out.println(MARK + row));
    }
  }
}
