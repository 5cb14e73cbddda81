package io.cdmaa.generator;

import io.cdmaa.generator.GeneratorSession.Gradients;
import io.cdmaa.runtime.BoundSession;
import io.cdmaa.runtime.SessionFactory;
import io.cdmaa.tensor.FloatTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several generators and their sessions, which are reused while successive photos have the same
 * shape. Not thread-safe.
 */
public final class GeneratorGroup implements AutoCloseable {
  /** Opens the session that runs one generator for one photo. */
  @FunctionalInterface
  interface Opener {
    BoundSession open(Generator generator, PhotoShape photo, Gradients gradients, Loss loss);
  }

  private final Optional<GeneratorGroup> whole;
  private final List<Integer> chosen;
  private final List<Generator> generators;
  private final Opener opener;
  private final Gradients gradients;
  private final Loss loss;
  private final SessionFactory factory;
  private final List<GeneratorSession> sessions = new ArrayList<>();
  private PhotoShape shape;

  /** Creates a group whose sessions provide the given gradients of the default loss. */
  public GeneratorGroup(List<Generator> generators, SessionFactory factory, Gradients gradients) {
    this(generators, factory, gradients, Loss.mse());
  }

  /** Creates a group whose sessions provide the given gradients of a loss. */
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
   * @param factory the factory of the sessions, notified when all sessions of a shape are open
   */
  GeneratorGroup(
      List<Generator> generators,
      Opener opener,
      Gradients gradients,
      Loss loss,
      SessionFactory factory) {
    whole = Optional.empty();
    chosen = List.of();
    this.factory = factory;
    this.loss = loss;
    this.generators = List.copyOf(generators);
    this.opener = opener;
    this.gradients = gradients;
  }

  /**
   * Returns a group of some of these generators. It shares the sessions of this group, which opens
   * and closes them; closing it has no effect.
   *
   * @param chosen indexes into {@link #generators}
   */
  public GeneratorGroup only(List<Integer> chosen) {
    return new GeneratorGroup(this, chosen);
  }

  private GeneratorGroup(GeneratorGroup whole, List<Integer> chosen) {
    this.whole = Optional.of(whole);
    this.chosen = List.copyOf(chosen);
    generators = chosen.stream().map(whole.generators::get).toList();
    opener = whole.opener;
    gradients = whole.gradients;
    loss = whole.loss;
    factory = whole.factory;
  }

  /** Returns a group for attacks. */
  public static GeneratorGroup withGradient(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, Gradients.WEIGHTED);
  }

  /** Returns a group that only computes fakes, at half the cost. */
  public static GeneratorGroup forward(List<Generator> generators, SessionFactory factory) {
    return new GeneratorGroup(generators, factory, Gradients.NONE);
  }

  /** Returns which gradients the sessions provide, except those of query-only generators. */
  public Gradients gradients() {
    return gradients;
  }

  /** Returns the factory that opens the sessions. */
  public SessionFactory factory() {
    return factory;
  }

  /** Returns the generators in order. */
  public List<Generator> generators() {
    return generators;
  }

  /**
   * Returns the sessions for one photo, one per generator, in order. They belong to this group and
   * are closed when sessions for another shape are requested.
   *
   * @param wanted the shape of the crop that the generators see
   * @param face the known attributes of the face, on which conditions may depend
   */
  public List<GeneratorSession> sessions(PhotoShape wanted, SourceAttributes face) {
    if (whole.isPresent()) {
      List<GeneratorSession> all = whole.get().sessions(wanted, face);
      return chosen.stream().map(all::get).toList();
    }
    open(wanted);
    sessions.forEach(session -> session.source(face));
    return List.copyOf(sessions);
  }

  /** Opens the sessions for crops of a shape, unless they are already open. */
  public void open(PhotoShape wanted) {
    if (whole.isPresent()) {
      whole.get().open(wanted);
    } else if (!wanted.equals(shape)) {
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
   * Computes the fakes of a crop.
   *
   * @param crop [C,h,w] in [-1,1]
   * @param face the known attributes of the face
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
