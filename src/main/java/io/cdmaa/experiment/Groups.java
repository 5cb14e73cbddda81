package io.cdmaa.experiment;

import io.cdmaa.generator.Generator;
import io.cdmaa.generator.GeneratorGroup;
import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.SessionFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The generators' sessions of one run, opened when first asked for: one group per kind of gradient
 * that its settings need, shared by all cells.
 */
public final class Groups implements AutoCloseable {
  private final List<Generator> generators;
  private final SessionFactory factory;
  private final Map<Gradients, GeneratorGroup> open = new EnumMap<>(Gradients.class);

  /**
   * @param generators the group that is attacked
   * @param factory opens sessions
   */
  public Groups(List<Generator> generators, SessionFactory factory) {
    this.generators = List.copyOf(generators);
    this.factory = factory;
  }

  /** The generators. */
  List<Generator> generators() {
    return generators;
  }

  /** A group whose sessions tell what a setting needs. */
  GeneratorGroup of(Gradients gradients) {
    return open.computeIfAbsent(gradients, g -> new GeneratorGroup(generators, factory, g));
  }

  /** A group to make fakes with: one that is open anyway, or else one that can do no more. */
  GeneratorGroup forFakes() {
    return open.containsKey(Gradients.WEIGHTED)
        ? open.get(Gradients.WEIGHTED)
        : of(open.isEmpty() ? Gradients.NONE : open.keySet().iterator().next());
  }

  @Override
  public void close() {
    open.values().forEach(GeneratorGroup::close);
    open.clear();
  }
}
