package io.cdmaa.experiment;

import io.cdmaa.CancellationToken;
import io.cdmaa.Causes;
import io.cdmaa.CdmaaException;
import io.cdmaa.Verdict;
import io.cdmaa.attack.AttackResult;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.evaluation.Digest;
import io.cdmaa.experiment.Experiment.Keep;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.image.OutputFormat;
import io.cdmaa.image.Photo;
import io.cdmaa.image.PhotoReader;
import io.cdmaa.image.ReadLimits;
import io.cdmaa.mgda.GradientArithmetic;
import io.cdmaa.protection.Destination;
import io.cdmaa.protection.PhotoProtection;
import io.cdmaa.protection.Subject;
import io.cdmaa.tensor.FloatTensor;
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
 * Works through the open cells of an experiment. Photos with crops of one shape follow each other,
 * so that the generators' sessions are opened once per shape and serve all settings.
 */
public final class ExperimentRun {
  private final Experiment experiment;
  private final Inventory inventory;
  private final Path folder;
  private final Supplier<GradientArithmetic> arithmetic;
  private final Watcher watcher;
  private final CancellationToken token;
  private final List<Cell> cells;
  private final Set<PhotoFile> kept;
  private final PhotoReader reader = new PhotoReader(ReadLimits.DEFAULT);
  private final Pace pace = new Pace();

  /**
   * @param experiment what to do
   * @param inventory its files
   * @param folder the output folder, which exists
   * @param arithmetic makes what gradients are combined with, for one search
   * @param watcher follows the run
   * @param token ends it between two iterations
   */
  public ExperimentRun(
      Experiment experiment,
      Inventory inventory,
      Path folder,
      Supplier<GradientArithmetic> arithmetic,
      Watcher watcher,
      CancellationToken token) {
    this.experiment = experiment;
    this.inventory = inventory;
    this.folder = folder;
    this.arithmetic = arithmetic;
    this.watcher = watcher;
    this.token = token;
    this.cells = inventory.cells(experiment);
    this.kept =
        Set.copyOf(
            experiment.keep() == Keep.ALL ? inventory.photos() : inventory.shown(experiment));
  }

  /**
   * How a run ended.
   *
   * @param total cells of the experiment
   * @param done finished ones
   * @param failed those that could not be done
   * @param results what was written down; empty after an interruption, or if no photo is finished
   *     under every setting
   */
  public record Outcome(int total, int done, int failed, Optional<Results> results) {}

  /**
   * What a run would have to do.
   *
   * @param total cells of the experiment
   * @param open those that are not finished
   * @param secondsPerStep mean time of one step, over the kinds of attack; 0 if nothing is open
   * @param seconds estimate for all open cells
   */
  public record Forecast(int total, int open, double secondsPerStep, double seconds) {}

  /**
   * Checks that the generators run on the photos and have gradients, and estimates how long the
   * open cells take, by making one step of each kind of attack. Writes nothing.
   *
   * @param groups the generators
   * @throws CdmaaException if a generator does not run or has no gradient
   */
  public Forecast forecast(Groups groups) {
    requireFits(groups);
    List<Cell> open = cells;
    if (Files.exists(folder.resolve(ResultFolder.CELLS))) {
      try (CellStore store = CellStore.open(folder.resolve(ResultFolder.CELLS))) {
        open = open(store);
      }
    }
    Timing.Estimate estimate =
        new Timing(experiment, groups, arithmetic).of(open.isEmpty() ? cells : open);
    return new Forecast(
        cells.size(),
        open.size(),
        estimate.secondsPerStep(),
        open.isEmpty() ? 0 : estimate.seconds());
  }

  /**
   * Does what is open and, unless interrupted, writes everything down.
   *
   * @param groups the generators; left open
   * @param provenance what was used besides photos and generators, for the page
   * @throws CdmaaException if the folder cannot be used, or another run is using it
   */
  public Outcome run(Groups groups, Map<String, String> provenance) {
    requireFits(groups);
    create(folder);
    try (CellStore store = CellStore.open(folder.resolve(ResultFolder.CELLS))) {
      Outcome outcome = run(store, groups);
      return token.isCancelled()
          ? outcome
          : new Outcome(
              outcome.total(),
              outcome.done(),
              outcome.failed(),
              new Publication(experiment, inventory, folder).write(store, groups, provenance));
    }
  }

  private void requireFits(Groups groups) {
    for (Setting setting : experiment.settings()) {
      try {
        MethodAlgorithms.requireFits(setting.plan().method(), groups.size());
      } catch (CdmaaException e) {
        throw new CdmaaException("The setting " + setting.name() + ": " + e.getMessage(), e);
      }
    }
  }

