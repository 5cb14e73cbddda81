package io.cdmaa.experiment;

import io.cdmaa.CancellationToken;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.evaluation.MetricKind;
import io.cdmaa.experiment.Experiment.Keep;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.io.Digest;
import io.cdmaa.mgda.GradientArithmetic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Runs the remaining trials of an experiment. Photos whose crops have the same shape follow each
 * other, so that the generators' sessions are opened once per shape and serve all settings.
 */
public final class ExperimentRun {
  private final Experiment experiment;
  private final ExperimentInputs inputs;
  private final Path folder;
  private final Supplier<GradientArithmetic> arithmetic;
  private final Watcher watcher;
  private final CancellationToken token;
  private final List<Trial> trials;
  private final Set<PhotoFile> kept;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private final TrialTimes pace = new TrialTimes();

  /**
   * @param experiment what to do
   * @param inputs its files
   * @param folder the output folder, which exists
   * @param arithmetic creates the arithmetic that aggregates gradients, for one search
   * @param watcher follows the run
   * @param token cancels the run between two iterations
   */
  public ExperimentRun(
      Experiment experiment,
      ExperimentInputs inputs,
      Path folder,
      Supplier<GradientArithmetic> arithmetic,
      Watcher watcher,
      CancellationToken token) {
    this.experiment = experiment;
    this.inputs = inputs;
    this.folder = folder;
    this.arithmetic = arithmetic;
    this.watcher = watcher;
    this.token = token;
    this.trials = inputs.trials(experiment);
    this.kept =
        Set.copyOf(experiment.keep() == Keep.ALL ? inputs.photos() : inputs.shown(experiment));
  }

  /**
   * How a run ended.
   *
   * @param total number of trials of the experiment
   * @param done number of finished trials
   * @param failed number of failed trials
   * @param results the published results; empty after an interruption, or if no photo is finished
   *     under every setting
   */
  public record Outcome(int total, int done, int failed, Optional<Results> results) {}

  /**
   * The work that a run would do.
   *
   * @param total number of trials of the experiment
   * @param open number of trials that are not finished
   * @param secondsPerStep mean time of one step, over the kinds of attack; 0 if nothing is open
   * @param seconds estimate for all open trials
   */
  public record Forecast(int total, int open, double secondsPerStep, double seconds) {}

  /**
   * Checks that the generators run on the photos and have gradients, and estimates how long the
   * open trials take, by performing one step of each kind of attack. Writes nothing.
   *
   * @param groups the generators
   * @throws CdmaaException if a generator does not run or has no gradient
   */
  public Forecast forecast(Groups groups) {
    requireFits(groups);
    List<Trial> open = trials;
    if (Files.exists(folder.resolve(ResultFolder.TRIALS))) {
      try (TrialStore store = TrialStore.open(folder.resolve(ResultFolder.TRIALS))) {
        open = open(store);
      }
    }
    Timing.Estimate estimate =
        new Timing(experiment, groups, arithmetic).of(open.isEmpty() ? trials : open);
    return new Forecast(
        trials.size(),
        open.size(),
        estimate.secondsPerStep(),
        open.isEmpty() ? 0 : estimate.seconds());
  }

  /**
   * Runs the open trials and, unless interrupted, publishes the results.
   *
   * @param groups the generators; left open
   * @param provenance what was used besides photos and generators, for the results page
   * @throws CdmaaException if the folder cannot be used, or another run is using it
   */
  public Outcome run(Groups groups, Map<String, String> provenance) {
    requireFits(groups);
    create(folder);
    try (TrialStore store = TrialStore.open(folder.resolve(ResultFolder.TRIALS))) {
      Outcome outcome = run(store, groups);
      return token.isCancelled()
          ? outcome
          : new Outcome(
              outcome.total(),
              outcome.done(),
              outcome.failed(),
              new Publication(experiment, inputs, folder).write(store, groups, provenance));
    }
  }

