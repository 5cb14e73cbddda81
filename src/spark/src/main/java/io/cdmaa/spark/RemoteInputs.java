package io.cdmaa.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkConf;

/**
 * Fetches the inputs of the protector, such as models, that lie in another file system to this
 * machine, so that all options may name files anywhere.
 */
final class RemoteInputs {
  private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]+:/.*");

  private final Storage storage;
  private final Path folder;

  /**
   * @param folder where the copies are put
   */
  RemoteInputs(Storage storage, Path folder) {
    this.storage = storage;
    this.folder = folder;
  }

  /** Returns Hadoop's configuration as Spark would set it, before there is a session. */
  static org.apache.hadoop.conf.Configuration hadoop(SparkConf spark) {
    var hadoop = new org.apache.hadoop.conf.Configuration();
    String prefix = "spark.hadoop.";
    for (var setting : spark.getAllWithPrefix(prefix)) {
      hadoop.set(setting._1(), setting._2());
    }
    return hadoop;
  }

  /**
   * Returns a command line in which addresses of other machines are replaced by those of copies.
   *
   * @throws InputException if one cannot be fetched
   */
  String[] fetched(String... arguments) {
    List<String> words = new ArrayList<>();
    String before = "";
    for (String word : arguments) {
      int equals = word.startsWith("-") ? word.indexOf('=') : -1;
      String option = equals > 0 ? word.substring(0, equals) : before;
      String value = word.substring(equals + 1);
      boolean fetch = ADDRESS.matcher(value).matches() && !JobOptions.ADDRESSES.contains(option);
      words.add(fetch ? word.substring(0, equals + 1) + fetch(value) : word);
      before = word.startsWith("-") ? word : before;
    }
    return words.toArray(String[]::new);
  }

  private Path fetch(String address) {
    try {
      var from = new org.apache.hadoop.fs.Path(address);
      Path to =
          Files.createTempDirectory(Files.createDirectories(folder), "").resolve(from.getName());
      fetch(from, to);
      return to;
    } catch (IOException e) {
      throw new InputException(address + " cannot be read (" + io.cdmaa.Causes.of(e) + ")", e);
    }
  }

  private void fetch(org.apache.hadoop.fs.Path from, Path to) throws IOException {
    FileStatus status = storage.of(from).getFileStatus(from);
    if (!status.isDirectory()) {
      storage.fetch(from, to);
      return;
    }
    Files.createDirectories(to);
    for (FileStatus entry : storage.of(from).listStatus(from)) {
      fetch(entry.getPath(), to.resolve(entry.getPath().getName()));
    }
  }
}