  /** The cells that a store does not hold yet. */
  private List<Cell> open(CellStore store) {
    return cells.stream().filter(cell -> !isDone(cell, store)).toList();
  }

  /** A cell whose photo is shown is done only while the photo is there as it was judged. */
  private boolean isDone(Cell cell, CellStore store) {
    return store
        .find(cell.key())
        .filter(
            found ->
                !kept.contains(cell.photo())
                    || found.fileSha256().equals(Digest.ofOrEmpty(folder.resolve(found.file()))))
        .isPresent();
  }

  private Outcome run(CellStore store, Groups groups) {
    List<Cell> open = open(store);
    int done = cells.size() - open.size();
    watcher.started(cells.size(), done);
    if (open.isEmpty()) {
      return new Outcome(cells.size(), done, 0, Optional.empty());
    }
    int failed = 0;
    List<Cell> left = new ArrayList<>(open);
    for (List<Cell> photo : byPhoto(open)) {
      Bench bench = null;
      for (Cell cell : photo) {
        if (token.isCancelled()) {
          return new Outcome(cells.size(), done, failed, Optional.empty());
        }
        left.remove(cell);
        long start = System.nanoTime();
        CellRecord finished;
        try {
          bench = bench == null ? new Bench(cell.photo(), groups) : bench;
          finished = bench.work(cell);
        } catch (CancellationException e) {
          return new Outcome(cells.size(), done, failed, Optional.empty());
        } catch (RuntimeException | OutOfMemoryError e) {
          failed++;
          watcher.failed(cell, e);
          continue;
        }
        // What cannot be recorded ends the run: it would be lost with all that follows.
        store.append(finished);
        discard(cell);
        done++;
        pace.add(cell.setting(), (System.nanoTime() - start) / 1e9);
        watcher.finished(finished, done, cells.size(), pace.of(left));
      }
    }
    return new Outcome(cells.size(), done, failed, Optional.empty());
  }

  /** The cells of each photo together, and photos of one shape after each other. */
  private static List<List<Cell>> byPhoto(List<Cell> open) {
    Map<PhotoShape, Map<PhotoFile, List<Cell>>> groups = new LinkedHashMap<>();
    for (Cell cell : open) {
      groups
          .computeIfAbsent(cell.photo().crop(), shape -> new LinkedHashMap<>())
          .computeIfAbsent(cell.photo(), photo -> new ArrayList<>())
          .add(cell);
    }
    return groups.values().stream().flatMap(photos -> photos.values().stream()).toList();
  }

  private void discard(Cell cell) {
    if (!kept.contains(cell.photo())) {
      try {
        Files.deleteIfExists(folder.resolve(cell.file()));
      } catch (IOException e) {
        throw new CdmaaException(
            "The file " + cell.file() + " could not be removed; delete it by hand", e);
      }
    }
  }

  /** One photo with what all its cells need. */
  private final class Bench {
    private final Groups groups;
    private final PhotoFile file;
    private final Photo original;
    private List<FloatTensor> before;

    Bench(PhotoFile file, Groups groups) {
      this.groups = groups;
      this.file = file;
      this.original = reader.read(file.path());
    }

    CellRecord work(Cell cell) {
      Plan plan = cell.setting().plan();
      GeneratorGroup group = groups.of(plan);
      PhotoProtection protection =
          new PhotoProtection(
              group, groups.forFakes(), plan.protection(experiment.crop(), arithmetic));
      Subject subject = new Subject(original, file.face(), file.weights(plan, reader));
      Path target = folder.resolve(cell.file());
      Destination destination = new Destination.File(target, OutputFormat.PNG);
      group.open(file.crop()); // before the clock starts
      long start = System.nanoTime();
      PhotoProtection.Found found = protection.search(subject, destination, token, report -> {});
      double seconds = (System.nanoTime() - start) / 1e9;
      create(target.getParent());
      if (before == null) {
        before = protection.references(subject);
      }
      Verdict verdict =
          protection
              .finish(found, destination, before, PhotoProtection.Recording.NONE)
              .judgement()
              .verdict();
      AttackResult attack = found.result().attack();
      return new CellRecord(
          cell.key(),
          cell.setting().name(),
          cell.photo().name(),
          cell.file(),
          Digest.of(target),
          seconds,
          attack.gradientEvaluations(),
          attack.lossEvaluations(),
          attack.ending().name(),
          verdict.quality().maxLevelChange(),
          verdict.quality().psnr(),
          verdict.quality().ssim(),
          CellRecord.losses(verdict));
    }
  }

  /** Creates a folder of the output. */
  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new CdmaaException(
          "The folder " + folder + " cannot be created (" + Causes.of(e) + "); choose another", e);
    }
  }
}
