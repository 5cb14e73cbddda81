package io.cdmaa.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.spark.SparkFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder with the copies of one photo's files, in the executor's own folder. Spark deletes that
 * folder, also after the process was killed.
 *
 * @param folder holds nothing else
 * @param item the photo
 */
record Scratch(Path folder, PhotoItem item) implements AutoCloseable {
  /** The suffix that a record adds to the name of its photo. */
  static final String RECORD = ".cdmaa.json";

  private static final Logger LOG = LoggerFactory.getLogger(Scratch.class);

  static Scratch open(PhotoItem item) throws IOException {
    Path folder =
        Path.of(SparkFiles.getRootDirectory())
            .toAbsolutePath()
            .resolve("cdmaa-" + UUID.randomUUID());
    Scratch scratch = new Scratch(folder, item);
    Files.createDirectories(scratch.photo().getParent());
    Files.createDirectories(scratch.output().getParent());
    return scratch;
  }

  Path photo() {
    return folder.resolve("photo").resolve(name(item.photo()));
  }

  Path output() {
    return folder.resolve("output").resolve(name(item.output()));
  }

  Path record() {
    return folder.resolve("output").resolve(name(item.output()) + RECORD);
  }

  private static String name(String address) {
    return new org.apache.hadoop.fs.Path(address).getName();
  }

  /** Returns a sentence with the addresses of the files in the place of their copies. */
  String worded(String sentence) {
    return sentence
        .replace(photo().toString(), item.photo())
        .replace(record().toString(), item.output() + RECORD)
        .replace(output().toString(), item.output());
  }

  @Override
  public void close() {
    delete(folder);
  }

  /** Deletes a folder of this machine with its content; what cannot be deleted stays. */
  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} stays", folder, e);
    }
  }
}
