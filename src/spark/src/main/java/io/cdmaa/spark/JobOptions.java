package io.cdmaa.spark;

import io.cdmaa.cli.ProtectorOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command line of the job. */
@Command(
    name = "ProtectJob",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Protects photos on a Spark cluster, one photo a task.",
      "Photos, models and output may lie in any Hadoop file system. Writes each protected photo"
          + " and, beside it, a record NAME.cdmaa.json; photos whose record shows that the result"
          + " would be the same are skipped."
    },
    footer = {
      "",
      "Example: spark-submit --class io.cdmaa.spark.ProtectJob cdmaa-spark.jar --photos"
          + " 'hdfs:///photos/*/*.jpg' --models hdfs:///models --output hdfs:///protected"
          + " --verdicts hdfs:///verdicts"
    })
final class JobOptions {
  /** Options whose values are addresses in a file system that the job itself reads or writes. */
  static final Set<String> ADDRESSES =
      Set.of("--photos", "--table", "--base", "--output", "-o", "--verdicts");

  @Option(
      names = "--photos",
      paramLabel = "GLOB",
      description =
          "Photos, folders of them, or paths with wildcards (*, ?, [a-z], {a,b}), which the job"
              + " expands. May be repeated.")
  private final List<String> photos = new ArrayList<>();

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description =
          "Table with a column of paths: Parquet, or CSV with a header if the name ends in .csv."
              + " Relative paths start at the table's folder.")
  private String table;

  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      defaultValue = "path",
      description = "The column of paths in --table. Default: ${DEFAULT-VALUE}.")
  private String column;

  @Option(
      names = "--base",
      paramLabel = "FOLDER",
      description =
          "Folder that the output folder mirrors. Default: the folder given with --photos, or the"
              + " deepest folder with all photos of --table.")
  private String base;

  @Option(
      names = {"-r", "--recursive"},
      description = "Search subfolders too.")
  private boolean recursive;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      required = true,
      description = "Folder for the protected photos. One job at a time may write to it.")
  private String output;

  @Option(
      names = "--verdicts",
      paramLabel = "FOLDER",
      required = true,
      description =
          "Folder for the verdicts, a Parquet table with a row for each photo. Replaced at the end"
              + " of the job.")
  private String verdicts;

  @Option(
      names = {"-f", "--force"},
      description = "Protect finished photos again, and replace files that cdmaa did not write.")
  private boolean force;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print errors only.")
  private boolean quiet;

  @Mixin private ProtectorOptions protector;

  List<String> photos() {
    return photos;
  }

  String table() {
    return table;
  }

  String column() {
    return column;
  }

  String base() {
    return base;
  }

  boolean recursive() {
    return recursive;
  }

  String output() {
    return output;
  }

  String verdicts() {
    return verdicts;
  }

  boolean force() {
    return force;
  }

  boolean quiet() {
    return quiet;
  }

  ProtectorOptions protector() {
    return protector;
  }
}
