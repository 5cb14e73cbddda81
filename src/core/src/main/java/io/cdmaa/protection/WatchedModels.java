package io.cdmaa.protection;

import io.cdmaa.CdmaaException;
import io.cdmaa.ErrorReason;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.generator.ParallelSearch;
import io.cdmaa.generator.PhotoShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The generators of a batch, which may be replaced between two photos. There is a group of sessions
 * for the search; where photos overlap, another for the evaluation, so that one photo can be
 * evaluated while the next is searched; and groups for photos that are searched at the same time.
 * Groups for one photo and for several are not open at once.
 */
public final class WatchedModels implements AutoCloseable {
  private final Optional<ModelWatch> watch;
  private final Consumer<Generator> requirement;
  private final MemoryPlanner planner;
  private final boolean overlapping;
  private MemoryPlan plan;
  private List<Generator> generators;
  private GeneratorGroup searching;
  private Optional<ParallelSearch> lanes;
  private GeneratorGroup evaluating;

  /** Why no photo can be protected with the current models; null if one can. */
  private CdmaaException unfit;

  /**
   * @param watch detects changes; empty if the models stay as they are
   * @param manifests manifests of the loaded generators
   * @param loaded the generators, in the same order
   * @param requirement rejects a new generator that does not fit the photos, with a {@link
   *     CdmaaException}
   * @param planner fits generators into memory, now and after each change
   * @param photos number of photos to protect
   * @throws CdmaaException if the generators do not fit into memory
   */
  public WatchedModels(
      Optional<ModelWatch> watch,
      List<Manifest> manifests,
      List<Generator> loaded,
      Consumer<Generator> requirement,
      MemoryPlanner planner,
      int photos) {
    this.watch = watch;
    this.requirement = requirement;
    this.planner = planner.forPhotos(photos);
    // A second set of sessions does not pay off for the evaluation of a single photo. Nor does it
    // where memory is scarce, unless the search is not exact and cannot evaluate anyway.
    overlapping = photos > 1 && !(planner.scarce() && planner.exact());
    open(this.planner.fit(manifests, loaded));
  }

  /**
   * A change of models.
   *
   * @param manifests manifests of the models in use from now on
   * @param problems a sentence on each model that cannot be used
   * @param notes sentences on what was given up to save memory
   */
  record Swap(List<Manifest> manifests, List<String> problems, List<String> notes) {}

  /** Returns the changes on disk, if any. Sessions stay open. */
  Optional<ModelWatch.Change> poll() {
    return watch.flatMap(ModelWatch::poll);
  }

  /** Applies a change; the groups must not be in use. */
  Swap swap(ModelWatch.Change change) {
    List<Manifest> manifests = new ArrayList<>();
    List<Generator> usable = new ArrayList<>();
    List<String> problems = new ArrayList<>(change.problems());
    for (int i = 0; i < change.generators().size(); i++) {
      try {
        requirement.accept(change.generators().get(i));
        usable.add(change.generators().get(i));
        manifests.add(change.manifests().get(i));
      } catch (CdmaaException e) {
        problems.add(e.getMessage());
      }
    }
    close();
    generators = List.of();
    try {
      if (usable.isEmpty()) {
        throw new CdmaaException(
            ErrorReason.COMMAND,
            "No generator is left to protect against; put one back or name another folder");
      }
      MethodAlgorithms.requireFits(planner.plan().method(), usable.size());
      planner.plan().requireStartFor(manifests);
      open(planner.fit(manifests, usable));
      return new Swap(manifests, problems, plan.notes());
    } catch (CdmaaException e) {
      unfit = e;
      return new Swap(manifests, problems, List.of());
    }
  }

  private void open(MemoryPlan fitted) {
    unfit = null;
    plan = fitted;
    generators = fitted.generators();
    searching = fitted.forSearch();
    lanes = fitted.lanes();
    evaluating = overlapping || !planner.exact() ? fitted.forFakes() : searching;
  }

  BatchEvent.Started started(int photos) {
    return new BatchEvent.Started(
        photos, width(), plan(), generators, planner.sessions().description(), plan.notes());
  }

  /** Returns what is done to each photo. */
  ProtectionPlan plan() {
    return planner.plan();
  }

  /** Returns whether photos are evaluated while the next ones are searched. */
  boolean overlapping() {
    return overlapping;
  }

  /**
   * Returns the protection for the next photo.
   *
   * @throws CdmaaException if no generator is left, or the remaining ones do not fit the method or
   *     the memory
   */
  PhotoProtection protection() {
    if (unfit != null) {
      throw unfit;
    }
    lanes.ifPresent(ParallelSearch::closeSessions);
    return new PhotoProtection(searching, evaluating, plan());
  }

  /**
   * Returns the protection for one of several photos.
   *
   * @param lane the group that {@link #together} passes to the search
   */
  PhotoProtection protection(GeneratorGroup lane) {
    return new PhotoProtection(lane, overlapping ? evaluating : lane, plan());
  }

  /** Makes photos be searched one by one from here on. */
  void narrow() {
    lanes.ifPresent(ParallelSearch::close);
    lanes = Optional.empty();
  }

  /** Returns how many photos can be searched at the same time. */
  int width() {
    return lanes.map(ParallelSearch::width).orElse(1);
  }

  /**
   * Starts a search per photo.
   *
   * @param shape the shape of each photo
   * @param searches at most {@link #width} of them
   */
  <T> List<Future<T>> together(
      PhotoShape shape, List<? extends Function<GeneratorGroup, T>> searches) {
    searching.close();
    return lanes.orElseThrow().search(shape, searches);
  }

  /** Returns the generators; empty if no photo can be protected. */
  List<Generator> generators() {
    return generators;
  }

  /** Returns the generators' names. */
  List<String> names() {
    return generators.stream().map(Generator::name).toList();
  }

  @Override
  public void close() {
    narrow();
    searching.close();
    evaluating.close();
  }
}
