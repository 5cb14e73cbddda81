package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Several generators with their sessions, which are kept as long as photos of one shape follow each
 * other. Not for use by several threads at once.
 */
public final class GeneratorGroup implements AutoCloseable {
  /** Opens what runs one generator for one photo. */
  @FunctionalInterface
  interface Opener {
    BoundSession open(Generator generator, PhotoShape photo, Gradients gradients, Loss loss);
  }

  private final List<Generator> generators;
  private final Opener opener;
  private final Gradients gradients;
  private final Loss loss;
  private final SessionFactory factory;
  private final List<GeneratorSession> sessions = new ArrayList<>();
  private PhotoShape shape;

  /** A group whose sessions tell what is asked for, with the default loss. */
  public GeneratorGroup(List<Generator> generators, SessionFactory factory, Gradients gradients) {
    this(generators, factory, gradients, Loss.mse());
  }

  /** A group whose sessions tell what is asked for. */
  public GeneratorGroup(
      List<Generator> generators, SessionFactory factory, Gradients gradients, Loss loss) {
    this(
        generators,
        (generator, photo, told, raised) ->
            ObjectiveSessions.open(generator, photo, factory, told, raised),
        gradients,
        loss,
        factory);
  }

  /**
   * @param factory of the sessions, told when all of a shape are open
   */
  GeneratorGroup(
      List<Generator> generators,
      Opener opener,
      Gradients gradients,
      Loss loss,
      SessionFactory factory) {
    this.factory = factory;
    this.loss = loss;
    this.generators = List.copyOf(generators);
    this.opener = opener;
    this.gradients = gradients;
  }

  /** A group that attacks can use. */
  public static GeneratorGroup withGradient(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, Gradients.WEIGHTED);
  }

  /** A group that only makes fakes, at half the cost. */
  public static GeneratorGroup forward(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, Gradients.NONE);
  }

  /** What the sessions of this group tell, but for those that may only be queried. */
  public Gradients gradients() {
    return gradients;
  }

  /** Opens what runs beside the generators. */
  public SessionFactory factory() {
    return factory;
  }

  /** The generators, in order. */
  public List<Generator> generators() {
    return generators;
  }

  /**
   * The sessions for one photo, one per generator, in order; they belong to this group and are
   * closed when another shape is asked for.
   *
   * @param wanted shape of what the generators see of the photo
   * @param face what is known of the face on it, on which conditions may depend
   */
  public List<GeneratorSession> sessions(PhotoShape wanted, SourceAttributes face) {
    open(wanted);
    sessions.forEach(session -> session.source(face));
    return List.copyOf(sessions);
  }

  /** Opens the sessions for crops of a shape, unless they are open. */
  public void open(PhotoShape wanted) {
    if (!wanted.equals(shape)) {
      close();
      try {
        for (Generator generator : generators) {
          Gradients told = generator.queryOnly() ? Gradients.NONE : gradients;
          BoundSession session = opener.open(generator, wanted, told, loss);
          sessions.add(new GeneratorSession(generator, wanted, told, loss, session));
        }
        shape = wanted;
      } finally {
        if (shape == null) {
          close();
        }
      }
      factory.sessionsOpened();
    }
  }

  /**
   * The fakes of a crop.
   *
   * @param crop [C,h,w] in [-1,1]
   * @param face what is known of the face on it
   * @return per generator [K,3,H,W] RGB, nominally in [-1,1]
   */
  public List<FloatTensor> fakes(FloatTensor crop, SourceAttributes face) {
    return sessions(PhotoShape.of(crop), face).stream().map(s -> s.fakes(crop)).toList();
  }

  @Override
  public void close() {
    shape = null;
    sessions.forEach(GeneratorSession::close);
    sessions.clear();
  }
}
