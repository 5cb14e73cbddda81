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

  private static final long HEAP_WORTH_GIVING_BACK = 512L << 20;

  private final List<Generator> generators;
  private final Opener opener;
  private final Gradients gradients;
  private final Loss loss;
  private final List<GeneratorSession> sessions = new ArrayList<>();
  private PhotoShape shape;
  private SourceAttributes source = SourceAttributes.UNKNOWN;

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
            GeneratorSession.open(generator, photo, factory, told, raised),
        gradients,
        loss);
  }

  GeneratorGroup(List<Generator> generators, Opener opener, Gradients gradients, Loss loss) {
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
        Gradients told = generator.queryOnly() ? Gradients.NONE : gradients;
        BoundSession session = opener.open(generator, wanted, told, loss);
        sessions.add(new GeneratorSession(generator, wanted, told, loss, session));
      }
      sessions.forEach(session -> session.source(source));
      shape = wanted;
      giveBackHeap();
    }
    return List.copyOf(sessions);
  }

  /**
   * What it took to derive and serialise the graphs is several times their weights, and garbage
   * now. Java would keep it all while ONNX Runtime fills its arena; so it is given back before.
   */
  private static void giveBackHeap() {
    if (Runtime.getRuntime().totalMemory() > HEAP_WORTH_GIVING_BACK) {
      System.gc();
    }
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
