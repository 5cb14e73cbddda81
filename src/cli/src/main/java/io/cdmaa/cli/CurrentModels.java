package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.attack.MethodAlgorithms;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.generator.ParallelSearch;
import io.cdmaa.generator.PhotoShape;
import io.cdmaa.protection.MemoryPlan;
import io.cdmaa.protection.MemoryPlanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * The generators of a batch, which may be swapped between two photos. There is a group of sessions
 * for the search and, where photos overlap, another one for the evaluation, so that the photo
 * before can be evaluated while the next one is searched; and groups for photos that are searched
 * at the same time. Those for one photo and those for several are not open at once.
 */
final class CurrentModels implements AutoCloseable {
  private final ModelWatch watch;
  private final LabelOptions.Faces faces;
  private final MemoryPlanner fitting;
  private final boolean overlapping;
  private List<Generator> generators;
  private GeneratorGroup search;
  private Optional<ParallelSearch> lanes;
  private GeneratorGroup evaluating;

  /** Why no photo can be protected with the models as they are; null if one can. */
  private CdmaaException unfit;

  /**
   * @param watch what notices changes
   * @param fitted what is behind it now
   * @param faces what is known of the photos
   * @param fitting how a group is made of others
   * @param overlapping whether search and evaluation go on at the same time
   */
  CurrentModels(
      ModelWatch watch,
      MemoryPlan fitted,
      LabelOptions.Faces faces,
      MemoryPlanner fitting,
      boolean overlapping) {
    this.watch = watch;
    this.faces = faces;
    this.fitting = fitting;
    this.overlapping = overlapping;
    open(fitted);
  }

  /**
   * Other models than before.
   *
   * @param manifests of those in use now
   * @param problems a sentence on each that cannot be used
   * @param notes sentences on what was given up to save memory
   */
  record Swap(List<Manifest> manifests, List<String> problems, List<String> notes) {}

  /** What has changed on disk, if anything. Sessions stay open. */
  Optional<ModelWatch.Change> poll() {
    return watch.poll();
  }

  /** Takes up a change; nobody may be at work with the groups. */
  Swap swap(ModelWatch.Change change) {
    List<Manifest> manifests = new ArrayList<>();
    List<Generator> usable = new ArrayList<>();
    List<String> problems = new ArrayList<>(change.problems());
    for (int i = 0; i < change.generators().size(); i++) {
      try {
        faces.requireColumnsOf(change.generators().get(i));
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
            "No generator is left to protect against; put one back or name another folder");
      }
      MethodAlgorithms.requireFits(fitting.plan().method(), usable.size());
      MemoryPlan fitted = fitting.fit(manifests, usable);
      open(fitted);
      return new Swap(manifests, problems, fitted.notes());
    } catch (CdmaaException e) {
      unfit = e;
      return new Swap(manifests, problems, List.of());
    }
  }

  private void open(MemoryPlan fitted) {
    unfit = null;
    generators = fitted.generators();
    search = fitted.forSearch();
    lanes = fitted.lanes();
    evaluating = overlapping || !fitting.exact() ? fitted.forFakes() : search;
  }

  /**
   * What protects the next photo.
   *
   * @param log what to keep of each iteration, if anything
   * @throws CdmaaException if no generator is left, or those that are do not fit the method or the
   *     memory
   */
  PhotoProtector protector(Interruption interruption, Optional<DiagnosticsLog.Section> log) {
    if (unfit != null) {
      throw unfit;
    }
    lanes.ifPresent(ParallelSearch::closeSessions);
    return new PhotoProtector(search, evaluating, fitting.plan(), interruption, log);
  }

  /** Lets photos be searched one by one from here on. */
  void narrow() {
    lanes.ifPresent(ParallelSearch::close);
    lanes = Optional.empty();
  }

  /** How many photos can be searched at the same time. */
  int width() {
    return lanes.map(ParallelSearch::width).orElse(1);
  }

  /**
   * What protects one of several photos.
   *
   * @param lane what {@link #together} gives to the search
   * @param log what to keep of each iteration, if anything
   */
  PhotoProtector protector(
      GeneratorGroup lane, Interruption interruption, Optional<DiagnosticsLog.Section> log) {
    return new PhotoProtector(
        lane, overlapping ? evaluating : lane, fitting.plan(), interruption, log);
  }

  /**
   * Begins a search per photo.
   *
   * @param shape what the generators see of each
   * @param searches at most {@link #width} of them
   */
  <T> List<Future<T>> together(
      PhotoShape shape, List<? extends Function<GeneratorGroup, T>> searches) {
    search.close();
    return lanes.orElseThrow().search(shape, searches);
  }

  /** The generators; none if no photo can be protected. */
  List<Generator> generators() {
    return generators;
  }

  /** The generators' names. */
  List<String> names() {
    return generators.stream().map(Generator::name).toList();
  }

  @Override
  public void close() {
    narrow();
    search.close();
    evaluating.close();
  }
}
