package io.cdmaa.generator;

import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Several generators with their sessions, which are kept as long as photos of one shape follow each
 * other. Not for use by several threads at once.
 */
public final class GeneratorGroup implements AutoCloseable {
  private final List<Generator> generators;
  private final SessionFactory factory;
  private final boolean withGradient;
  private final List<GeneratorSession> sessions = new ArrayList<>();
  private PhotoShape shape;
  private SourceAttributes source = SourceAttributes.UNKNOWN;

  private GeneratorGroup(List<Generator> generators, SessionFactory factory, boolean withGradient) {
    this.generators = List.copyOf(generators);
    this.factory = factory;
    this.withGradient = withGradient;
  }

  /** A group that attacks can use. */
  public static GeneratorGroup withGradient(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, true);
  }

  /** A group that only makes fakes, at half the cost. */
  public static GeneratorGroup forward(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, false);
  }

  /** The generators, in order. */
  public List<Generator> generators() {
    return generators;
  }

  /**
   * Sets whose face the next photo shows, on which conditions may depend.
   *
   * @param photo what is known of the face on it
   */
  public void source(SourceAttributes photo) {
    source = photo;
    sessions.forEach(session -> session.source(photo));
  }

  /**
   * The sessions for crops of a shape, one per generator, in order; they belong to this group and
   * are closed when another shape is asked for.
   */
  public List<GeneratorSession> sessions(PhotoShape wanted) {
    if (!wanted.equals(shape)) {
      close();
      for (Generator generator : generators) {
        sessions.add(
            withGradient
                ? GeneratorSession.withGradient(generator, wanted, factory)
                : GeneratorSession.forward(generator, wanted, factory));
      }
      sessions.forEach(session -> session.source(source));
      shape = wanted;
    }
    return List.copyOf(sessions);
  }

  /**
   * The fakes of a crop.
   *
   * @param crop [C,h,w] in [-1,1]
   * @return per generator [K,3,H,W] RGB, nominally in [-1,1]
   */
  public List<FloatTensor> fakes(FloatTensor crop) {
    return sessions(PhotoShape.of(crop)).stream().map(s -> s.fakes(crop)).toList();
  }

  @Override
  public void close() {
    shape = null;
    sessions.forEach(GeneratorSession::close);
    sessions.clear();
  }
}
