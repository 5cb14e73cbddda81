package io.cdmaa.experiment;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.evaluation.MetricKind;
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
 * The files of an experiment's output folder. A folder whose {@code trials.jsonl} carries our mark
 * was written by {@code cdmaa}, and so were the files in it that have the names of results.
 */
public final class ResultFolder {
  static final String TRIALS = "trials.jsonl";

  private static final List<String> TABLES =
      List.of("results.csv", "comparisons.csv", "results.md");
  private static final List<String> PICTURES = List.of("plots", "figures");
  private static final byte[] CELL = "{\"key\":".getBytes(StandardCharsets.UTF_8);

  private ResultFolder() {}

  /** Returns everything that an experiment reads. */
  public static List<Path> inputs(Experiment experiment, ExperimentInputs inputs) {
    List<Path> files = new ArrayList<>(ModelInputs.of(inputs.manifests()));
    files.add(experiment.file());
    experiment.photos().labels().ifPresent(files::add);
    experiment.metrics().forEach(metric -> metric.model().ifPresent(files::add));
    for (PhotoFile photo : inputs.photos()) {
      files.add(photo.path());
      photo.mask().map(PhotoFile.Mask::path).ifPresent(files::add);
    }
    return files;
  }

  /**
   * Claims every file that the experiment may write.
   *
   * @throws io.cdmaa.CdmaaException naming the first that it must not write
   */
  public static void claim(
      Path folder, Experiment experiment, ExperimentInputs inputs, WriteGuard guard) {
    Path trials = folder.resolve(TRIALS);
    boolean known = Files.exists(trials) && isOurs(trials);
    Predicate<Path> ours = file -> known;
    guard.claim(trials, ours);
    TABLES.forEach(name -> guard.claim(folder.resolve(name), ours));
    inputs.trials(experiment).stream()
        .map(Trial::file)
        .distinct()
        .forEach(name -> guard.claim(folder.resolve(name), ours));
    if (experiment.measures(MetricKind.FID)) {
      inputs.trials(experiment).stream()
          .map(trial -> Trial.features(trial.key()))
          .forEach(name -> guard.claim(folder.resolve(name), ours));
    }
    for (String name : PICTURES) {
      existing(folder.resolve(name)).forEach(file -> guard.claim(file, ours));
    }
  }

  private static boolean isOurs(Path trials) {
    try (InputStream in = Files.newInputStream(trials)) {
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
          ErrorReason.EXPERIMENT,
          "The folder " + folder + " cannot be listed (" + e.getMessage() + "); check it",
          e);
    }
  }
}
