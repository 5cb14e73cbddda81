package io.cdmaa.spark;

import io.cdmaa.cli.JobOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.spark.SparkConf;

/**
 * Fetches the inputs of the protector, such as models, that lie in another file system to this
 * machine, so that all options may name files anywhere.
 */
final class RemoteInputs {
  private static final Pattern ADDRESS = Pattern.compile("[a-z][a-z0-9+.-]+:/.*");

  private final Path folder;
  private final Map<Path, String> addresses = new LinkedHashMap<>();

  /**
   * @param folder where the copies are put
   */
  RemoteInputs(Path folder) {
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
  String[] fetched(Storage storage, String... arguments) {
    List<String> words = new ArrayList<>();
    String before = "";
    for (String word : arguments) {
      int equals = word.startsWith("-") ? word.indexOf('=') : -1;
      String option = equals > 0 ? word.substring(0, equals) : before;
      String value = word.substring(equals + 1);
      boolean fetch = ADDRESS.matcher(value).matches() && !JobOptions.ADDRESSES.contains(option);
      words.add(fetch ? word.substring(0, equals + 1) + fetch(storage, value) : word);
      before = word.startsWith("-") ? word : before;
    }
    return words.toArray(String[]::new);
  }

  /** Returns a sentence with the addresses in the place of their copies. */
  String worded(String sentence) {
    String worded = sentence;
    for (Map.Entry<Path, String> copy : addresses.entrySet()) {
      worded = worded.replace(copy.getKey().toString(), copy.getValue());
    }
    return worded;
  }

  private Path fetch(Storage storage, String address) {
    try {
      var from = new org.apache.hadoop.fs.Path(address);
      Path to =
          Files.createTempDirectory(Files.createDirectories(folder), "").resolve(from.getName());
      fetch(storage, from, to);
      addresses.put(to, address);
      return to;
    } catch (IOException e) {
      throw new InputException(address + " cannot be read (" + io.cdmaa.Causes.of(e) + ")", e);
    }
  }

  private static void fetch(Storage storage, org.apache.hadoop.fs.Path from, Path to)
      throws IOException {
    FileStatus status = storage.of(from).getFileStatus(from);
    if (!status.isDirectory()) {
      storage.fetch(from, to);
      return;
    }
    Files.createDirectories(to);
    for (FileStatus entry : storage.of(from).listStatus(from)) {
      fetch(storage, entry.getPath(), to.resolve(entry.getPath().getName()));
    }
  }
}
