package io.cdmaa.cli;

import io.cdmaa.CdmaaException;
import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.Manifest;
import io.cdmaa.generator.ModelWatch;
import io.cdmaa.runtime.SessionFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The generators of a batch, which may be swapped between two photos. */
final class CurrentModels implements AutoCloseable {
  private final ModelWatch watch;
  private final LabelOptions.Faces faces;
  private final SessionFactory sessions;
  private final AttackPlan plan;
  private final boolean everyDomain;
  private GeneratorGroup group;

  /** Why the method cannot work with the models as they are; null if it can. */
  private CdmaaException unfit;

  CurrentModels(
      ModelWatch watch,
      List<Generator> generators,
      LabelOptions.Faces faces,
      SessionFactory sessions,
      AttackPlan plan,
      boolean everyDomain) {
    this.watch = watch;
    this.faces = faces;
    this.sessions = sessions;
    this.plan = plan;
    this.everyDomain = everyDomain;
    group = plan.group(generators, sessions, everyDomain);
  }

  /**
   * Other models than before.
   *
   * @param manifests of those in use now
   * @param problems a sentence on each that cannot be used
   */
  record Swap(List<Manifest> manifests, List<String> problems) {}

  /** Takes up what has changed on disk, if anything. */
  Optional<Swap> refresh() {
    return watch.poll().map(this::swapped);
  }

  private Swap swapped(ModelWatch.Change change) {
    List<Manifest> manifests = new ArrayList<>();
    List<Generator> generators = new ArrayList<>();
    List<String> problems = new ArrayList<>(change.problems());
    for (int i = 0; i < change.generators().size(); i++) {
      try {
        faces.requireColumnsOf(change.generators().get(i));
        generators.add(change.generators().get(i));
        manifests.add(change.manifests().get(i));
      } catch (CdmaaException e) {
        problems.add(e.getMessage());
      }
    }
    group.close();
    group = plan.group(generators, sessions, everyDomain);
    unfit = generators.isEmpty() ? null : misfit(generators.size());
    return new Swap(manifests, problems);
  }

  private CdmaaException misfit(int count) {
    try {
      plan.method().requireFits(count);
      return null;
    } catch (CdmaaException e) {
      return e;
    }
  }

  /**
   * The group for the next photo.
   *
   * @throws CdmaaException if no generator is left, or the method does not fit those that are
   */
  GeneratorGroup group() {
    if (group.generators().isEmpty()) {
      throw new CdmaaException(
          "No generator is left to protect against; put one back or name another folder");
    }
    if (unfit != null) {
      throw unfit;
    }
    return group;
  }

  /** The generators' names. */
  List<String> names() {
    return group.generators().stream().map(Generator::name).toList();
  }

  @Override
  public void close() {
    group.close();
  }
}
