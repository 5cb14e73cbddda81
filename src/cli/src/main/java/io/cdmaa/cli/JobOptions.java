package io.cdmaa.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.ListResourceBundle;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line of the Spark job. */
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
public final class JobOptions {
  /** Options whose values are addresses in a file system that the job itself reads or writes. */
  public static final Set<String> ADDRESSES =
      Set.of("--photos", "--table", "--base", "--output", "-o", "--verdicts");

  /** What the help says of options that have another default in the job. */
  private static final class OtherDefaults extends ListResourceBundle {
    @Override
    protected Object[][] getContents() {
      return new Object[][] {
        {"threads", "Threads of each photo. Default: spark.task.cpus, which is 1."},
        {
          "arithmetic",
          "Arithmetic that aggregates gradients: plain (Java), vector (Java's Vector API, Java 22"
              + " or newer) or fastest (the faster of them for each operation, measured at the"
              + " start). Default: plain."
        }
      };
    }
  }

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

  /** Returns the command line. */
  public CommandLine commandLine() {
    return ProtectorOptions.commandLine(this).setResourceBundle(new OtherDefaults());
  }

  /**
   * Checks the options of a command line that is parsed, as far as that takes no files.
   *
   * @throws ParameterException if they contradict each other, or a value is out of range
   */
  public void check(CommandLine line) {
    if ((table == null) == photos.isEmpty()) {
      throw new ParameterException(
          line,
          photos.isEmpty()
              ? "Name the photos with --photos or --table"
              : "--photos and --table exclude each other; leave one out");
    }
    protector.builder(line.getCommandSpec(), leftOut -> {});
    protector.files(line.getCommandSpec());
  }

  /** Returns the photos, folders and paths with wildcards. */
  public List<String> photos() {
    return photos;
  }

  /** Returns the table of photos; null for none. */
  public String table() {
    return table;
  }

  /** Returns the column of the paths in the table. */
  public String column() {
    return column;
  }

  /** Returns the folder that the output folder mirrors; null for the default. */
  public String base() {
    return base;
  }

  /** Returns whether subfolders are searched. */
  public boolean recursive() {
    return recursive;
  }

  /** Returns the output folder. */
  public String output() {
    return output;
  }

  /** Returns the folder of the table of verdicts. */
  public String verdicts() {
    return verdicts;
  }

  /** Returns whether finished photos are protected again. */
  public boolean force() {
    return force;
  }

  /** Returns whether errors alone are printed. */
  public boolean quiet() {
    return quiet;
  }

  /** Returns the options of the protector. */
  public ProtectorOptions protector() {
    return protector;
  }
}
