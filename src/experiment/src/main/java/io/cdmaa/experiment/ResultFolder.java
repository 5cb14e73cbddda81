package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.protection.ModelInputs;
import io.cdmaa.protection.WriteGuard;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The files of an experiment's output folder. A folder whose {@code cells.jsonl} begins like ours
 * is ours, and so is what lies in it under the names of results.
 */
public final class ResultFolder {
  static final String CELLS = "cells.jsonl";

  private static final List<String> TABLES =
      List.of("results.csv", "comparisons.csv", "results.md");
  private static final List<String> PICTURES = List.of("plots", "figures");
  private static final byte[] CELL = "{\"key\":".getBytes(StandardCharsets.UTF_8);

  private ResultFolder() {}

  /** Everything that an experiment reads. */
  public static List<Path> inputs(Experiment experiment, Inventory inventory) {
    List<Path> inputs = new ArrayList<>(ModelInputs.of(inventory.manifests()));
    inputs.add(experiment.file());
    experiment.photos().labels().ifPresent(inputs::add);
    for (PhotoFile photo : inventory.photos()) {
      inputs.add(photo.path());
      photo.mask().map(PhotoFile.Mask::path).ifPresent(inputs::add);
    }
    return inputs;
  }

  /**
   * Claims every file that the experiment may write.
   *
   * @throws io.cdmaa.protection.WriteRefusedException naming the first that it must not write
   */
  public static void claim(
      Path folder, Experiment experiment, Inventory inventory, WriteGuard guard) {
    Path cells = folder.resolve(CELLS);
    boolean known = Files.exists(cells) && isOurs(cells);
    Predicate<Path> ours = file -> known;
    guard.claim(cells, ours);
    TABLES.forEach(name -> guard.claim(folder.resolve(name), ours));
    inventory.cells(experiment).stream()
        .map(Cell::file)
        .distinct()
        .forEach(name -> guard.claim(folder.resolve(name), ours));
    for (String name : PICTURES) {
      existing(folder.resolve(name)).forEach(file -> guard.claim(file, ours));
    }
  }

  private static boolean isOurs(Path cells) {
    try (InputStream in = Files.newInputStream(cells)) {
      byte[] head = in.readNBytes(CELL.length);
      return head.length == 0 || Arrays.equals(head, CELL);
    } catch (IOException e) {
      return false;
    }
  }

  private static List<Path> existing(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new CdmaaException(
          "The folder " + folder + " cannot be listed (" + e.getMessage() + "); check it", e);
    }
  }
}
