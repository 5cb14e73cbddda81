package io.cdmaa.spark;

import io.cdmaa.cli.ProtectorOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The options of a protector as executors read them. Files that options name (models, labels, a
 * mask, whatever an option's value is a path of) travel in one archive.
 *
 * @param arguments options and values; values that are files are relative to the unpacked archive
 */
record Shipment(List<Argument> arguments) implements Serializable {
  /**
   * A word of the command line.
   *
   * @param shipped whether it is a path in the archive
   */
  record Argument(String text, boolean shipped) implements Serializable {}

  /** Copies the list. */
  Shipment {
    arguments = List.copyOf(arguments);
  }

  /**
   * Writes the archive.
   *
   * @param given the options
   * @param modelFiles the files of the models
   * @param archive the file to write
   */
  static Shipment pack(List<ProtectorOptions.Given> given, List<Path> modelFiles, Path archive)
      throws IOException {
    List<Argument> arguments = new ArrayList<>();
    try (OutputStream file = Files.newOutputStream(archive);
        ZipOutputStream zip = new ZipOutputStream(file)) {
      // Weights hardly get smaller.
      zip.setLevel(Deflater.NO_COMPRESSION);
      Set<String> packed = new HashSet<>();
      Map<Path, Integer> folders = new HashMap<>();
      for (ProtectorOptions.Given option : given) {
        if (option.values().isEmpty()) {
          arguments.add(new Argument(option.name(), false));
        }
        for (String value : option.values()) {
          arguments.add(new Argument(option.name(), false));
          arguments.add(
              option.files()
                  ? new Argument(add(zip, packed, folders, Path.of(value), modelFiles), true)
                  : new Argument(value, false));
        }
      }
    }
    return new Shipment(arguments);
  }

  /**
   * Adds a file, or a folder's models, and returns its path in the archive.
   *
   * @param packed names in the archive
   * @param folders numbers of the folders in the archive
   */
  private static String add(
      ZipOutputStream zip,
      Set<String> packed,
      Map<Path, Integer> folders,
      Path path,
      List<Path> modelFiles)
      throws IOException {
    Path given = path.toAbsolutePath().normalize();
    Path base = Files.isDirectory(given) ? given : given.getParent();
    int number = folders.computeIfAbsent(base, folder -> folders.size());
    List<Path> files = new ArrayList<>();
    modelFiles.stream()
        .map(file -> file.toAbsolutePath().normalize())
        .filter(file -> file.startsWith(base))
        .forEach(files::add);
    if (Files.isRegularFile(given)) {
      files.add(given);
    }
    for (Path file : files) {
      String name = number + "/" + base.relativize(file);
      if (packed.add(name)) {
        zip.putNextEntry(new ZipEntry(name));
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return number + "/" + base.relativize(given);
  }

  /**
   * Returns the command line for a process that has the archive.
   *
   * @param unpacked the folder of its content
   */
  String[] commandLine(Path unpacked) {
    return arguments.stream()
        .map(
            argument ->
                argument.shipped() ? unpacked.resolve(argument.text()).toString() : argument.text())
        .toArray(String[]::new);
  }
}