  private void requireFits(Groups groups) {
    for (Setting setting : experiment.settings()) {
      try {
        MethodAlgorithms.requireFits(setting.plan().method(), groups.size());
        setting.plan().settings().warmStart().ifPresent(inputs::requireStart);
      } catch (CdmaaException e) {
        throw new CdmaaException(
            e.reason(), "The setting " + setting.name() + ": " + e.getMessage(), e);
      }
    }
  }

  /** Returns the trials that a store does not contain yet. */
  private List<Trial> open(TrialStore store) {
    return trials.stream().filter(trial -> !isDone(trial, store)).toList();
  }

  /**
   * Returns whether a trial is finished and its photo, if it is shown, exists unchanged, and its
   * features, if they are needed, exist.
   */
  private boolean isDone(Trial trial, TrialStore store) {
    return store
        .find(trial.key())
        .filter(
            found ->
                !kept.contains(trial.photo())
                    || found.fileSha256().equals(Digest.ofOrEmpty(folder.resolve(found.file()))))
        .filter(
            found ->
                !experiment.measures(MetricKind.FID)
                    || Files.exists(folder.resolve(Trial.features(found.key()))))
        .isPresent();
  }

  private Outcome run(TrialStore store, Groups groups) {
    List<Trial> open = open(store);
    int done = trials.size() - open.size();
    watcher.started(trials.size(), done);
    if (open.isEmpty()) {
      return new Outcome(trials.size(), done, 0, Optional.empty());
    }
    int failed = 0;
    List<Trial> left = new ArrayList<>(open);
    for (List<Trial> photo : byPhoto(open)) {
      TrialBench bench = null;
      for (Trial trial : photo) {
        if (token.isCancelled()) {
          return new Outcome(trials.size(), done, failed, Optional.empty());
        }
        left.remove(trial);
        long start = System.nanoTime();
        TrialRecord finished;
        try {
          bench = bench == null ? bench(trial.photo(), groups) : bench;
          finished = bench.work(trial);
        } catch (CancellationException e) {
          return new Outcome(trials.size(), done, failed, Optional.empty());
        } catch (RuntimeException | OutOfMemoryError e) {
          failed++;
          watcher.failed(trial, e);
          continue;
        }
        // A trial that cannot be recorded ends the run: it and all later ones would be lost.
        store.append(finished);
        discard(trial);
        done++;
        pace.add(trial.setting(), (System.nanoTime() - start) / 1e9);
        watcher.finished(finished, done, trials.size(), pace.of(left));
      }
    }
    return new Outcome(trials.size(), done, failed, Optional.empty());
  }

  private TrialBench bench(PhotoFile photo, Groups groups) {
    return new TrialBench(experiment, folder, arithmetic, token, reader, groups, photo);
  }

  /** Groups the trials by photo, with photos of one shape after each other. */
  private static List<List<Trial>> byPhoto(List<Trial> open) {
    Map<PhotoShape, Map<PhotoFile, List<Trial>>> groups = new LinkedHashMap<>();
    for (Trial trial : open) {
      groups
          .computeIfAbsent(trial.photo().crop(), shape -> new LinkedHashMap<>())
          .computeIfAbsent(trial.photo(), photo -> new ArrayList<>())
          .add(trial);
    }
    return groups.values().stream().flatMap(photos -> photos.values().stream()).toList();
  }

  private void discard(Trial trial) {
    if (!kept.contains(trial.photo())) {
      try {
        Files.deleteIfExists(folder.resolve(trial.file()));
      } catch (IOException e) {
        throw new CdmaaException(
            ErrorReason.EXPERIMENT,
            "The file " + trial.file() + " could not be removed; delete it by hand",
            e);
      }
    }
  }

  /** Creates an output folder. */
  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CdmaaException(
          ErrorReason.EXPERIMENT,
          "The folder " + folder + " cannot be created (" + Causes.of(e) + "); choose another",
          e);
    }
  }
}
